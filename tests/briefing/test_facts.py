from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from podcaster.briefing.facts import find_facts, level_of
from podcaster.domain.facts import Fact, WeakSubject
from podcaster.domain.learner import Ability, Activity, Answer, Lesson, Level, Recommendation

UTC_ZONE = ZoneInfo("UTC")
DAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def days_ago(days: float) -> datetime:
    return NOON - timedelta(days=days)


def given(right: int, wrong: int, *, days: float = 1, subject: str = "") -> tuple[Answer, ...]:
    """So many right and wrong answers to different questions, a minute apart."""
    verdicts = [True] * right + [False] * wrong
    return tuple(
        Answer(
            at=days_ago(days) + timedelta(minutes=n),
            is_correct=is_correct,
            subject=subject,
            question=f"{subject} question {n} of day {days}?",
            given="yes" if is_correct else "no",
            correct="yes",
        )
        for n, is_correct in enumerate(verdicts)
    )


def accuracies(answers: Iterable[Answer], zone: ZoneInfo = UTC_ZONE, day: date = DAY) -> list[int]:
    """How many answers each of the two weeks counts, this week first; 0 if there is no fact."""
    facts = find_facts(Activity(answers=tuple(answers)), day, zone)
    weeks = (facts.accuracy_this_week, facts.accuracy_last_week)
    return [fact.n if fact else 0 for fact in weeks]


def test_nothing_is_known_of_nobody() -> None:
    assert list(find_facts(Activity(), DAY, UTC_ZONE).known()) == []


def test_accuracy_is_the_share_of_right_answers_with_its_evidence() -> None:
    facts = find_facts(Activity(answers=given(3, 2)), DAY, UTC_ZONE)
    assert facts.accuracy_this_week == Fact(60, 5, "2026-11-14..2026-11-20", "answers")


def test_four_answers_are_too_few_for_an_accuracy() -> None:
    assert find_facts(Activity(answers=given(4, 0)), DAY, UTC_ZONE).accuracy_this_week is None


@pytest.mark.parametrize(("right", "wrong", "percent"), [(1, 7, 13), (2, 4, 33), (4, 2, 67)])
def test_half_a_percent_is_rounded_up(right: int, wrong: int, percent: int) -> None:
    fact = find_facts(Activity(answers=given(right, wrong)), DAY, UTC_ZONE).accuracy_this_week
    assert fact is not None
    assert fact.value == percent


def test_last_week_is_the_seven_days_before_this_week() -> None:
    facts = find_facts(Activity(answers=given(5, 0, days=8)), DAY, UTC_ZONE)
    assert facts.accuracy_this_week is None
    assert facts.accuracy_last_week == Fact(100, 5, "2026-11-07..2026-11-13", "answers")


def test_answers_of_the_day_itself_belong_to_no_week_yet() -> None:
    assert accuracies(given(5, 5, days=0)) == [0, 0]


def test_answers_of_the_future_are_ignored() -> None:
    assert accuracies(given(5, 5, days=-3)) == [0, 0]


def test_the_same_answer_recorded_twice_counts_once() -> None:
    assert accuracies(given(3, 3) * 2) == [6, 0]


def test_one_question_answered_on_two_days_is_two_answers() -> None:
    question = "What is 3/4 of 20?"
    answers = [Answer(at=days_ago(n), is_correct=True, question=question) for n in range(1, 6)]
    assert accuracies(answers) == [5, 0]


def test_a_quiz_handed_in_at_once_keeps_all_its_answers() -> None:
    without_questions = [Answer(at=days_ago(1), is_correct=True)] * 6
    alike = [
        Answer(at=days_ago(2), is_correct=True, question="Choose the right word", correct=word)
        for word in ("went", "gone", "goes", "going", "go")
    ]
    assert accuracies(without_questions) == [6, 0]
    assert accuracies(alike) == [5, 0]


def test_of_two_verdicts_on_one_answer_the_right_one_stands() -> None:
    answers = given(5, 0)
    wrong = Answer(at=answers[0].at, is_correct=False, question=answers[0].question, correct="yes")
    fact = find_facts(Activity(answers=(wrong, *answers)), DAY, UTC_ZONE).accuracy_this_week
    assert fact is not None
    assert (fact.value, fact.n) == (100, 5)


