"""What the platform's data cannot be trusted for, learner by learner, and what is made of it.

The learners are those of academy/traps.py, read from SQLite with the built-in queries.
"""

from dataclasses import asdict
from datetime import timedelta

import pytest
from academy.filling import fill
from academy.people import CANARY, NOW, build
from academy.reading import DAY, TOKYO, everything, opened
from sqlalchemy import create_engine

from podcaster.briefing.brief import make_brief
from podcaster.briefing.eligibility import Standing, judge
from podcaster.briefing.options import EligibilityOptions
from podcaster.domain.days import DateAsked


@pytest.fixture(scope="module")
def academy():
    return build(ordinary=0)


@pytest.fixture(scope="module")
def read(academy, tmp_path_factory):
    path = tmp_path_factory.mktemp("academy") / "academy.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    fill(engine, academy)
    engine.dispose()
    found = everything(opened(f"sqlite:///{path}", path.parent))
    assert found.error == ""
    return found


@pytest.fixture(scope="module")
def facts_of(academy, read):
    return lambda name: read.of(academy, name)[2]


@pytest.fixture(scope="module")
def learner_of(academy, read):
    return lambda name: read.of(academy, name)[0]


@pytest.fixture(scope="module")
def reason_of(learner_of):
    def reason(name: str) -> str | None:
        options = EligibilityOptions()
        asked = DateAsked(None, NOW)
        learner = learner_of(name)
        standing = Standing()
        verdict = judge(learner, asked, TOKYO, options, has_own_zone=False, standing=standing)
        return verdict.reason

    return reason


def test_every_account_is_a_learner(academy, read):
    assert read.learners.keys() == {str(row["id"]) for row in academy.tables["auth_user"]}


@pytest.mark.parametrize(
    ("name", "trace"),
    [
        ("google_null", "event"),
        ("google_old", "lesson"),
        ("heartbeat_only", "heartbeat"),
        ("login_only", "login"),
    ],
)
def test_any_trace_of_the_last_two_weeks_makes_a_learner_due(reason_of, learner_of, name, trace):
    learner = learner_of(name)
    assert reason_of(name) is None
    assert learner.last_active_at == learner.traces[trace]


@pytest.mark.parametrize(
    ("name", "reason"), [("gone", "not_seen"), ("never", "not_seen"), ("inactive", "inactive")]
)
def test_who_left_no_trace_or_the_platform_is_not_due(reason_of, name, reason):
    assert reason_of(name) == reason


def test_310_percent_are_the_fifty_that_the_answers_say(facts_of):
    accuracy = facts_of("three_hundred_percent").accuracy_this_week
    assert (accuracy.value, accuracy.n) == (50, 10)


def test_metadata_that_are_no_objects_are_skipped_and_counted(academy, read):
    _, activity, _ = read.of(academy, "bare_json")
    assert len(activity.answers) == 3
    skipped = [count for said, count in read.warnings.items() if "no object" in said]
    assert skipped == [5]


def test_metadata_that_are_null_are_no_answer(academy, read):
    assert len(read.of(academy, "null_json")[1].answers) == 1


def test_the_text_false_is_not_true(academy, read):
    _, activity, _ = read.of(academy, "texts_for_truth")
    assert sorted(each.is_correct for each in activity.answers) == [False, False, True, True]


def test_old_answers_belong_to_the_quiz_of_their_question(facts_of):
    missed = facts_of("no_quiz_id").missed_questions.value
    assert {each.quiz for each in missed} == {"Words for the office"}


def test_answers_to_a_deleted_question_count_and_nothing_of_it_is_asked(facts_of):
    facts = facts_of("lost_question")
    assert facts.accuracy_this_week.n == 6
    assert facts.missed_questions is None


@pytest.mark.parametrize("name", ["climbed_to_the_top", "all_correct", "stale_ability"])
def test_scores_that_cannot_be_true_say_nothing(facts_of, name):
    assert facts_of(name).weakest_subject is None


