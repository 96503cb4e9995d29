"""From rows to what spaced repetition asks to be gone over again."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from podcaster.domain.learner import ReviewDue
from podcaster.sources.database.questions import Questions
from podcaster.sources.database.retention import retained
from podcaster.sources.database.times import moment
from podcaster.sources.database.values import Row, if_it_fits, number

QUESTION, QUIZ = "question", "quiz"
_LONG_AGO, _NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class Listed(NamedTuple):
    """An item, and what tells its quiz from others: of the quiz itself and of its questions."""

    review: ReviewDue
    quiz: str

    @property
    def due_at(self) -> datetime:
        """What is listed without a date has long been due."""
        return self.review.next_review_at or _LONG_AGO


class ReviewReader:
    """Reads the reviews of a batch, as they stand `at` a time."""

    def __init__(self, questions: Questions, at: datetime) -> None:
        self._texts, self._questions, self._at = questions.texts, questions, at

    def listed(self, row: Row) -> Listed:
        """What a row lists; the row itself need not be held any longer."""
        question = self._questions.of(row)
        review = ReviewDue(
            title=self._texts.line(row.get("title")),
            kind=self._texts.line(row.get("kind")),
            next_review_at=if_it_fits(moment, row.get("next_review_at")),
            retention=self._retention(row),
            subject=self._texts.line(row.get("subject")),
            question=question.text,
            correct=question.correct,
        )
        return Listed(review, review.title if row.get("quiz_id") is None else str(row["quiz_id"]))

    def _retention(self, row: Row) -> float | None:
        """Reckoned where the row tells enough, else as it is stored."""
        if "interval_days" in row and "last_reviewed_at" in row:
            last = if_it_fits(moment, row.get("last_reviewed_at"))
            interval = if_it_fits(number, row.get("interval_days"))
            easiness = if_it_fits(number, row.get("easiness_factor"))
            return retained(self._at, last, interval, easiness)
        stored = if_it_fits(number, row.get("retention"))
        return stored if stored is not None and 0 <= stored <= 1 else None


def due_once(listed: Sequence[Listed]) -> tuple[ReviewDue, ...]:
    """One learner's; a quiz would count twice once a question of it is due as well."""
    first_due: dict[str, datetime] = {}
    for each in listed:
        if each.review.kind == QUESTION:
            first_due[each.quiz] = min(each.due_at, first_due.get(each.quiz, each.due_at))
    counted = (
        each.review
        for each in listed
        if each.review.kind != QUIZ or first_due.get(each.quiz, _NEVER) > each.due_at
    )
    return tuple(sorted(counted, key=_longest_due_first))


def _longest_due_first(review: ReviewDue) -> tuple[bool, float, str, str]:
    """The same order for every database, whatever the order of its rows."""
    at = review.next_review_at
    return at is None, at.timestamp() if at else 0.0, review.title, review.question
