"""The prepared queries of one database, asked for some learners at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, String, bindparam, cast, select

from podcaster.domain.learner import LearnerId
from podcaster.sources.database.prepared import Prepared
from podcaster.sources.database.span import Span
from podcaster.sources.database.values import Misfit, Row, identity, if_it_fits, text

SUBJECTS = "subjects"
MOST_IDS = 500
"""Ids in one statement: every database takes that many parameters."""
HEAVY = ("answers", "reviews")
"""The queries that give so many rows of a learner that they are not held together."""
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class SubjectNames:
    """By tenant and id as text; of every tenant where that is None."""

    names: Mapping[tuple[str | None, str], str]

    def of(self, tenant: str) -> dict[str, str]:
        """The names that hold for that tenant, by id; an id may be another subject elsewhere."""
        return {each: name for (whose, each), name in self.names.items() if whose in (None, tenant)}


class Asking:
    """Queries by name; one that the database cannot run gives no rows."""

    def __init__(self, queries: Mapping[str, Prepared], span: Span) -> None:
        self._queries, self.span = queries, span
        self._selects = {
            name: _of_some(each) for name, each in queries.items() if "user_id" in each.columns
        }

    def __contains__(self, name: object) -> bool:
        return name in self._queries

    def columns(self, name: str) -> frozenset[str]:
        """What a query returns; nothing if it is not there."""
        found = self._queries.get(name)
        return found.columns if found else frozenset()

    def family(self, prefix: str) -> list[Prepared]:
        """The queries whose names begin so, such as `seen_`, in the order of their names."""
        return [each for name, each in sorted(self._queries.items()) if name.startswith(prefix)]

    def rows(self, connection: Connection, name: str, ids: Sequence[object]) -> Iterator[Row]:
        """The rows of the learners with those ids, as the database wrote the ids."""
        if name not in self._selects:
            return
        for some in _by(MOST_IDS, ids):
            values = {**self.given(name, user_ids=some), "ids": some}
            yield from fetched(connection, self._selects[name], values, streamed=name in HEAVY)

    def names_of_subjects(
        self, connection: Connection, ids: Iterable[str], home: str
    ) -> SubjectNames:
        """The names of subjects by their ids; `home` is the tenant of rows that name none."""
        if SUBJECTS not in self._queries:
            return SubjectNames({})
        rows = self._queries[SUBJECTS].select.subquery(SUBJECTS)
        key = cast(rows.c.subject_id, String)
        asked = select(key.label("id"), *(each for each in rows.c if each.name != "subject_id"))
        asked = asked.where(key.in_(bindparam("ids", expanding=True, type_=String())))
        names: dict[tuple[str | None, str], str] = {}
        for some in _by(MOST_IDS, sorted(set(ids))):
            own = [int(each) if each.isdecimal() else each for each in map(str, some)]
            values = {**self.given(SUBJECTS, subject_ids=own), "ids": some}
            for row in fetched(connection, asked, values):
                whose = (if_it_fits(text, row["tenant"]) or home) if "tenant" in row else None
                names[whose, str(row["id"])] = if_it_fits(text, row["name"]) or ""
        return SubjectNames(names)

    def given(self, name: str, **values: object) -> dict[str, object]:
        """The times of the span and the `values`, as far as the query itself asks for them."""
        known = {"since": self.span.since, "until": self.span.until, **values}
        return self._queries[name].given(**known)


class Owners:
    """Whose row it is, of some learners."""

    def __init__(self, learners: Iterable[LearnerId], tenant: str) -> None:
        self._tenant = tenant
        self._known = {(each.tenant, each.user_id): each for each in learners}
        self._by_user = {each.user_id: each for each in self._known.values()}

    def of(self, row: Row) -> LearnerId | None:
        """By `user_id`, and by `tenant` where the row has one; None if it is nobody's."""
        try:
            user_id = identity(row.get("user_id"))
            if "tenant" not in row:
                return self._by_user.get(user_id)
            return self._known.get((text(row["tenant"]) or self._tenant, user_id))
        except Misfit:
            return None


def fetched(
    connection: Connection,
    asked: Select[Any],
    values: Mapping[str, object],
    *,
    streamed: bool = False,
) -> Iterator[Row]:
    """The rows of a statement as dicts; `streamed` holds a thousand, and asks more often."""
    options = {"yield_per": _AT_ONCE} if streamed else {}
    result = connection.execute(asked, dict(values), execution_options=options)
    names = tuple(result.keys())
    for row in result:
        yield dict(zip(names, row, strict=True))


def _of_some(prepared: Prepared) -> Select[Any]:
    rows = prepared.select.subquery(prepared.name)
    return select(rows).where(rows.c.user_id.in_(bindparam("ids", expanding=True)))


def _by(size: int, ids: Sequence[object]) -> Iterator[Sequence[object]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
