"""The platform's export of one user: what is read of it, and what never is."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcaster.briefing.answers import known_answers
from podcaster.domain.learner import Ability, Answer, BadRecord
from podcaster.sources.choices import Choices
from podcaster.sources.database.texts import Texts

MCQ = {
    "question_id": 11,
    "question_type": "mcq",
    "question_text": "<p>What is the past tense of <b>go</b>?</p>",
    "options": ["goed", "went", "gone"],
    "selected_option": 1,
    "correct_answer": 2,
    "is_correct": False,
}
ATTEMPT = {
    "attempt_id": 1,
    "quiz_title": "Past Tense",
    "subject": "English Grammar",
    "started_at": "2025-12-05T20:00:00Z",
    "ended_at": "2025-12-05T20:10:00Z",
    "questions": [MCQ],
}
WHOLE = {
    "export_version": "3.0",
    "export_metadata": {
        "user_id": 42,
        "exported_at": "2025-12-06T09:00:00Z",
        "validation_errors": ["CANARY"],
    },
    "user_profile": {
        "user_id": 42,
        "username": "CANARY-sarah",
        "email": "CANARY@example.org",
        "native_language": "ja",
        "report_language": "en",
        "interested_subjects": [{"id": 7, "name": "English Grammar"}],
        "ability_score": {"overall": 520.5, "level": "CANARY", "by_subject": {"7": 420, "8": 1}},
    },
    "quiz_attempts": {"attempts": [ATTEMPT]},
    "study_behavior": {"hours": "CANARY"},
    "writing_samples": [{"text": "CANARY diary"}],
    "device_location": {"ip_addresses": ["CANARY 203.0.113.7"]},
}
AT = datetime(2025, 12, 5, 20, 10, tzinfo=UTC)


def export(**changed: object) -> dict[str, object]:
    return {**WHOLE, **changed}


def with_attempts(*attempts: object) -> dict[str, object]:
    return export(quiz_attempts={"attempts": list(attempts)})


def with_question(**changed: object) -> dict[str, object]:
    return with_attempts({**ATTEMPT, "questions": [{**MCQ, **changed}]})


@pytest.fixture
def read(read_export):
    return lambda value: read_export(json.dumps(value))


@pytest.fixture
def answer(read):
    """The one answer of an export of one question."""

    def only(**changed: object) -> Answer:
        ((found,),) = (each.answers for each in read(with_question(**changed)).activities)
        return found

    return only


def test_one_user_is_one_learner(read):
    found = read(WHOLE)
    (learner,) = found.learners
    assert (learner.id.user_id, learner.language, learner.last_active_at) == ("42", "ja", AT)
    assert learner.origins == {"language": "export"}
    assert (found.bad, found.ignored, found.error) == ([], {}, "")


def test_an_answer_has_its_texts_and_the_end_of_its_attempt(answer):
    assert answer() == Answer(
        at=AT,
        is_correct=False,
        subject="English Grammar",
        quiz="Past Tense",
        question="What is the past tense of go?",
        given="goed",
        correct="went",
    )


def test_nothing_private_is_read(read):
    found = read(WHOLE)
    everything = repr([*map(asdict, found.learners), *map(asdict, found.activities)])
    assert "went" in everything
    assert "CANARY" not in everything


def test_a_username_is_no_name(read):
    assert read(WHOLE).learners[0].display_name == ""


def test_scores_of_subjects_without_a_name_are_left_out(read):
    (activity,) = read(WHOLE).activities
    assert activity.ability == Ability(overall=520.5, by_subject={"English Grammar": 420})


def test_a_subject_is_known_by_the_attempts_too(read):
    value = with_attempts({**ATTEMPT, "subject": {"id": 8, "name": "History"}})
    (activity,) = read(value).activities
    assert activity.ability.by_subject == {"English Grammar": 420, "History": 1}
    assert activity.answers[0].subject == "History"


def test_no_ability_is_none(read):
    profile = {"user_id": 42, "ability_score": None}
    assert read(export(user_profile=profile)).activities[0].ability == Ability()


@pytest.mark.parametrize(
    "scores", [{"by_subject": 42}, {"by_subject": {"7": "high"}}, {"overall": [1]}, {}]
)
def test_a_score_that_is_none_costs_nobody_anything(read, scores):
    (activity,) = read(export(user_profile={"user_id": 42, "ability_score": scores})).activities
    assert activity.ability == Ability()


@pytest.mark.parametrize(("said", "verdict"), [("false", False), (0, False), ("true", True)])
def test_a_verdict_in_other_words_is_understood(answer, said, verdict):
    assert answer(is_correct=said).is_correct is verdict


@pytest.mark.parametrize("said", [None, "perhaps", 42, []])
def test_an_answer_without_a_verdict_is_left_out(read, said):
    assert read(with_question(is_correct=said)).activities[0].answers == ()


@pytest.mark.parametrize(
    ("report", "native", "language"),
    [
        ("ja", "es", "ja"),
        ("en", "es", "es"),
        ("en", "en", "en"),
        (None, "en", "en"),
        ("", None, ""),
    ],
)
def test_english_is_a_default_before_it_is_a_choice(read, report, native, language):
    profile = {"user_id": 1, "report_language": report, "native_language": native}
    value = export(user_profile=profile, export_metadata={})
    assert read(value).learners[0].language == language


@pytest.mark.parametrize("kind", ["multi", "dragdrop", "sort", None, "MCQ?"])
def test_an_answer_of_a_type_that_cannot_be_spoken_counts_without_texts(answer, kind):
    found = answer(question_type=kind)
    assert (found.question, found.given, found.correct, found.quiz) == ("", "", "", "Past Tense")


def test_a_question_with_a_picture_counts_without_texts(answer):
    assert answer(question_text='What is this? <img src="cat.png">').correct == ""


def test_a_short_answer_is_told_by_its_words(answer):
    found = answer(question_type="short", selected_option="goed", correct_answer="went")
    assert (found.given, found.correct) == ("goed", "went")


def test_choices_that_contradict_the_verdict_are_not_told(answer):
    found = answer(selected_option=2, correct_answer=2, is_correct=False)
    assert (found.question != "", found.given, found.correct) == (True, "", "")


@pytest.mark.parametrize(
    ("options", "value", "meant"),
    [
        (["a", "b"], 2, "b"),
        (["a", "b"], "2", "b"),
        (["a", "b"], "option2", "b"),
        (["a", "b"], " B ", "b"),
        (["a", "b"], 0, ""),
        (["a", "b"], 3, ""),
        (["a", "b"], "c", ""),
        (["a", "b"], None, ""),
        (["a", "b"], True, ""),
        (["a", "b"], 1.0, ""),
        (["a", "b"], [1], ""),
        (["a", "b"], "²", ""),
        (["3", "1"], 1, ""),  # the place of one, the text of the other
        (["30", "1"], "30", "30"),
        ({"A": "a", "B": "b"}, "B", "b"),
        ({"1": "a", "2": "b"}, 2, "b"),
        ({"option1": "a", "option2": "b"}, 2, "b"),
        ([{"id": 5, "text": "a"}, {"text": "<i>b</i>"}], 2, "b"),
        ([{"id": 5, "text": "a"}, {"text": "b"}], {"text": "a"}, "a"),
        ([{"id": 5}], 1, ""),
        ("ab", 1, ""),
        (None, "a", ""),
    ],
)
def test_a_choice_is_what_it_can_only_mean(options, value, meant):
    assert Choices.of(options, Texts()).meant_by(value) == meant


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=60)
@given(JSON, JSON)
def test_whatever_is_meant_is_one_of_the_choices_or_nothing(options, value):
    choices = Choices.of(options, Texts())
    assert choices.meant_by(value) in {*choices.texts, ""}


@settings(max_examples=60)
@given(st.sampled_from(sorted(WHOLE)), JSON)
def test_any_value_in_its_place_is_a_learner_or_a_bad_record(read_export, name, value):
    found = read_export(json.dumps(export(**{name: value})))
    assert len(found.learners) + len(found.bad) == 1
    assert found.error == ""


def test_a_question_that_was_answered_twice_is_two_answers(read):
    again = {**MCQ, "selected_option": 2, "is_correct": True}
    (activity,) = read(with_attempts({**ATTEMPT, "questions": [MCQ, again]})).activities
    answers = known_answers(activity.answers, AT.date() + timedelta(1), ZoneInfo("UTC"))
    assert [each.is_correct for each in answers] == [True, False]
    assert answers[0].at == AT


def test_the_start_stands_for_an_end_that_is_missing(read):
    (learner,) = read(with_attempts({**ATTEMPT, "ended_at": None})).learners
    assert learner.last_active_at == datetime(2025, 12, 5, 20, 0, tzinfo=UTC)


def test_an_attempt_after_the_export_has_not_happened(read):
    found = read(with_attempts({**ATTEMPT, "ended_at": "2026-12-05T20:10:00Z"}))
    assert found.learners[0].last_active_at is None
    assert found.activities[0].answers == ()


def test_a_misfit_is_named_by_its_place_and_not_by_its_value(read):
    found = read(with_attempts(ATTEMPT, {**ATTEMPT, "ended_at": "CANARY"}))
    assert found.bad == [
        BadRecord(1, "quiz_attempts.attempts[1].ended_at", "is no time as ISO 8601 has it")
    ]


def test_two_users_in_one_export_are_nobody(read):
    found = read(export(export_metadata={"user_id": 41}))
    assert found.bad == [BadRecord(1, "", "has two different users in it")]


def test_an_export_of_nobody_is_a_bad_record(read):
    found = read({"export_metadata": {}})
    assert found.bad == [BadRecord(1, "user_id", "is missing")]


def test_exports_one_after_the_other_in_a_file_are_all_read(read_export):
    others = [{**WHOLE, "export_metadata": {}, "user_profile": {"user_id": n}} for n in (1, 2)]
    assert read_export("\n".join(map(json.dumps, [*others, WHOLE]))).ids == ["1", "2", "42"]
