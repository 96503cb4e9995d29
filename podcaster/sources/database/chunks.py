"""From chunks of rows to learners: each query is asked once for a chunk, whatever its size."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from podcaster.domain.learner import BadRecord, Learner, LearnerId
from podcaster.sources.database.asking import MOST_IDS, Asking, Owners
from podcaster.sources.database.connecting import Connector
from podcaster.sources.database.merging import MERGED, Merged, NamedRow, Unfit, learner_id
from podcaster.sources.database.plans import FAMILY, PlanFinder
from podcaster.sources.database.roll import CHUNK, Roll
from podcaster.sources.database.shapes import LEARNERS
from podcaster.sources.database.traces import Traces
from podcaster.sources.database.values import Row, if_it_fits, text


@dataclass(frozen=True, slots=True)
class Entry:
    """A learner, and their id as the database writes it; or a row that is none."""

    learner: Learner | BadRecord
    raw_id: object


@dataclass
class _Beside:
    """What other queries say of the learners of a chunk."""

    rows: defaultdict[LearnerId, list[NamedRow]] = field(default_factory=lambda: defaultdict(list))
    plans: defaultdict[LearnerId, list[str]] = field(default_factory=lambda: defaultdict(list))


class Chunks:
    """Reads one pass; each chunk in a transaction of its own, since a night takes hours."""

    def __init__(
        self, connector: Connector, roll: Roll, asking: Asking, plans: PlanFinder, tenant: str
    ) -> None:
        self._connector, self._roll, self._asking = connector, roll, asking
        self._plans, self._tenant = plans, tenant
        self._plays_are_known = any(
            "last_heard_at" in asking.columns(name) for name in (LEARNERS, *MERGED)
        )
        self._count = 0

    def everybody(self, traces: Traces) -> Iterator[list[Entry]]:
        """All learners in the order of their ids, once `traces` were read; then rows of nobody."""
        traces.read()
        for part in self._roll.parts():
            after = None
            while True:
                with self._connector.reading() as connection:
                    rows = self._roll.chunk(connection, part, after)
                    entries = self._entries(connection, rows, traces)
                yield entries
                if len(rows) < CHUNK:
                    break
                after = rows[-1]
        yield from self._nobodies()

    def one(self, user_id: str, traces: Traces) -> list[Entry]:
        """The learner with that id, in each tenant that has one."""
        with self._connector.reading() as connection:
            rows = self._roll.one(connection, user_id)
        if rows:
            traces.read([row["user_id"] for row in rows])
        with self._connector.reading() as connection:
            return self._entries(connection, rows, traces)

    def whose(self, user_ids: Sequence[str]) -> set[LearnerId]:
        """The learners who have one of those ids."""
        found: set[LearnerId] = set()
        for start in range(0, len(user_ids), MOST_IDS):
            with self._connector.reading() as connection:
                rows = self._roll.some(connection, user_ids[start : start + MOST_IDS])
            whose = map(self._whose, rows)
            found.update(each for each in whose if isinstance(each, LearnerId))
        return found

    def first(self, count: int) -> list[Entry]:
        """Some learners, without when they were seen."""
        rows: list[Row] = []
        with self._connector.reading() as connection:
            for part in self._roll.parts():
                if len(rows) < count:
                    rows += self._roll.chunk(connection, part, None, count - len(rows))
            entries = self._entries(connection, rows, None)
        for nobodies in self._nobodies(count - len(entries)):
            entries += nobodies
        return entries

    def _nobodies(self, most: int | None = None) -> Iterator[list[Entry]]:
        """Rows without an id: all alike, so that they are counted and not read."""
        with self._connector.reading() as connection:
            left = self._roll.nobodies(connection, most)
        unfit = Unfit("user_id", "must not be empty")
        while left > 0:
            count = min(CHUNK, left)
            first = self._next(count)
            yield [Entry(unfit.at(first + each), None) for each in range(count)]
            left -= count

    def _entries(
        self, connection: Connection, rows: Sequence[Row], traces: Traces | None
    ) -> list[Entry]:
        whose = [self._whose(row) for row in rows]
        ids = {
            who: row["user_id"]
            for who, row in zip(whose, rows, strict=True)
            if isinstance(who, LearnerId)
        }
        beside = self._beside(connection, ids)
        seen = traces.of(list(ids)) if traces else {}
        return [
            Entry(self._learner(who, row, number, beside, seen), row["user_id"])
            for number, (who, row) in enumerate(
                zip(whose, rows, strict=True), self._next(len(rows))
            )
        ]

    def _next(self, count: int) -> int:
        """The number of the first of so many rows; rows are counted from 1."""
        first = self._count + 1
        self._count += count
        return first

    def _whose(self, row: Row) -> LearnerId | Unfit:
        try:
            return learner_id(row, self._tenant)
        except Unfit as unfit:
            return unfit

    def _beside(self, connection: Connection, ids: Mapping[LearnerId, object]) -> _Beside:
        beside, owners, raw = _Beside(), Owners(ids, self._tenant), list(ids.values())
        for name in MERGED:
            for row in self._asking.rows(connection, name, raw):
                if owner := owners.of(row):
                    beside.rows[owner].append((name, row))
        for query in self._asking.family(FAMILY):
            for row in self._asking.rows(connection, query.name, raw):
                if owner := owners.of(row):
                    beside.plans[owner].append(if_it_fits(text, row["plan"]) or "")
        return beside

    def _learner(
        self,
        who: LearnerId | Unfit,
        row: Row,
        number: int,
        beside: _Beside,
        seen: Mapping[LearnerId, Mapping[str, datetime]],
    ) -> Learner | BadRecord:
        if isinstance(who, Unfit):
            return who.at(number)
        try:
            rows = [(LEARNERS, row), *beside.rows.get(who, ())]
            merged = Merged(rows, self._asking.span.now)
        except Unfit as unfit:
            return unfit.at(number)
        plan, found = self._plans.plan(beside.plans.get(who, ()))
        if plan or not self._plans.is_by_record:
            merged.set_plan(plan, found, self._plans.origin)
        return merged.learner(who, seen.get(who, {}), plays_are_known=self._plays_are_known)
