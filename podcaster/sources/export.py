"""A file that somebody exported."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from podcaster.domain.days import DateAsked
from podcaster.domain.learner import BadRecord
from podcaster.errors import Misused, SourceUnreadable
from podcaster.sources.dumpdata.loading import loaded
from podcaster.sources.dumpdata.values import is_dumped
from podcaster.sources.elements import Element, Elements
from podcaster.sources.formats import elements
from podcaster.sources.options import LearnersOptions
from podcaster.sources.paging import Paging
from podcaster.sources.seen import nobody_seen
from podcaster.sources.source import Page
from podcaster.sources.unpacking import BrokenExport, unpacked

_LOOKED_AT = 100


class Export:
    """A source: learners in one file, read from its start for each pass.

    It holds records, as JSON, JSON Lines or CSV; or exports of single users; or what Django's
    dumpdata wrote. What is later than `asked.now` has not happened.
    """

    def __init__(
        self,
        path: Path,
        options: LearnersOptions,
        asked: DateAsked,
        *,
        active_within_days: int,
        min_answers: int = 0,
    ) -> None:
        self._path, self._options, self._asked = path, options, asked
        self._active_within_days, self._min_answers = active_within_days, min_answers

    @property
    def name(self) -> str:
        """The file's path."""
        return str(self._path)

    def pages(self, size: int, user_id: str | None = None) -> Iterator[Page]:
        """Every learner once; SourceUnreadable, after what could be read, says where it ended.

        A dump is read to its end first: of half of one, nobody's facts are known.
        """
        try:
            with unpacked(self._path) as blocks:
                is_dump, found = _looked_at(elements(blocks))
                read = self._of_dump if is_dump else self._of_records
                yield from read(found, size, user_id)
        except BrokenExport as error:
            raise SourceUnreadable(f"the export {self.name} {error}") from None

    def _of_records(self, found: Elements, size: int, user_id: str | None) -> Iterator[Page]:
        check_plan(self._options)
        with nobody_seen() as seen:
            paging = Paging(tenant=self._options.tenant, now=self._asked.now, seen=seen)
            yield from paging.pages(found, size)

    def _of_dump(self, found: Elements, size: int, user_id: str | None) -> Iterator[Page]:
        from podcaster.sources.database.connecting import Connector
        from podcaster.sources.database.database import Database

        plan = self._options.plan
        with loaded(found, plan.column if plan.taken_from == "column" else "") as dump:
            yield from dump.bad_pages(size)
            connector = Connector.of_sqlite(dump.connection, self.name)
            database = Database(
                connector,
                self._options,
                self._asked,
                active_within_days=self._active_within_days,
                min_answers=self._min_answers,
            )
            yield from database.pages(size, user_id)


def check_plan(options: LearnersOptions) -> None:
    """Misused where plans are to be found in what only a database has."""
    if options.plan.taken_from not in ("record", "file"):
        raise Misused(
            "the plan of a learner is in a table, a group or a course only in a database or a dump"
            f" of one; set [learners.plan] taken_from, which is {options.plan.taken_from!r}, to"
            ' "record" or "file"'
        )


def _looked_at(found: Elements) -> tuple[bool, Elements]:
    """Whether it is a dump, by its first element that is not broken, and all of it."""
    seen: list[Element | BadRecord] = []
    for each in found:
        seen.append(each)
        if isinstance(each, Element) or len(seen) == _LOOKED_AT:
            break
    is_dump = any(isinstance(each, Element) and is_dumped(each.value) for each in seen)
    return is_dump, chain(seen, found)
