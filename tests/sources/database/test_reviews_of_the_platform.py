"""What spaced repetition asks for, as the platform keeps it: a quiz beside its own questions."""

import tracemalloc
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from podcaster.briefing.facts import find_facts
from podcaster.domain.learner import Activity
from podcaster.sources.database.questions import Questions
from podcaster.sources.database.reviews import ReviewReader, due_once
from podcaster.sources.database.texts import Texts

NOW = datetime(2025, 12, 7, 3, 0, tzinfo=UTC)
QUIZ = {"title": "Past tense", "kind": "quiz", "quiz_id": 3}
QUESTION = {**QUIZ, "kind": "question", "question_id": 8, "question": "Past of write?"}


def due(row: dict, **ago: float) -> dict:
    return {**row, "next_review_at": (NOW - timedelta(**ago)).replace(tzinfo=None)}


def count(*rows: dict) -> int:
    """How many reviews an episode of that day speaks of."""
    reader = ReviewReader(Questions(Texts()), NOW)
    reviews = due_once([reader.listed(row) for row in rows])
    facts = find_facts(Activity(reviews_due=reviews), date(2025, 12, 7), ZoneInfo("Asia/Tokyo"))
    return facts.reviews_due.n if facts.reviews_due else 0


@pytest.mark.parametrize(("quiz", "question"), [(1, 2), (2, 1), (1, 1)])
def test_a_quiz_and_a_question_of_it_that_are_due_are_one_review(quiz, question):
    assert count(due(QUIZ, days=quiz), due(QUESTION, days=question)) == 1


def test_a_quiz_is_due_though_a_question_of_it_is_not_yet():
    assert count(due(QUIZ, days=1), due(QUESTION, hours=-20)) == 1


def test_a_quiz_that_is_not_due_yet_leaves_its_question_due():
    assert count(due(QUIZ, hours=-20), due(QUESTION, days=1)) == 1


def test_two_quizzes_of_one_title_are_two():
    other = {**QUIZ, "quiz_id": 4}
    assert count(due(QUIZ, days=1), due(other, days=1)) == 2
    assert count(due(QUESTION, days=1), due(other, days=1)) == 2
    assert count(due(QUESTION, days=1), due(QUIZ, days=1), due(other, days=1)) == 2


def test_a_review_without_a_title_is_counted():
    assert count(due({**QUESTION, "title": ""}, days=1), due({**QUIZ, "quiz_id": 4}, days=1)) == 2


def test_what_is_listed_without_a_date_is_due_once():
    assert count({**QUIZ, "next_review_at": None}, {**QUESTION, "next_review_at": None}) == 1


def test_thousands_that_are_due_are_not_held_with_their_rows():
    reader = ReviewReader(Questions(Texts()), NOW)
    rows = ({**QUESTION, "question": "Past of write? " + "x" * 900 * (n > 0)} for n in range(3000))
    tracemalloc.start()
    listed = [reader.listed(row) for row in rows]
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held / len(listed) < 500
