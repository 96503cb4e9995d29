"""Dates and zones: which day it is for whom, and the weeks before an episode."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open span of time, `start <= t < end`."""

    start: datetime
    end: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


def as_utc(moment: datetime) -> datetime:
    """`moment` in UTC; one without a zone is taken to be UTC already."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """The calendar date it is in `zone` at `moment`."""
    return moment.astimezone(zone).date()


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of `day` in `zone`, in UTC."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def this_week(day: date, zone: ZoneInfo) -> Window:
    """The seven local days before `day`."""
    return Window(start_of(day - timedelta(days=7), zone), start_of(day, zone))


def last_week(day: date, zone: ZoneInfo) -> Window:
    """The seven local days before those."""
    return Window(start_of(day - timedelta(days=14), zone), start_of(day - timedelta(days=7), zone))


@dataclass(frozen=True, slots=True)
class DateAsked:
    """Which date a run is for: one that was named, or each learner's own today or a day before it.

    `now` is captured once, when the run starts, so that a run across midnight keeps its date.
    """

    named: date | None
    now: datetime
    days_ago: int = 0

    def for_zone(self, zone: ZoneInfo) -> date:
        """The episode date of a learner in `zone`."""
        return self.named or local_date(self.now, zone) - timedelta(days=self.days_ago)

    def is_ahead_of(self, zone: ZoneInfo) -> bool:
        """True where the date has not begun yet in `zone`."""
        return self.named is not None and self.named > local_date(self.now, zone)
