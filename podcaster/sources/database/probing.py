"""Whether a database can run a statement, asked without reading a row."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, column, select, table, text
from sqlalchemy.exc import DBAPIError

from podcaster.sources.database.connecting import Connector
from podcaster.sources.database.failures import complaint

_NOBODY = text("1 = 0")


def columns_of(
    connector: Connector, asked: Select[Any], values: Mapping[str, object]
) -> Sequence[str] | DBAPIError:
    """The columns that `asked` returns, or what the database has against it.

    SourceUnreadable where it cannot be asked. Names are in lower case but on PostgreSQL, which
    alone tells them from others.
    """
    with connector.reading() as connection:
        try:
            keys = list(connection.execute(asked.where(_NOBODY), dict(values)).keys())
        except DBAPIError as error:
            if complaint(error) is None:
                raise
            return error
    return keys if connector.dialect == "postgresql" else [key.lower() for key in keys]


def absent_of(
    connector: Connector, wanted: Iterable[tuple[str, str]]
) -> Collection[tuple[str, str]]:
    """Those of the tables' columns that are not there, or that this user may not read.

    The tables themselves are asked, once each where nothing is missing: a catalogue does not say
    what may be read.
    """
    columns: dict[str, set[str]] = {}
    for name, each in wanted:
        columns.setdefault(name, set()).add(each)
    return {
        (name, each)
        for name, its in sorted(columns.items())
        for each in _absent(connector, name, sorted(its))
    }


def _absent(connector: Connector, name: str, columns: Sequence[str]) -> Iterator[str]:
    if _can_be_read(connector, name, columns):
        return
    for each in columns:
        if not _can_be_read(connector, name, [each]):
            yield each


def _can_be_read(connector: Connector, name: str, columns: Sequence[str]) -> bool:
    asked = select(table(name, *(column(each) for each in columns)))
    return not isinstance(columns_of(connector, asked, {}), DBAPIError)
