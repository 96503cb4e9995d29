"""The platform's own database as a source of learners."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from functools import cached_property

from podcaster.domain.days import DateAsked
from podcaster.domain.learner import LearnerId
from podcaster.errors import Misused, SourceUnreadable
from podcaster.sources.database.activity import ABOUT_ACTIVITY
from podcaster.sources.database.asking import Asking
from podcaster.sources.database.chunks import Chunks, Entry
from podcaster.sources.database.connecting import Connector
from podcaster.sources.database.failures import mended_in
from podcaster.sources.database.indispensable import require_queries
from podcaster.sources.database.merging import MERGED
from podcaster.sources.database.page import DatabasePage
from podcaster.sources.database.plans import FAMILY as PLANS
from podcaster.sources.database.plans import PlanFinder
from podcaster.sources.database.prepared import Preparation
from podcaster.sources.database.preparing import prepare
from podcaster.sources.database.queries import load_queries
from podcaster.sources.database.questions import Questions
from podcaster.sources.database.roll import Roll
from podcaster.sources.database.shapes import LEARNERS
from podcaster.sources.database.span import Span
from podcaster.sources.database.texts import Texts
from podcaster.sources.database.traces import FAMILY as SEEN
from podcaster.sources.database.traces import traces_of
from podcaster.sources.options import LearnersOptions
from podcaster.sources.seen import nobody_seen


class Database:
    """A source: learners read page by page with named queries, and never written to.

    Misused if a query cannot be read or returns too few columns, or plans cannot be looked up. What
    else the database lacks costs the facts that need it, and is told once among the warnings of the
    first page; but with `min_answers` nobody is due without answers, so SourceUnreadable.
    """

    def __init__(
        self,
        connector: Connector,
        options: LearnersOptions,
        asked: DateAsked,
        *,
        active_within_days: int,
        min_answers: int = 0,
    ) -> None:
        self._connector, self._options = connector, options
        self._min_answers = min_answers
        self._span = Span.of(asked, active_within_days)
        self._queries = load_queries(options)
        self._questions = Questions(Texts())

    @property
    def name(self) -> str:
        """The address without user and password."""
        return self._connector.name

    def examined(self) -> Preparation:
        """Which queries run, and what is missing; asked once."""
        return self._preparation

    @cached_property
    def _preparation(self) -> Preparation:
        with mended_in(self._connector.where):
            found = prepare(self._connector, self._queries)
        require_queries(found, self.name, self._options.plan, min_answers=self._min_answers)
        return found

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

    def among(self, user_ids: Sequence[str]) -> Collection[LearnerId]:
        """The learners who have one of those ids; the others are not read."""
        with closing(self._connector):
            return self._chunks().whose(user_ids)

    def _chunks(self) -> Chunks:
        roll = Roll(self._preparation.queries[LEARNERS], self._asking)
        self._refuse_ambiguous(roll)
        plans, tenant = PlanFinder(self._options.plan), self._options.tenant
        return Chunks(self._connector, roll, self._asking, plans, tenant)

    def _page(self) -> DatabasePage:
        return DatabasePage(self._connector, self._asking, self._questions, self._options.tenant)

    def _first_page(self) -> DatabasePage:
        """An empty one that tells what the database lacks, or has in vain."""
        page = self._page()
        page.warnings.update(self._preparation.warnings)
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
