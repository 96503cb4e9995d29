from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from podcaster.briefing import periods
from podcaster.briefing.facts import find_facts
from podcaster.briefing.reviews import due_questions
from podcaster.domain.facts import Fact, ReviewItem
from podcaster.domain.learner import Activity, ReviewDue

DAY = date(2026, 11, 21)
DUE = datetime(2026, 11, 20, 8, tzinfo=UTC)


def review(
    title: str, retention: float | None = None, at: datetime | None = DUE, kind: str = "quiz"
) -> ReviewDue:
    return ReviewDue(title=title, kind=kind, next_review_at=at, retention=retention)


def due(*reviews: ReviewDue, zone: str = "UTC") -> Fact[tuple[ReviewItem, ...]] | None:
    return find_facts(Activity(reviews_due=reviews), DAY, ZoneInfo(zone)).reviews_due


def titles(*reviews: ReviewDue) -> list[str]:
    fact = due(*reviews)
    return [item.title for item in fact.value] if fact else []


def test_a_review_comes_with_its_retention_in_whole_percent() -> None:
    item = ReviewItem(title="Nouns", kind="quiz", retention_percent=41, due_at=DUE)
    assert due(review("Nouns", 0.41)) == Fact((item,), 1, "until 2026-11-21", "reviews_due")


def test_the_most_forgotten_comes_first_then_the_longest_due() -> None:
    older = DUE - timedelta(days=3)
    ordered = titles(
        review("Unsaid"), review("Newer", 0.5), review("Older", 0.5, older), review("Lost", 0.1)
    )
    assert ordered == ["Lost", "Older", "Newer", "Unsaid"]


def test_every_review_due_is_counted_however_many_are_shown() -> None:
    fact = due(*(review(f"Chapter about topic {n}") for n in range(70)))
    assert fact is not None
    assert fact.n == 70
    assert len(fact.value) == 50


def test_a_review_without_a_speakable_title_is_counted_only() -> None:
    fact = due(review("17"), review(""), review(""))
    assert fact == Fact((), 3, "until 2026-11-21", "reviews_due")


def test_an_item_listed_twice_counts_once() -> None:
    fact = due(review("Nouns"), review("Nouns"))
    assert fact is not None
    assert fact.n == 1


def test_two_items_of_one_name_are_two_but_named_once() -> None:
    fact = due(review("Nouns", 0.9, kind="lesson"), review("nouns", 0.2, kind="course"))
    assert fact is not None
    assert (fact.n, [item.title for item in fact.value]) == (2, ["nouns"])


def question(
    text: str, retention: float | None = None, quiz: str = "Nouns", correct: str = "went"
) -> ReviewDue:
    return ReviewDue(
        title=quiz,
        kind="question",
        next_review_at=DUE,
        retention=retention,
        question=text,
        correct=correct,
    )


def test_the_questions_of_one_quiz_are_one_item_with_the_mean_of_what_is_left_of_them() -> None:
    fact = due(question("One?", 0.2), question("Two?", 0.5), question("Three?"), review("Verbs"))
    assert fact is not None
    assert fact.n == 4
    assert [(item.title, item.kind, item.retention_percent) for item in fact.value] == [
        ("Nouns", "quiz", 35),
        ("Verbs", "quiz", None),
    ]


def test_a_quiz_is_ordered_by_the_mean_of_its_questions() -> None:
    ordered = titles(question("One?", 0.0), question("Two?", 1.0), review("Verbs", 0.4))
    assert ordered == ["Verbs", "Nouns"]


def test_a_quiz_is_not_counted_beside_its_own_questions() -> None:
    fact = due(question("One?", 0.2), review(" nouns", 0.9), review("Verbs", 0.9))
    assert fact is not None
    assert fact.n == 2
    assert [item.retention_percent for item in fact.value] == [20, 90]


def test_a_quiz_counts_where_its_questions_are_not_due_yet() -> None:
    later = replace(question("One?", 0.2), next_review_at=DUE + timedelta(days=9))
    fact = due(later, review("Nouns", 0.9))
    assert fact is not None
    assert (fact.n, fact.value[0].retention_percent) == (1, 90)


def test_quizzes_whose_titles_are_not_known_are_counted() -> None:
    fact = due(question("One?", quiz=""), review(""), review(" "))
    assert fact is not None
    assert fact.n == 3


def test_due_questions_are_those_that_can_be_asked_by_voice_most_forgotten_first() -> None:
    reviews = [
        question("Newer?", 0.9),
        question("Older?", 0.1, quiz="7"),
        question("No answer?", correct=""),
        question("Look at the picture. Who is it?"),
        question("older? ", 0.5),
        review("Verbs"),
    ]
    found = due_questions(reviews, periods.until(DAY, ZoneInfo("UTC")))
    assert [(each.question, each.correct, each.quiz) for each in found] == [
        ("Older?", "went", ""),
        ("Newer?", "went", "Nouns"),
    ]


@pytest.mark.parametrize(
    ("zone", "at", "is_due"),
    [
        ("UTC", "2026-11-21T23:59Z", True),
        ("UTC", "2026-11-22T00:00Z", False),
        ("Pacific/Kiritimati", "2026-11-21T10:00Z", False),
        ("Pacific/Pago_Pago", "2026-11-22T10:59Z", True),
    ],
)
def test_a_review_is_due_to_the_end_of_the_local_day(zone: str, at: str, is_due: bool) -> None:
    fact = due(review("Nouns", at=datetime.fromisoformat(at)), zone=zone)
    assert (fact is not None) is is_due


def test_a_review_without_a_date_is_due() -> None:
    assert titles(review("Nouns", at=None)) == ["Nouns"]


def estimate(*shares: float | None) -> tuple[int | None, bool, bool]:
    fact = due(*(question(f"Question {n}?", share) for n, share in enumerate(shares)))
    assert fact is not None
    [item] = fact.value
    return item.retention_percent, item.faded, item.never_reviewed


def test_below_a_floor_an_item_has_faded_and_has_no_figure() -> None:
    assert estimate(0.05) == (5, False, False)
    assert estimate(0.044) == (None, True, False)
    assert estimate(1e-9) == (None, True, False)


def test_what_was_never_reviewed_has_nothing_left_of_it_to_estimate() -> None:
    assert estimate(0.0, 0.0) == (None, False, True)
    assert estimate(0.0, 0.8) == (80, False, False)
    assert estimate(0.0, None) == (None, False, False)


def test_a_question_stands_for_its_quiz_whether_it_can_be_asked_or_not() -> None:
    fact = due(question("One?", quiz="Nouns"), question("", quiz="Verbs"), review("Numbers"))
    assert fact is not None
    assert {item.kind for item in fact.value} == {"quiz"}


@pytest.mark.parametrize("retention", [-0.1, 1.1, 41.0, float("nan"), float("inf"), None])
def test_a_retention_that_is_no_share_is_not_known(retention: float | None) -> None:
    fact = due(review("Nouns", retention))
    assert fact is not None
    assert fact.value[0].retention_percent is None
