"""Made-up learners who were busy in the days before whatever date is asked for."""

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

from podcaster.domain.days import DateAsked
from podcaster.errors import SourceUnreadable
from podcaster.sources.elements import Element
from podcaster.sources.options import SAMPLE
from podcaster.sources.paging import Paging, ReadPage
from podcaster.sources.seen import nobody_seen

Json = dict[str, "Json"] | list["Json"] | str | float | bool | None


class Sample:
    """A source: the same learners on any date, with times laid around it.

    In learners.json a time is a day before or after the episode's, and the learner's local time
    on it: `{"days": -2, "time": "20:15"}`.
    """

    name = SAMPLE

    def __init__(self, asked: DateAsked, zone: ZoneInfo, *, tenant: str = "") -> None:
        self._asked, self._zone, self._tenant = asked, zone, tenant

    def pages(self, size: int, user_id: str | None = None) -> Iterator[ReadPage]:
        """Every made-up learner once."""
        with nobody_seen() as seen:
            paging = Paging(tenant=self._tenant, now=self._asked.now, seen=seen, origin=SAMPLE)
            yield from paging.pages(self._elements(), size)

    def _elements(self) -> Iterator[Element]:
        text = files("podcaster.sample").joinpath("learners.json").read_text(encoding="utf-8")
        for number, record in enumerate(json.loads(text), start=1):
            zone = ZoneInfo(record["timezone"]) if "timezone" in record else self._zone
            yield Element(number, laid_around(self._asked.for_zone(zone), zone, record))


def laid_around(day: date, zone: ZoneInfo, value: Json) -> Json:
    """`value` with its times as ISO 8601, counted from `day` in `zone`."""
    match value:
        case {"days": int(days), "time": str(clock)}:
            return _moment(day, days, clock, zone).isoformat()
        case dict():
            return {name: laid_around(day, zone, each) for name, each in value.items()}
        case list():
            return [laid_around(day, zone, each) for each in value]
        case _:
            return value


def _moment(day: date, days: int, clock: str, zone: ZoneInfo) -> datetime:
    try:
        return datetime.combine(day + timedelta(days), time.fromisoformat(clock), tzinfo=zone)
    except OverflowError:
        raise SourceUnreadable(
            f"the sample knows nobody who was there around {day}; ask for a later date"
        ) from None
