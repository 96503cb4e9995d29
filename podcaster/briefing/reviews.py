"""What spaced repetition says is due."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from podcaster.briefing.answers import question_key
from podcaster.briefing.missed import MOST_LISTED
from podcaster.briefing.periods import Period
from podcaster.briefing.speakable import speakable_answer, speakable_question, speakable_title
from podcaster.domain.facts import Fact, ReviewItem
from podcaster.domain.learner import ReviewDue

FADED_BELOW = 5
"""Percent of retention under which no figure is spoken: "0 percent" is what no estimate knows."""
_EARLY = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueQuestion:
    """A question to be gone over again, fit to be asked by voice, with its stored answer."""

    question: str
    correct: str
    subject: str
    quiz: str


def find_reviews(
    reviews: Iterable[ReviewDue], so_far: Period
) -> Fact[tuple[ReviewItem, ...]] | None:
    """Everything due in `so_far`, most forgotten first; `n` counts what has no name to speak too.

    Items of one spoken title, such as the questions of one quiz, are named once.
    """
    due = _due(reviews, so_far)
    if not due:
        return None
    by_title: dict[str, list[ReviewDue]] = {}
    for each in due:
        if title := speakable_title(each.title):
            by_title.setdefault(title.casefold(), []).append(each)
    groups = sorted(by_title.values(), key=_order_of_group)
    items = tuple(map(_spoken, groups[:MOST_LISTED]))
    return Fact(items, len(due), so_far.name, "reviews_due")


def due_questions(reviews: Iterable[ReviewDue], so_far: Period) -> tuple[DueQuestion, ...]:
    """The questions due in `so_far` that can be asked by voice, most forgotten first."""
    found: dict[str, DueQuestion] = {}
    for each in _due(reviews, so_far):
        question, correct = speakable_question(each.question), speakable_answer(each.correct)
        if question and correct:
            subject, quiz = speakable_title(each.subject), speakable_title(each.title)
            known = DueQuestion(question=question, correct=correct, subject=subject, quiz=quiz)
            found.setdefault(question_key(question), known)
    return tuple(found.values())[:MOST_LISTED]


def _due(reviews: Iterable[ReviewDue], so_far: Period) -> list[ReviewDue]:
    """Each item once, most forgotten first; one without a date is due, since it is listed."""
    due = [
        item
        for item in reviews
        if item.next_review_at is None or item.next_review_at < so_far.window.end
    ]
    return sorted(_without_twofold(_distinct(due)), key=_order_of_item)


def _distinct(due: Sequence[ReviewDue]) -> list[ReviewDue]:
    """Drops a titled item that is listed twice; of those without a title nobody can tell."""
    titled = dict.fromkeys(item for item in due if item.title.strip())
    return [*titled, *(item for item in due if not item.title.strip())]


def _without_twofold(due: Sequence[ReviewDue]) -> list[ReviewDue]:
    """Drops a quiz whose questions are listed themselves: it would be counted twice."""
    by_questions = {_quiz_of(item) for item in due if _is_question(item)} - {("", "")}
    return [
        item
        for item in due
        if _is_question(item)
        or item.kind.casefold() != "quiz"
        or _quiz_of(item) not in by_questions
    ]


def _quiz_of(item: ReviewDue) -> tuple[str, str]:
    """What tells its quiz from others: the id, else the title."""
    return item.quiz_id, "" if item.quiz_id else question_key(item.title)


def _is_question(item: ReviewDue) -> bool:
    return item.question.strip() != "" or item.kind.casefold() == "question"


def _spoken(group: Sequence[ReviewDue]) -> ReviewItem:
    """The items of one title, which come most forgotten first, as one.

    What was never reviewed has a share of 0, which is not what is left of anything.
    """
    never_reviewed = all(each.retention == 0 for each in group)
    percent = _percent(each.retention for each in group if each.retention != 0)
    faded = percent is not None and percent < FADED_BELOW
    return ReviewItem(
        title=speakable_title(group[0].title),
        kind="quiz" if any(map(_is_question, group)) else speakable_title(group[0].kind),
        retention_percent=None if faded else percent,
        faded=faded,
        never_reviewed=never_reviewed,
        due_at=_first_due(group),
    )


def _first_due(group: Iterable[ReviewDue]) -> datetime | None:
    return min((each.next_review_at for each in group if each.next_review_at), default=None)


def _percent(shares: Iterable[float | None]) -> int | None:
    """The mean in whole percent, halves rounded up; what is not a share of one is not known."""
    known = [share for share in shares if share is not None and 0 <= share <= 1]
    return int(math.fsum(known) / len(known) * 100 + 0.5) if known else None


def _order_of_group(group: Sequence[ReviewDue]) -> tuple[int, datetime, str]:
    """Unknown retention comes after every known one, an unknown date before every known one."""
    percent = _percent(each.retention for each in group)
    title = speakable_title(group[0].title)
    return 101 if percent is None else percent, _first_due(group) or _EARLY, title


def _order_of_item(item: ReviewDue) -> tuple[int, datetime, str, str, str, str]:
    percent = _percent([item.retention])
    texts = (item.title, item.kind, item.question, item.correct)
    return 101 if percent is None else percent, item.next_review_at or _EARLY, *texts
