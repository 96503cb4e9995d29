"""Queries made fit for one database: what it lacks is left out, and what that costs is told."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import BindParameter, ColumnClause, bindparam, select, text
from sqlalchemy.exc import DBAPIError

from podcaster.errors import Misused, SourceUnreadable
from podcaster.sources.database.absence import what_is_absent
from podcaster.sources.database.connecting import Connector
from podcaster.sources.database.drift import Mark, marked, without
from podcaster.sources.database.failures import complaint, what_is_forbidden, what_is_missing
from podcaster.sources.database.merging import OPT_OUTS
from podcaster.sources.database.prepared import Loss, Moment, Preparation, Prepared
from podcaster.sources.database.probing import absent_of, columns_of
from podcaster.sources.database.queries import BUILT_IN, Query
from podcaster.sources.database.shapes import LEARNERS
from podcaster.sources.database.statements import LISTS, statement, tables_of
from podcaster.sources.database.trial import values_for, what_is_unfit

_Absent = Collection[tuple[str, str]]


def prepare(connector: Connector, queries: Mapping[str, Query]) -> Preparation:
    """Tries every query without reading a row.

    Misused where one runs but returns too few columns, or columns of a wrong type, or where the
    database refuses one of the operator's; SourceUnreadable where the learners themselves cannot
    be read.
    """
    absent = absent_of(
        connector, (each.place for query in queries.values() for each in marked(query.text))
    )
    learners = _learners(connector, queries[LEARNERS], absent)
    prepared: dict[str, Prepared] = {}
    losses: list[Loss] = []
    for query in queries.values():
        tried = learners if query.name == LEARNERS else _fit(connector, query, absent, learners)
        if isinstance(tried, Prepared):
            prepared[query.name] = tried
        else:
            losses.append(_bearable(connector, query, tried))
    marks = _marks(queries[name] for name in prepared)
    return Preparation(prepared, tuple(losses), what_is_absent(marks, absent))


def _marks(queries: Iterator[Query]) -> Iterator[Mark]:
    for query in queries:
        yield from marked(query.text)


def _learners(connector: Connector, query: Query, absent: _Absent) -> Prepared:
    tried = _tried(connector, query, absent)
    if isinstance(tried, Prepared):
        return tried
    do = "name the database of the platform in [learners] source, or replace the query learners"
    if tried.tables or tried.file:
        do = tried.advice
    raise SourceUnreadable(f"no learner can be read from {connector.name}: {tried.fault}; {do}")


def _fit(
    connector: Connector, query: Query, absent: _Absent, learners: Prepared
) -> Prepared | Loss:
    """The query, once its rows can be asked for by learner."""
    tried = _tried(connector, query, absent)
    if isinstance(tried, Loss) or "user_id" not in tried.columns:
        return tried
    unfit = what_is_unfit(connector, tried, learners)
    if unfit is None:
        return tried
    if query.origin == BUILT_IN:
        return _lost(query, unfit)
    raise Misused(
        f"the query {query.name} in {query.origin} cannot be run on {connector.name} ({unfit});"
        " mend it"
    )


def _bearable(connector: Connector, query: Query, loss: Loss) -> Loss:
    """Misused where nobody may be served without it."""
    if query.name != OPT_OUTS:
        return loss
    raise Misused(
        f"the query {query.name} in {query.origin} cannot be run on {connector.name}"
        f" ({loss.missing}), and whoever opted out must not be served; mend it, or take it out of"
        " [learners]"
    )


def _tried(connector: Connector, query: Query, absent: _Absent) -> Prepared | Loss:
    fit = statement(without(query.text, absent))
    asked = text(fit.sql).bindparams(*(_parameter(name) for name in sorted(fit.parameters)))
    every = select(text("*")).select_from(asked.columns().subquery(query.name))
    found = columns_of(connector, every, values_for(fit.parameters))
    if isinstance(found, DBAPIError):
        return _lost(query, *_why(connector, query, found))
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


def _lost(query: Query, missing: str, tables: tuple[str, ...] = ()) -> Loss:
    file = query.origin if query.is_of_file else ""
    return Loss(query.name, missing, query.shape.costs, file, tables)


def _why(connector: Connector, query: Query, error: DBAPIError) -> tuple[str, tuple[str, ...]]:
    """What is missing, and where that is a right, all tables that have to be readable."""
    missing = what_is_missing(error)
    if missing:
        return f"there is no {missing}", ()
    forbidden = what_is_forbidden(error)
    if forbidden:
        return f"{forbidden} may not be read", tables_of(query.text)
    if query.origin == BUILT_IN:
        return f"the database says: {complaint(error)}", ()
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
