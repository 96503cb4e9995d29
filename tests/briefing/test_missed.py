from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from podcaster.briefing.facts import find_facts
from podcaster.domain.facts import Fact, MissedQuestion
from podcaster.domain.learner import Activity, Answer

DAY = date(2026, 11, 21)
QUESTION = "She ____ to school yesterday."


def answer(
    is_correct: bool,
    days: float,
    question: str = QUESTION,
    *,
    given: str = "goed",
    correct: str = "went",
    subject: str = "Past Tense",
) -> Answer:
    return Answer(
        at=datetime(2026, 11, 21, 12, tzinfo=UTC) - timedelta(days=days),
        is_correct=is_correct,
        subject=subject,
        quiz="Irregular verbs",
        question=question,
        given=correct if is_correct else given,
        correct=correct,
    )


def missed(*answers: Answer) -> Fact[tuple[MissedQuestion, ...]] | None:
    return find_facts(Activity(answers=answers), DAY, ZoneInfo("UTC")).missed_questions


def questions(*answers: Answer) -> list[str]:
    fact = missed(*answers)
    return [each.question for each in fact.value] if fact else []


def test_a_missed_question_comes_with_its_stored_answer() -> None:
    wrong = answer(False, 3)
    expected = MissedQuestion(
        question=QUESTION,
        given="goed",
        correct="went",
        subject="Past Tense",
        quiz="Irregular verbs",
        at=wrong.at,
    )
    assert missed(wrong) == Fact((expected,), 1, "2026-11-07..2026-11-20", "answers")


def test_the_newest_miss_comes_first_and_each_question_once() -> None:
    older, newer = answer(False, 9, "Older?"), answer(False, 2, "Newer?")
    assert questions(older, newer, answer(False, 5, "older? ")) == ["Newer?", "older?"]


def test_a_question_answered_right_since_is_no_longer_missed() -> None:
    assert missed(answer(False, 3), answer(True, 1)) is None
    assert missed(answer(False, 3), answer(True, 0)) is None


def test_a_question_answered_right_before_is_missed() -> None:
    assert questions(answer(True, 5), answer(False, 3)) == [QUESTION]


def test_a_right_answer_after_the_day_is_not_known_yet() -> None:
    assert questions(answer(False, 3), answer(True, -1)) == [QUESTION]


def test_what_was_missed_over_two_weeks_ago_is_let_be() -> None:
    assert missed(answer(False, 15)) is None


def test_a_wrong_answer_equal_to_the_right_one_proves_nothing() -> None:
    assert missed(answer(False, 3, given=" Went ")) is None


def test_what_cannot_be_asked_by_voice_is_counted_but_not_asked() -> None:
    fact = missed(
        answer(False, 1, "Look at the picture: who is it?"),
        answer(False, 2, "See https://example.com/7?"),
        answer(False, 3, "word " * 60),
        answer(False, 4, "No stored answer?", correct=""),
        answer(False, 5),
    )
    assert fact is not None
    assert [each.question for each in fact.value] == [QUESTION]
    assert fact.n == 5


def test_a_question_without_words_is_counted_by_its_id_and_settled_by_it() -> None:
    shown = [replace(answer(False, days, ""), question_id=str(days % 2)) for days in (1, 2, 3)]
    assert missed(*shown) == Fact((), 2, "2026-11-07..2026-11-20", "answers")
    again = replace(answer(True, 0, ""), question_id="1")
    assert missed(again, *shown) == Fact((), 1, "2026-11-07..2026-11-20", "answers")


def test_of_questions_without_words_or_id_a_quiz_counts_as_one_that_nothing_settles() -> None:
    unknown = [answer(False, days, "") for days in (1, 2)]
    other = replace(answer(False, 3, ""), quiz="Nouns")
    assert missed(answer(True, 0, ""), *unknown, other) == Fact(
        (), 2, "2026-11-07..2026-11-20", "answers"
    )


def test_a_question_that_is_no_more_is_no_missed_question() -> None:
    assert missed(replace(answer(False, 1, ""), quiz="")) is None


def test_what_was_given_is_left_out_where_it_is_unfit() -> None:
    fact = missed(answer(False, 1, given="https://example.com", subject="12"))
    assert fact is not None
    assert (fact.value[0].given, fact.value[0].subject) == ("", "")
