"""Short read-only transactions on a database of any of three kinds."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from podcaster.sources.database.failures import unreadable

Dialect = Literal["postgresql", "mysql", "sqlite"]


class Connector:
    """A database that is read and never written; nothing is opened before it is read."""

    def __init__(self, engine: Engine, name: str, dialect: Dialect) -> None:
        self._engine, self.name, self.dialect = engine, name, dialect

    def __repr__(self) -> str:
        return f"Connector({self.name!r})"

    @classmethod
    def of_url(cls, url: str, *, timeout: float, directory: Path = Path()) -> "Connector":
        """What `url` names; a statement may take `timeout` seconds.

        A relative path of SQLite is relative to `directory`. Misused if the scheme is unknown or
        its driver is not installed.
        """
        from sqlalchemy import make_url

        made = make_url(url)
        engine = create_engine(made, hide_parameters=True)
        return cls(engine, f"sqlite:///{made.database}", "sqlite")

    @classmethod
    def of_sqlite(cls, connection: sqlite3.Connection, name: str) -> "Connector":
        """A database that is open already; it belongs to the Connector from now on."""
        engine = create_engine(
            "sqlite://", creator=lambda: connection, poolclass=StaticPool, hide_parameters=True
        )
        return cls(engine, name, "sqlite")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads and ends with the block.

        What the driver or the server refuses in it becomes SourceUnreadable.
        """
        try:
            with self._engine.connect() as connection:
                yield connection
        except DBAPIError as error:
            raise unreadable(error, self.name) from None

    def close(self) -> None:
        """Ends every connection."""
        self._engine.dispose()
