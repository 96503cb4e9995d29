"""Queries made fit for one database: what it lacks is left out, and what that costs is told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnClause, String, TextualSelect, bindparam, select, text
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import DateTime, TypeDecorator, TypeEngine

from podcaster.errors import Misused, SourceUnreadable
from podcaster.sources.database.connecting import Connector
from podcaster.sources.database.drift import marked, without
from podcaster.sources.database.failures import (
    complaint,
    what_is_forbidden,
    what_is_missing,
)
from podcaster.sources.database.probing import absent_of, columns_of
from podcaster.sources.database.queries import BUILT_IN, Query
from podcaster.sources.database.shapes import LEARNERS
from podcaster.sources.database.statements import LISTS, statement

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Moment(TypeDecorator[datetime]):
    """A time as a parameter, for comparing with what Django stores: naive UTC but on PostgreSQL.

    SQLite keeps times as text: `2025-12-06 21:04:00`, with a fraction only where there is one.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, which has no times of its own."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String())
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """A naive time is taken for UTC."""
        if value is None:
            return None
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        if dialect.name == "postgresql":
            return aware
        naive = aware.astimezone(UTC).replace(tzinfo=None)
        return str(naive) if dialect.name == "sqlite" else naive


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A query that was tried on this database.

    Wrap it: `prepared.select.subquery()` has `columns`, those of its shape that it returns;
    `ignored` are the others. Give it no parameter but `parameters`.
    """

    name: str
    select: TextualSelect
    columns: frozenset[str]
    parameters: frozenset[str]
    ignored: tuple[str, ...] = ()

    def given(self, **values: object) -> dict[str, object]:
        """Those of `values` that the query uses."""
        return {name: value for name, value in values.items() if name in self.parameters}


@dataclass(frozen=True, slots=True)
class Loss:
    """A query that cannot be run; `missing` is a clause such as "there is no table x"."""

    query: str
    missing: str
    costs: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What is missing and what that costs."""
        costs = " and ".join(self.costs)
        return f"the query {self.query} cannot be run ({self.missing}): {costs}"


@dataclass(frozen=True, slots=True)
class Preparation:
    """The queries that can be run, by name, and what is lost with the others.

    `absent` are the columns, as `table.column`, that those queries could do without and have to.
    """

    queries: Mapping[str, Prepared]
    losses: tuple[Loss, ...]
    absent: tuple[str, ...] = ()


def prepare(connector: Connector, queries: Mapping[str, Query]) -> Preparation:
    """Tries every query without reading a row.

    Misused where one runs but returns too few columns, or where the database refuses one of the
    operator's; SourceUnreadable where the learners themselves cannot be read.
    """
    absent = absent_of(
        connector, (each for query in queries.values() for each in marked(query.text))
    )
    prepared: dict[str, Prepared] = {}
    losses: list[Loss] = []
    for query in queries.values():
        tried = _tried(connector, query, absent)
        if isinstance(tried, Prepared):
            prepared[query.name] = tried
        elif query.name == LEARNERS:
            raise SourceUnreadable(
                f"no learner can be read from {connector.name} ({tried.missing}); name the"
                " database of the platform in [learners] source, or replace the query learners"
            )
        else:
            losses.append(tried)
    missed = {each for name in prepared for each in marked(queries[name].text)}.intersection(absent)
    return Preparation(prepared, tuple(losses), tuple(sorted(map(".".join, missed))))


def _tried(
    connector: Connector, query: Query, absent: Collection[tuple[str, str]]
) -> Prepared | Loss:
    fit = statement(without(query.text, absent))
    asked = text(fit.sql).bindparams(*(_parameter(name) for name in sorted(fit.parameters)))
    every = select(text("*")).select_from(asked.columns().subquery(query.name))
    values = {name: [None] if name in LISTS else _LONG_AGO for name in fit.parameters}
    found = columns_of(connector, every, values)
    if isinstance(found, DBAPIError):
        return Loss(query.name, _why(connector, query, found), query.shape.costs)
    columns = query.shape.columns.intersection(found)
    _refuse_too_few(query, columns)
    return Prepared(
        name=query.name,
        select=asked.columns(*(ColumnClause(name) for name in sorted(columns))),
        columns=columns,
        parameters=fit.parameters,
        ignored=tuple(sorted({*found} - columns)),
    )


def _parameter(name: str) -> BindParameter[Any]:
    if name in LISTS:
        return bindparam(name, expanding=True)
    return bindparam(name, type_=Moment())


def _why(connector: Connector, query: Query, error: DBAPIError) -> str:
    missing = what_is_missing(error)
    if missing:
        return f"there is no {missing}"
    forbidden = what_is_forbidden(error)
    if forbidden:
        return f"{forbidden} may not be read"
    if query.origin == BUILT_IN:
        return f"the database says: {complaint(error)}"
    raise Misused(
        f"the query {query.name} in {query.origin} is refused by {connector.name}"
        f" ({complaint(error)}); mend it"
    )


def _refuse_too_few(query: Query, columns: frozenset[str]) -> None:
    shape = query.shape
    lacking = sorted(shape.required - columns)
    if not lacking and shape.one_of and not shape.one_of & columns:
        lacking = [" or ".join(sorted(shape.one_of))]
    if lacking:
        raise Misused(
            f"the query {query.name} in {query.origin} returns no column {', '.join(lacking)};"
            f" return {', '.join(sorted(shape.required))} at least"
        )
