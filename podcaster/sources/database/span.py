"""Between which times a pass reads: a little more than any learner's own days."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from podcaster.domain.days import DateAsked

ANSWER_DAYS = 60
"""Two weeks make the facts; more tells which missed questions were settled since."""

COMPARED_DAYS = 15
"""The two weeks that are compared with each other, wherever their first day began."""

LONG_AGO = datetime(1971, 1, 1, tzinfo=UTC)
_FARTHEST_WEST, _FARTHEST_EAST = timedelta(hours=12), timedelta(hours=14)
_LONGEST_DAY = timedelta(hours=25)
_FIRST, _LAST = date(1971, 1, 1), date(8999, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Times in UTC. `until` is after the end of the date asked in every zone.

    Answers are read from `since` on, other traces of activity from `seen_since` on.
    """

    now: datetime
    since: datetime
    seen_since: datetime
    until: datetime

    @property
    def compared_since(self) -> datetime:
        """From when on every answer counts."""
        return self.since + timedelta(days=ANSWER_DAYS - COMPARED_DAYS)

    @property
    def at(self) -> datetime:
        """When what is remembered is reckoned: now, or about the end of a date that is past."""
        return min(self.now, self.until)

    @classmethod
    def of(cls, asked: DateAsked, active_within_days: int) -> "Span":
        """What a run for that date has to know."""
        begins, ends = _day(asked)
        return cls(
            now=asked.now,
            since=begins - timedelta(days=ANSWER_DAYS),
            seen_since=begins - timedelta(days=active_within_days + 1),
            until=ends,
        )


def _day(asked: DateAsked) -> tuple[datetime, datetime]:
    """The date asked from its first beginning anywhere to its last end."""
    if asked.named is None:
        then = asked.now - timedelta(days=asked.days_ago)
        return then - _LONGEST_DAY, then + _LONGEST_DAY
    day = min(max(asked.named, _FIRST), _LAST)
    begins = datetime.combine(day, time.min, tzinfo=UTC)
    return begins - _FARTHEST_EAST, begins + timedelta(days=1) + _FARTHEST_WEST
