"""Answers as evidence: each counted once, and how many of them were right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from podcaster.briefing import periods
from podcaster.domain.learner import Answer


@dataclass(frozen=True, slots=True)
class Tally:
    """How many answers were right, of the same answers that are counted."""

    right: int
    answered: int

    @property
    def percent(self) -> int:
        """The share of right answers in whole percent, halves rounded up; of none there is none."""
        return (200 * self.right + self.answered) // (2 * self.answered)


def tally(answers: Sequence[Answer]) -> Tally:
    """Counts `answers`, which are already distinct."""
    return Tally(sum(answer.is_correct for answer in answers), len(answers))


def known_answers(answers: Iterable[Answer], day: date, zone: ZoneInfo) -> tuple[Answer, ...]:
    """What was answered up to the end of the local `day`, each once, newest first.

    The order depends on the answers alone, not on the order they came in.
    """
    return _distinct(periods.until(day, zone).of(answers))


def question_key(question: str) -> str:
    """Tells questions apart, whatever their spacing and capitals."""
    return " ".join(question.split()).casefold()


def _distinct(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Drops the answers that are one answer recorded twice.

    The same question, by its words or else by its id, answered at the same instant is one answer;
    where the records differ in the verdict, the right one stands. A question that expects something
    else is another question, however alike they are ("Choose the right word"). Answers to what
    nobody can tell apart are never merged: a quiz handed in at once gives all of them one time.
    """
    seen: set[tuple[datetime, str, str]] = set()
    kept: list[Answer] = []
    for answer in _newest_first(answers):
        asked = question_key(answer.question) or answer.question_id
        mark = (answer.at, asked, question_key(answer.correct))
        if mark[1] and mark in seen:
            continue
        seen.add(mark)
        kept.append(answer)
    return tuple(kept)


def _newest_first(answers: Iterable[Answer]) -> list[Answer]:
    in_fixed_order = sorted(answers, key=_all_but_time)
    return sorted(in_fixed_order, key=lambda answer: answer.at, reverse=True)


def _all_but_time(answer: Answer) -> tuple[bool, str, str, str, str, str, str]:
    wrong, asked = not answer.is_correct, (answer.question, answer.question_id)
    return wrong, *asked, answer.correct, answer.given, answer.subject, answer.quiz
