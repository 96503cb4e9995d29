"""The spans of time that facts are taken from, each with the text that names it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from podcaster.domain import days
from podcaster.domain.days import Window
from podcaster.domain.learner import Answer

_BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Period:
    """A window and its name: `first..last` in local days, both included, or `until last`."""

    window: Window
    name: str

    def of(self, answers: Iterable[Answer]) -> tuple[Answer, ...]:
        """Those of `answers` that were given in this period, in their order."""
        return tuple(answer for answer in answers if answer.at in self.window)


def this_week(day: date, zone: ZoneInfo) -> Period:
    """The seven local days before `day`."""
    return Period(days.this_week(day, zone), _name(day, 7, 1))


def last_week(day: date, zone: ZoneInfo) -> Period:
    """The seven local days before those."""
    return Period(days.last_week(day, zone), _name(day, 14, 8))


def both_weeks(day: date, zone: ZoneInfo) -> Period:
    """Last week and this week."""
    start, end = days.last_week(day, zone).start, days.this_week(day, zone).end
    return Period(Window(start, end), _name(day, 14, 1))


def until(day: date, zone: ZoneInfo) -> Period:
    """Everything up to the end of the local `day`; what lies after it is not known yet."""
    end = days.start_of(day + timedelta(days=1), zone)
    return Period(Window(_BEGINNING, end), f"until {day.isoformat()}")


def _name(day: date, first: int, last: int) -> str:
    return f"{day - timedelta(days=first)}..{day - timedelta(days=last)}"
