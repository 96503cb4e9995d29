"""From elements to pages: misfits and duplicates are told apart, and strange fields counted."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from podcaster.domain.learner import Activity, BadRecord, Learner, LearnerId
from podcaster.errors import SourceUnreadable
from podcaster.sources.elements import Element, Elements
from podcaster.sources.fitting import fitted, unknown_fields
from podcaster.sources.names import Names
from podcaster.sources.record import Record
from podcaster.sources.seen import Seen
from podcaster.sources.unpacking import BrokenExport


@dataclass
class ReadPage:
    """A page of a source that had to read everything to know anything."""

    learners: list[Learner] = field(default_factory=list)
    bad: list[BadRecord] = field(default_factory=list)
    duplicates: int = 0
    ignored_fields: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    records: dict[LearnerId, Record] = field(default_factory=dict, repr=False)

    def activities(self, wanted: Sequence[LearnerId]) -> Mapping[LearnerId, Activity]:
        """What those learners did."""
        return {each: self.records[each].activity() for each in wanted if each in self.records}

    @property
    def size(self) -> int:
        """How many records it holds."""
        return len(self.learners) + len(self.bad)

    def __bool__(self) -> bool:
        return bool(self.size or self.duplicates or self.ignored_fields)


class Paging:
    """Fills pages of one source; `origin` is what learners say of where a value is from."""

    def __init__(self, *, tenant: str, now: datetime, seen: Seen, origin: str = "export") -> None:
        self._tenant, self._now, self._seen, self._origin = tenant, now, seen, origin
        self._names = Names()

    def pages(self, elements: Elements, size: int) -> Iterator[ReadPage]:
        """Pages of `size` records; where the elements end in an error, it comes last."""
        page = ReadPage()
        try:
            for element in elements:
                self._add(element, page)
                if page.size >= size:
                    yield page
                    page = ReadPage()
        except (BrokenExport, SourceUnreadable):
            yield from filter(None, [page])
            raise
        yield from filter(None, [page])

    def _add(self, element: Element | BadRecord, page: ReadPage) -> None:
        record = fitted(element) if isinstance(element, Element) else element
        if isinstance(record, BadRecord):
            page.bad.append(record)
            return
        learner = record.learner(self._tenant, self._now, self._origin)
        if self._seen.again(learner.id):
            page.duplicates += 1
            return
        page.learners.append(learner)
        page.records[learner.id] = record
        if isinstance(element, Element) and isinstance(element.value, dict):
            page.ignored_fields.update(map(self._names.counted_as, unknown_fields(element.value)))