def test_a_subject_is_told_by_its_name_and_one_without_is_left_out(facts_of):
    assert facts_of("nameless_subject").weakest_subject.value.name == "Vocabulary"


def test_scores_that_are_no_object_are_no_scores(academy, read):
    assert read.of(academy, "ability_of_rubbish")[1].ability.by_subject == {}


@pytest.mark.parametrize("name", ["counted_from_nought", "pictures_and_sounds"])
def test_questions_that_no_voice_can_ask_are_not_asked(academy, read, name):
    _, activity, facts = read.of(academy, name)
    assert facts.missed_questions.value == ()
    assert facts.missed_questions.n == len(activity.answers)


def test_html_is_text(facts_of):
    questions = {each.question for each in facts_of("marked_up").missed_questions.value}
    assert "Which is right in quiz 1: he took or he take?" in questions


def test_only_what_is_published_and_not_just_answered_is_recommended(facts_of):
    assert facts_of("stale_recommendations").recommended.value == "Polite requests"
    assert facts_of("only_stale_recommendations").recommended is None


def test_a_draft_is_counted_and_never_named(academy, read):
    learner, activity, facts = read.of(academy, "withdrawn_quiz")
    assert facts.reviews_due.n == 2
    assert facts.missed_questions.n == 2
    brief = make_brief(learner, activity, day=DAY, zone=TOKYO, plan="free", language="en")
    (draft,) = (each for each in academy.tables["quizzes_quiz"] if each["status"] == "draft")
    assert draft["title"] not in str(asdict(brief))
    assert draft["title"] not in str(asdict(activity))


def test_a_quiz_and_its_questions_are_not_counted_twice(academy, read):
    _, activity, _ = read.of(academy, "remembered_twice")
    due = [each for each in activity.reviews_due if each.title == "Past tense verbs"]
    assert [each.kind for each in due] == ["question"] * 3


def test_what_was_never_reviewed_is_not_remembered_and_the_rest_by_the_formula(academy, read):
    _, activity, _ = read.of(academy, "remembered_twice")
    kept = {(each.kind, each.title): each.retention for each in activity.reviews_due}
    assert kept["quiz", "Words for the office"] == 0.0
    assert kept["question", "Past tense verbs"] == pytest.approx(0.00247875)


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("untouched_languages", "en"),
        ("chosen_language", "ja"),
        ("native_language", "es"),
        ("locale_alone", "ja"),
        ("login_only", ""),
    ],
)
def test_a_default_that_nobody_touched_is_nobodys_choice(learner_of, name, language):
    assert learner_of(name).language == language


def test_a_username_is_never_a_name(learner_of):
    learners = (learner_of(name) for name in ("login_only", "google_null", "gone"))
    assert [each.display_name for each in learners] == ["Nora", "Grace", ""]


def test_an_answer_that_was_sent_twice_counts_once(facts_of):
    accuracy = facts_of("answered_twice").accuracy_this_week
    assert (accuracy.value, accuracy.n) == (50, 6)


def test_naive_times_are_utc_and_the_weeks_end_at_local_midnight(facts_of):
    """A wrong answer closes each day of Tokyo, and a right one begins it."""
    facts = facts_of("around_midnight")
    assert (facts.accuracy_this_week.value, facts.accuracy_this_week.n) == (50, 14)
    assert (facts.accuracy_last_week.value, facts.accuracy_last_week.n) == (50, 14)


def test_an_answer_from_the_future_is_not_known_yet(academy, read):
    learner, activity, _ = read.of(academy, "from_the_future")
    assert all(each.at < NOW + timedelta(days=2) for each in activity.answers)
    assert learner.last_active_at <= NOW


def test_nothing_private_is_read(read):
    private = repr((read.learners.values(), read.activities, read.warnings))
    of_names = [each.display_name for each in read.learners.values() if CANARY in each.display_name]
    assert private.count(CANARY) == len(of_names) <= 1


def test_the_day_is_that_of_tokyo():
    assert DAY.isoformat() == "2025-12-07"
