"""Dates as people type them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from podcaster.domain.days import DateAsked, local_date
from podcaster.errors import Misused

EARLIEST_ZONE = ZoneInfo("Pacific/Kiritimati")
"""Where every date begins first: 14 hours before UTC."""


def parse_date(text: str, now: datetime | None = None) -> DateAsked:
    """`today` and `yesterday` are each learner's own; Misused for what is no date."""
    now = now or datetime.now(UTC)
    word = text.strip().lower()
    if word in ("today", "yesterday"):
        return DateAsked(None, now, days_ago=int(word == "yesterday"))
    try:
        named = date.fromisoformat(word) if len(word) == len("2026-01-01") else None
    except ValueError:
        named = None
    if named is None:
        raise Misused(f"{text[:40]!r} is no date: say today, yesterday or YYYY-MM-DD")
    return DateAsked(named, now)


def require_makeable(asked: DateAsked, zone: ZoneInfo, keep_days: int) -> None:
    """Misused where the date has begun for nobody yet, or lies before what is kept."""
    if asked.named is None:
        return
    if asked.is_ahead_of(EARLIEST_ZONE):
        raise Misused(f"{asked.named} has not begun anywhere yet: episodes are made on their day")
    if why := why_too_old(asked, zone, keep_days):
        raise Misused(f"{asked.named} {why}: raise keep_days in [storage] to go further")


def why_too_old(asked: DateAsked, zone: ZoneInfo, keep_days: int) -> str:
    """What is said of a date that lies before what is kept; "" of any other."""
    oldest = local_date(asked.now, zone) - timedelta(days=keep_days)
    if asked.named is None or asked.named >= oldest:
        return ""
    return f"is further back than episodes are kept ({keep_days} days, since {oldest})"


def iso(moment: date | None) -> str | None:
    """A date or a moment as JSON has it; None where there is none."""
    return moment.isoformat() if moment else None
