"""The platform's own database as a source of learners."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property

from podcaster.domain.days import DateAsked
from podcaster.domain.learner import Activity, BadRecord, Learner, LearnerId
from podcaster.errors import Misused, SourceUnreadable
from podcaster.sources.database.activity import ABOUT_ACTIVITY, Batch
from podcaster.sources.database.asking import Asking
from podcaster.sources.database.chunks import Chunks, Entry
from podcaster.sources.database.connecting import Connector
from podcaster.sources.database.merging import MERGED
from podcaster.sources.database.plans import FAMILY as PLANS
from podcaster.sources.database.plans import PlanFinder
from podcaster.sources.database.preparing import Preparation, prepare
from podcaster.sources.database.queries import load_queries
from podcaster.sources.database.roll import Roll
from podcaster.sources.database.shapes import LEARNERS
from podcaster.sources.database.span import Span
from podcaster.sources.database.traces import FAMILY as SEEN
from podcaster.sources.database.traces import traces_of
from podcaster.sources.options import LearnersOptions
from podcaster.sources.seen import Seen, nobody_seen


@dataclass
class DatabasePage:
    """A page of learners; what they did is asked for in one transaction."""

    connector: Connector = field(repr=False)
    asking: Asking = field(repr=False)
    tenant: str
    learners: list[Learner] = field(default_factory=list)
    bad: list[BadRecord] = field(default_factory=list)
    duplicates: int = 0
    ignored_fields: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    raw_ids: dict[LearnerId, object] = field(default_factory=dict, repr=False)

    def activities(self, wanted: Sequence[LearnerId]) -> Mapping[LearnerId, Activity]:
        """What those learners did; rows that tell nothing are counted as warnings."""
        ids = {each: self.raw_ids[each] for each in wanted if each in self.raw_ids}
        if not ids:
            return {}
        with self.connector.reading() as connection:
            batch = Batch(connection, self.asking, ids, self.tenant)
            found = batch.activities()
        self.warnings.update(batch.oddities)
        return found

    def add(self, entry: Entry, seen: Seen) -> None:
        """Takes a learner, once, or a row that is none."""
        learner = entry.learner
        if isinstance(learner, BadRecord):
            self.bad.append(learner)
        elif seen.again(learner.id):
            self.duplicates += 1
        else:
            self.learners.append(learner)
            self.raw_ids[learner.id] = entry.raw_id

    @property
    def size(self) -> int:
        """How many records it holds."""
        return len(self.learners) + len(self.bad)

    def __bool__(self) -> bool:
        return bool(self.size or self.duplicates or self.warnings or self.ignored_fields)


class Database:
    """A source: learners read page by page with named queries, and never written to.

    Misused if a query cannot be read or returns too few columns. What the database lacks costs the
    facts that need it, and is told once among the warnings of the first page.
    """

    def __init__(
        self,
        connector: Connector,
        options: LearnersOptions,
        asked: DateAsked,
        *,
        active_within_days: int,
    ) -> None:
        self._connector, self._options = connector, options
        self._span = Span.of(asked, active_within_days)
        self._queries = load_queries(options)

    @property
    def name(self) -> str:
        """The address without user and password."""
        return self._connector.name

    def examined(self) -> Preparation:
        """Which queries run, and what is missing; asked once."""
        return self._preparation

    @cached_property
    def _preparation(self) -> Preparation:
        return prepare(self._connector, self._queries)

    @cached_property
    def _asking(self) -> Asking:
        return Asking(self._preparation.queries, self._span)

    def pages(self, size: int, user_id: str | None = None) -> Iterator[DatabasePage]:
        """Every learner once, or the one of that id.

        Where the database fails meanwhile, what was read is yielded before SourceUnreadable.
        """
        with closing(self._connector), nobody_seen() as seen:
            page = self._first_page()
            try:
                for entry in self._entries(user_id):
                    page.add(entry, seen)
                    if page.size >= size:
                        yield page
                        page = self._page()
            except SourceUnreadable:
                yield from filter(None, [page])
                raise
            yield from filter(None, [page])

    def _entries(self, user_id: str | None) -> Iterator[Entry]:
        chunks = self._chunks()
        with traces_of(self._connector, self._asking, self._options.tenant) as traces:
            if user_id is not None:
                yield from chunks.one(user_id, traces)
                return
            for entries in chunks.everybody(traces):
                yield from entries

    def first(self, count: int) -> DatabasePage:
        """At most `count` learners, without when they were seen."""
        page = self._page()
        with closing(self._connector), nobody_seen() as seen:
            for entry in self._chunks().first(count):
                page.add(entry, seen)
        return page

    def _chunks(self) -> Chunks:
        roll = Roll(self._preparation.queries[LEARNERS], self._asking)
        self._refuse_ambiguous(roll)
        plans, tenant = PlanFinder(self._options.plan), self._options.tenant
        return Chunks(self._connector, roll, self._asking, plans, tenant)

    def _page(self) -> DatabasePage:
        return DatabasePage(self._connector, self._asking, self._options.tenant)

    def _first_page(self) -> DatabasePage:
        """An empty one that tells what the database lacks, or has in vain."""
        page = self._page()
        page.warnings.update(loss.sentence for loss in self._preparation.losses)
        page.ignored_fields.update(self._ignored())
        return page

    def _ignored(self) -> Iterator[str]:
        for name, query in self._preparation.queries.items():
            yield from (f"{name}.{column}" for column in query.ignored)

    def _refuse_ambiguous(self, roll: Roll) -> None:
        """What one learner did must never be told to another who has the same id."""
        untold = sorted(self._without_tenant())
        if not untold:
            return
        with self._connector.reading() as connection:
            if not roll.has_ids_twice(connection):
                return
        raise Misused(
            f"learners of several tenants in {self.name} have the same user_id, and the queries"
            f" {', '.join(untold)} do not say whose rows they return; give them a column tenant"
        )

    def _without_tenant(self) -> Iterable[str]:
        for name, query in self._preparation.queries.items():
            is_of_learners = name in (*MERGED, *ABOUT_ACTIVITY) or name.startswith((SEEN, PLANS))
            if is_of_learners and "tenant" not in query.columns:
                yield name