@pytest.mark.parametrize(
    ("zone", "first", "end"),
    [
        ("Pacific/Kiritimati", "2026-11-13T10:00Z", "2026-11-20T10:00Z"),
        ("Pacific/Pago_Pago", "2026-11-14T11:00Z", "2026-11-21T11:00Z"),
        ("UTC", "2026-11-14T00:00Z", "2026-11-21T00:00Z"),
    ],
)
def test_a_week_begins_and_ends_at_local_midnight(zone: str, first: str, end: str) -> None:
    start, stop = datetime.fromisoformat(first), datetime.fromisoformat(end)
    just_before = timedelta(microseconds=1)
    inside = [start, stop - just_before] * 3
    outside = [start - just_before, stop] * 3
    answers = [Answer(at=at, is_correct=True) for at in inside + outside]
    assert accuracies(answers, ZoneInfo(zone))[0] == 6


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 30), 7 * 24 - 1),
        ("Europe/Berlin", date(2026, 10, 26), 7 * 24 + 1),
        ("America/Havana", date(2026, 3, 9), 7 * 24 - 1),
        ("UTC", date(2026, 3, 30), 7 * 24),
    ],
)
def test_a_week_in_which_clocks_change_has_all_its_hours(zone: str, day: date, hours: int) -> None:
    end = datetime.combine(day, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
    hourly = [Answer(at=end - timedelta(hours=n), is_correct=True) for n in range(24 * 20)]
    assert accuracies(hourly, ZoneInfo(zone), day)[0] == hours


def weakest(*answers: Answer, by_subject: dict[str, float] | None = None) -> object:
    activity = Activity(answers=answers, ability=Ability(by_subject=by_subject or {}))
    return find_facts(activity, DAY, UTC_ZONE).weakest_subject


def test_the_weakest_subject_has_the_lowest_share_of_right_answers() -> None:
    answers = (*given(4, 1, subject="Fractions"), *given(2, 4, days=9, subject="Past Tense"))
    assert weakest(*answers) == Fact(
        WeakSubject(name="Past Tense", accuracy_percent=33), 6, "2026-11-07..2026-11-20", "answers"
    )


def test_a_subject_with_four_answers_is_not_compared() -> None:
    answers = (*given(4, 1, subject="Fractions"), *given(0, 4, subject="Past Tense"))
    assert weakest(*answers) is None


@pytest.mark.parametrize(("right", "is_weak"), [(7, True), (8, False)])
def test_a_subject_alone_is_weak_below_eighty_percent(right: int, is_weak: bool) -> None:
    assert (weakest(*given(right, 10 - right, subject="Fractions")) is not None) is is_weak


def test_no_subject_is_weak_when_all_answers_are_right() -> None:
    assert weakest(*given(5, 0, subject="A level"), *given(5, 0, subject="B level")) is None


def test_of_equally_weak_subjects_the_one_with_more_answers_counts() -> None:
    few, many = given(3, 3, subject="Art"), given(4, 4, subject="Zoology")
    fact = find_facts(Activity(answers=few + many), DAY, UTC_ZONE).weakest_subject
    assert fact is not None
    assert fact.value.name == "Zoology"


def test_a_subject_that_is_only_an_id_is_never_the_weakest() -> None:
    assert weakest(*given(0, 9, subject="7"), *given(0, 9, subject="subject_7")) is None


def test_scores_serve_where_answers_are_too_few_and_give_no_percentage() -> None:
    scores = {"Past Tense": 420.0, "Fractions": 610.0, "7": 10.0}
    expected = Fact(WeakSubject(name="Past Tense"), 0, "until 2026-11-21", "ability")
    assert weakest(*given(1, 3, subject="Fractions"), by_subject=scores) == expected


def test_scores_do_not_serve_where_answers_say_otherwise() -> None:
    assert weakest(*given(9, 0, subject="Past Tense"), by_subject={"Past Tense": 100.0}) is None


@pytest.mark.parametrize(
    ("scores", "name"),
    [
        ({"Verbs": 890.0}, None),
        ({"Verbs": 499.0}, "Verbs"),
        ({"Nouns": 700.0, "Verbs": 700.0}, None),
        ({"Nouns": 890.0, "Verbs": 700.0}, "Verbs"),
        ({"Nouns": 1000.0, "Verbs": 999.0}, None),
    ],
)
def test_a_good_score_is_weak_only_beside_a_better_one(
    scores: dict[str, float], name: str | None
) -> None:
    weak = Fact(WeakSubject(name=name or ""), 0, "until 2026-11-21", "ability")
    assert weakest(by_subject=scores) == (weak if name else None)


@pytest.mark.parametrize("score", [1000.0, 1200.0, -1.0, float("nan"), float("inf")])
def test_a_score_off_the_scale_or_at_its_ceiling_says_nothing(score: float) -> None:
    assert weakest(by_subject={"Past Tense": score}) is None
    assert level_of(Ability(overall=score)) is None


@pytest.mark.parametrize(
    ("score", "level"),
    [
        (0, "beginner"),
        (299.9, "beginner"),
        (300, "intermediate"),
        (499.9, "intermediate"),
        (500, "advanced"),
        (699.9, "advanced"),
        (700, "expert"),
        (999.9, "expert"),
        (None, None),
    ],
)
def test_the_level_follows_the_bands_of_ability(score: float | None, level: Level | None) -> None:
    assert level_of(Ability(overall=score)) == level


def test_lessons_of_this_week_are_told_newest_first() -> None:
    lessons = (
        Lesson(title="Old", completed_at=days_ago(9)),
        Lesson(title="Nouns", completed_at=days_ago(3)),
        Lesson(title="Verbs", completed_at=days_ago(1)),
        Lesson(title="Nouns", completed_at=days_ago(2)),
        Lesson(title="17", completed_at=days_ago(2)),
        Lesson(title="", completed_at=days_ago(4)),
        Lesson(title="", completed_at=days_ago(5)),
        Lesson(title="Today", completed_at=days_ago(0)),
    )
    facts = find_facts(Activity(lessons=lessons), DAY, UTC_ZONE)
    assert facts.lessons_finished == Fact(
        ("Verbs", "Nouns"), 5, "2026-11-14..2026-11-20", "lessons"
    )


def recommended(*titles: tuple[str, float | None], activity: Activity | None = None) -> object:
    offered = tuple(Recommendation(title=title, score=score) for title, score in titles)
    done = activity or Activity()
    activity = Activity(recommended=offered, answers=done.answers, lessons=done.lessons)
    return find_facts(activity, DAY, UTC_ZONE).recommended


def test_the_best_scored_title_is_recommended() -> None:
    assert recommended(("Good", 70.0), ("Best", 88.0), ("Unscored", None), ("7", 99.0)) == Fact(
        "Best", 3, "until 2026-11-21", "recommended"
    )


def test_of_equal_scores_the_platforms_first_is_recommended() -> None:
    fact = recommended(("Zebra", None), ("Apple", float("nan")))
    assert isinstance(fact, Fact)
    assert fact.value == "Zebra"


def test_what_was_worked_on_this_week_is_not_recommended() -> None:
    done = Activity(
        answers=(Answer(at=days_ago(0), is_correct=True, quiz="Verbs"),),
        lessons=(Lesson(title="Nouns", completed_at=days_ago(6)),),
    )
    assert recommended(("Verbs", 90.0), ("Nouns", 80.0), activity=done) is None


@pytest.mark.parametrize(
    ("quiz_id", "title", "is_recommended"),
    [("7", "Verbs, renamed", False), ("8", "Verbs", True), ("", "Verbs", False)],
)
def test_a_quiz_just_done_is_known_by_its_id_where_both_are_told(
    quiz_id: str, title: str, is_recommended: bool
) -> None:
    done = Answer(at=days_ago(1), is_correct=True, quiz="Verbs", quiz_id="7")
    offered = Recommendation(title=title, score=90.0, quiz_id=quiz_id)
    found = find_facts(Activity(answers=(done,), recommended=(offered,)), DAY, UTC_ZONE)
    assert (found.recommended is not None) == is_recommended


def test_a_quiz_just_done_is_known_by_its_title_where_the_answer_tells_no_id() -> None:
    done = Answer(at=days_ago(1), is_correct=True, quiz="Verbs")
    offered = Recommendation(title="Verbs", score=90.0, quiz_id="7")
    found = find_facts(Activity(answers=(done,), recommended=(offered,)), DAY, UTC_ZONE)
    assert found.recommended is None


def test_what_was_worked_on_before_may_be_recommended_again() -> None:
    done = Activity(answers=(Answer(at=days_ago(9), is_correct=True, quiz="Verbs"),))
    assert recommended(("Verbs", 90.0), activity=done) is not None
