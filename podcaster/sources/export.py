"""A file of records that somebody exported."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from podcaster.errors import SourceUnreadable
from podcaster.sources.formats import elements
from podcaster.sources.paging import Paging, ReadPage
from podcaster.sources.seen import nobody_seen
from podcaster.sources.unpacking import BrokenExport, unpacked


class Export:
    """A source: learners in a file of JSON, JSON Lines or CSV, read from its start for each pass.

    `tenant` is that of records that name none; what is later than `now` has not happened.
    """

    def __init__(self, path: Path, *, tenant: str, now: datetime) -> None:
        self._path, self._tenant, self._now = path, tenant, now

    @property
    def name(self) -> str:
        """The file's path."""
        return str(self._path)

    def pages(self, size: int, user_id: str | None = None) -> Iterator[ReadPage]:
        """Every learner once; SourceUnreadable, after what could be read, says where it ended."""
        try:
            with unpacked(self._path) as blocks, nobody_seen() as seen:
                paging = Paging(tenant=self._tenant, now=self._now, seen=seen)
                yield from paging.pages(elements(blocks), size)
        except BrokenExport as error:
            raise SourceUnreadable(f"the export {self.name} {error}") from None
