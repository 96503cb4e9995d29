"""SQLite files, opened so that nothing is written to them or beside them."""

import sqlite3
from pathlib import Path
from time import monotonic
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from podcaster.errors import SourceUnreadable
from podcaster.sources.database.pooling import CONNECT_SECONDS, POOL

_DEADLINE = "deadline"
_STEPS = 10_000
"""Of SQLite's machine between two looks at the clock; some milliseconds."""


def engine_of_file(path: Path, name: str, timeout: float) -> Engine:
    """An engine that opens the file when it is read.

    SQLite limits no statement by itself: a look at the clock now and then does.
    """

    def opened() -> sqlite3.Connection:
        if not path.is_file():
            raise SourceUnreadable(
                f"the database {name} is not there; put it there or mend [learners] source"
            )
        return _opened(path)

    engine = create_engine("sqlite://", creator=opened, poolclass=QueuePool, **POOL)

    @event.listens_for(engine, "connect")
    def keep_time(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        clock = record.info
        connection.set_progress_handler(lambda: monotonic() > clock.get(_DEADLINE, 0), _STEPS)

    @event.listens_for(engine, "before_cursor_execute")
    def start(connection: Connection, *_: object) -> None:
        connection.info[_DEADLINE] = monotonic() + timeout

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode=ro",
        uri=True,
        timeout=CONNECT_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    # One text that is not UTF-8 costs its own characters and not the learners around it.
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    connection.execute("PRAGMA query_only = ON")
    return connection
