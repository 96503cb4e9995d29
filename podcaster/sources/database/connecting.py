"""Short read-only transactions on a database of any of three kinds.

Nothing stays open between two readings: a night takes hours. A connection that was idle is tried
before it is used, and none is older than ten minutes, since firewalls forget what is silent.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import finalize

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from podcaster.errors import SourceUnreadable
from podcaster.sources.database.engines import engine_of
from podcaster.sources.database.failures import SOURCE, mended_in, unopened, unreadable
from podcaster.sources.database.urls import Address, Dialect


class Connector:
    """A database that is read and never written; nothing is opened before it is read.

    Between readings one connection idles. It ends with `close`, or when nobody holds the
    Connector any more.
    """

    def __init__(
        self, engine: Engine, name: str, dialect: Dialect, begin: str = "", where: str = SOURCE
    ) -> None:
        self._engine, self._begin = engine, begin
        self.name, self.dialect, self.where = name, dialect, where
        finalize(self, engine.dispose)

    def __repr__(self) -> str:
        return f"Connector({self.name!r})"

    @classmethod
    def of_url(
        cls, url: str, *, timeout: float, directory: Path = Path(), where: str = SOURCE
    ) -> "Connector":
        """The database at `url`; each of its statements may take `timeout` seconds.

        A relative path of SQLite is relative to `directory`; `where` is the place that an operator
        mends it in. Misused where the URL is none that is read, or its driver is not installed.
        """
        with mended_in(where):
            address = Address.of(url, directory)
            engine = engine_of(address, timeout)
        if address.dialect != "postgresql":
            return cls(engine, address.name, address.dialect, where=where)
        # For one transaction only: behind a pooler the session serves others afterwards.
        begin = f"SET LOCAL statement_timeout = {_ms(timeout)}; SET LOCAL TIME ZONE 'UTC'"
        read_only = engine.execution_options(postgresql_readonly=True)
        return cls(read_only, address.name, address.dialect, begin, where)

    @classmethod
    def of_sqlite(cls, connection: sqlite3.Connection, name: str) -> "Connector":
        """A database that was made for this reading, open to every thread.

        What was written is committed, nothing is written any more, and `close` closes it.
        """
        connection.commit()
        connection.execute("PRAGMA query_only = ON")
        engine = create_engine(
            "sqlite://", creator=lambda: connection, poolclass=StaticPool, hide_parameters=True
        )
        return cls(engine, name, "sqlite")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads and ends with the block.

        SourceUnreadable, with what to do and without secrets or data, where the database cannot
        be reached or fails within the block.
        """
        connection = self._begun()
        try:
            yield connection
        except DBAPIError as error:
            with mended_in(self.where):
                raise unreadable(error, self.name) from None
        except UnicodeDecodeError:
            raise SourceUnreadable(
                f"the database {self.name} holds text that is not in its own encoding;"
                " mend that, or leave its column out of the query"
            ) from None
        finally:
            connection.close()

    def close(self) -> None:
        """Ends every connection; a URL may be read again afterwards, and opens a new one."""
        self._engine.dispose()

    def _begun(self) -> Connection:
        with mended_in(self.where):
            try:
                return self._begun_once()
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise unreadable(error, self.name) from None
            # It was idle and died after it was tried: the others in the pool are as old.
            try:
                return self._begun_once()
            except DBAPIError as error:
                raise unreadable(error, self.name) from None

    def _begun_once(self) -> Connection:
        try:
            connection = self._engine.connect()
        except (OSError, RuntimeError, UnicodeError) as error:  # PyMySQL lets these through
            raise unopened(error, self.name) from None
        try:
            if self._begin:
                connection.exec_driver_sql(self._begin)
        except BaseException:
            connection.close()
            raise
        return connection


def _ms(seconds: float) -> int:
    return max(1, round(seconds * 1000))
