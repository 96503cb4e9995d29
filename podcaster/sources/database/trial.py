"""Whether rows of a query can be told whose they are, and when, before a night depends on it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.exc import DBAPIError

from podcaster.sources.database.connecting import Connector
from podcaster.sources.database.failures import complaint
from podcaster.sources.database.newest import newest
from podcaster.sources.database.prepared import Prepared
from podcaster.sources.database.probing import columns_of
from podcaster.sources.database.shapes import LEARNERS
from podcaster.sources.database.statements import LISTS

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_OF_ANY_TYPE = (0, "0")


def what_is_unfit(connector: Connector, tried: Prepared, learners: Prepared) -> str | None:
    """Why rows of `tried` cannot be asked for as a night does it; None where they can.

    A clause such as "its user_id is of another type than ...". No row is read.
    """
    rows = tried.select.subquery(tried.name)
    whose, values = _some_learners(connector, rows.c.user_id, learners)
    values = {**values_for(tried.parameters), **values}
    if _refused(connector, select(rows).where(whose), values):
        return (
            f"its user_id is of another type than that of {LEARNERS}:"
            " CAST one of them AS the type of the other"
        )
    if "at" in tried.columns and tried.name.startswith("seen_"):
        asked = newest(rows, is_sqlite=connector.dialect == "sqlite")
        refusal = _refused(connector, asked, {**values_for(tried.parameters), "now": _LONG_AGO})
        if refusal:
            return f"its at is not compared with a time: {complaint(refusal)}"
    return None


def values_for(parameters: Iterable[str]) -> dict[str, object]:
    """A value for each of those that a query may use."""
    return {name: [None] if name in LISTS else _LONG_AGO for name in parameters}


def _some_learners(
    connector: Connector, user_id: ColumnElement[Any], learners: Prepared
) -> tuple[ColumnElement[bool], Mapping[str, object]]:
    """A condition that only PostgreSQL refuses for a type: others compare numbers with texts.

    There the ids are given as a night gives them: two tables of MySQL may have texts that cannot
    be compared with each other, and can with a parameter.
    """
    if connector.dialect == "postgresql":
        everybody = learners.select.subquery(LEARNERS)
        return user_id.in_(select(everybody.c.user_id)), values_for(learners.parameters)
    return user_id.in_(bindparam("ids", expanding=True)), {"ids": _OF_ANY_TYPE}


def _refused(
    connector: Connector, asked: Select[Any], values: Mapping[str, object]
) -> DBAPIError | None:
    found = columns_of(connector, asked, values)
    return found if isinstance(found, DBAPIError) else None
