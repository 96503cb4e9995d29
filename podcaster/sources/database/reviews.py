"""From rows to what spaced repetition asks to be gone over again."""

from collections.abc import Sequence
from datetime import UTC, datetime

from podcaster.domain.learner import ReviewDue
from podcaster.sources.database.questions import Questions
from podcaster.sources.database.retention import retained
from podcaster.sources.database.times import moment
from podcaster.sources.database.values import Row, id_of, if_it_fits, number

QUESTION, QUIZ = "question", "quiz"
_LONG_AGO, _NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class ReviewReader:
    """Reads the reviews of a batch, as they stand `at` a time."""

    def __init__(self, questions: Questions, at: datetime) -> None:
        self._texts, self._questions, self._at = questions.texts, questions, at

    def listed(self, row: Row) -> ReviewDue:
        """What a row lists; the row itself need not be held any longer."""
        question = self._questions.of(row)
        return ReviewDue(
            title=self._texts.line(row.get("title")),
            kind=self._texts.line(row.get("kind")),
            next_review_at=if_it_fits(moment, row.get("next_review_at")),
            retention=self._retention(row),
            subject=self._texts.line(row.get("subject")),
            question=question.text,
            correct=question.correct,
            quiz_id=id_of(row.get("quiz_id")),
        )

    def _retention(self, row: Row) -> float | None:
        """Reckoned where the row tells enough, else as it is stored."""
        if "interval_days" in row and "last_reviewed_at" in row:
            last = if_it_fits(moment, row.get("last_reviewed_at"))
            interval = if_it_fits(number, row.get("interval_days"))
            easiness = if_it_fits(number, row.get("easiness_factor"))
            return retained(self._at, last, interval, easiness)
        stored = if_it_fits(number, row.get("retention"))
        return stored if stored is not None and 0 <= stored <= 1 else None


def due_once(listed: Sequence[ReviewDue]) -> tuple[ReviewDue, ...]:
    """One learner's; a quiz would count twice once a question of it is due as well."""
    first_due: dict[tuple[str, str], datetime] = {}
    for each in listed:
        if each.kind == QUESTION:
            at, quiz = _due_at(each), _quiz_of(each)
            first_due[quiz] = min(at, first_due.get(quiz, at))
    counted = (
        each
        for each in listed
        if each.kind != QUIZ or first_due.get(_quiz_of(each), _NEVER) > _due_at(each)
    )
    return tuple(sorted(counted, key=_longest_due_first))


def _quiz_of(review: ReviewDue) -> tuple[str, str]:
    """What tells its quiz from others, of the quiz itself and of its questions."""
    return review.quiz_id, "" if review.quiz_id else review.title


def _due_at(review: ReviewDue) -> datetime:
    """What is listed without a date has long been due."""
    return review.next_review_at or _LONG_AGO


def _longest_due_first(review: ReviewDue) -> tuple[bool, float, str, str, str]:
    """The same order for every database, whatever the order of its rows."""
    at = review.next_review_at
    return at is None, at.timestamp() if at else 0.0, review.title, review.question, review.quiz_id
