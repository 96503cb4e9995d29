"""What spaced repetition says is due."""

from collections.abc import Iterable
from datetime import UTC, datetime

from podcaster.briefing.missed import MOST_LISTED
from podcaster.briefing.periods import Period
from podcaster.briefing.speakable import speakable_title
from podcaster.domain.facts import Fact, ReviewItem
from podcaster.domain.learner import ReviewDue

_EARLY = datetime.min.replace(tzinfo=UTC)


def find_reviews(
    reviews: Iterable[ReviewDue], so_far: Period
) -> Fact[tuple[ReviewItem, ...]] | None:
    """Everything due in `so_far`, most forgotten first; `n` counts what has no name to speak too.

    An item without a date is due: the source lists it among the reviews due.
    """
    due = _distinct(item for item in reviews if _is_due(item, so_far))
    if not due:
        return None
    items: dict[str, ReviewItem] = {}
    for each in sorted(due, key=_most_forgotten_first):
        title = speakable_title(each.title)
        if title:
            items.setdefault(title.casefold(), _spoken(each, title))
    return Fact(tuple(items.values())[:MOST_LISTED], len(due), so_far.name, "reviews_due")


def _is_due(item: ReviewDue, so_far: Period) -> bool:
    return item.next_review_at is None or item.next_review_at < so_far.window.end


def _distinct(reviews: Iterable[ReviewDue]) -> list[ReviewDue]:
    """Drops a titled item that is listed twice; of those without a title nobody can tell."""
    due = list(reviews)
    titled = dict.fromkeys(item for item in due if item.title.strip())
    return [*titled, *(item for item in due if not item.title.strip())]


def _most_forgotten_first(item: ReviewDue) -> tuple[int, datetime, str, str]:
    """Unknown retention comes after every known one, an unknown date before every known one."""
    percent = _percent(item.retention)
    return 101 if percent is None else percent, item.next_review_at or _EARLY, item.title, item.kind


def _spoken(item: ReviewDue, title: str) -> ReviewItem:
    return ReviewItem(
        title=title,
        kind=speakable_title(item.kind),
        retention_percent=_percent(item.retention),
        due_at=item.next_review_at,
    )


def _percent(share: float | None) -> int | None:
    """Whole percent, halves rounded up; what is not a share of one is not known."""
    return int(share * 100 + 0.5) if share is not None and 0 <= share <= 1 else None
