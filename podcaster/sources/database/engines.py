"""One SQLAlchemy engine per kind of database, so set that it only reads and never hangs."""

import inspect
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from podcaster.errors import Misused, SourceUnreadable
from podcaster.sources.database.urls import Address

CONNECT_SECONDS = 10
_GRACE = 15
"""Seconds that a server has, past a statement's time, to say that it gave up."""
_POOL = {
    "pool_size": 1,
    "max_overflow": 4,
    "pool_pre_ping": True,
    "pool_recycle": 600,
    "hide_parameters": True,
}
_OF_TLS = frozenset({"ssl_capath", "ssl_cipher", "ssl_check_hostname"})
"""Settings of PyMySQL that SQLAlchemy puts together for it."""
_NO_SUCH_VARIABLE = 1193
_DEADLINE = "deadline"
_STEPS = 10_000
"""Of SQLite's machine between two looks at the clock; some milliseconds."""


def engine_of(address: Address, timeout: float) -> Engine:
    """An engine that has not connected yet; Misused where its driver is not installed."""
    if address.dialect == "postgresql":
        return _postgresql(address, timeout)
    if address.dialect == "mysql":
        return _mysql(address, timeout)
    return _sqlite(Path(address.url.database or ""), address.name, timeout)


def _postgresql(address: Address, timeout: float) -> Engine:
    """Settings of libpq: https://www.postgresql.org/docs/current/libpq-connect.html."""
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import make_conninfo
    except ImportError:
        raise _not_installed("postgresql://", "psycopg", "postgres") from None
    try:
        make_conninfo(**dict.fromkeys(address.url.query, "0"))
    except ProgrammingError:
        raise _wrong_settings() from None
    ours = {
        "connect_timeout": CONNECT_SECONDS,
        "keepalives": 1,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 60_000,
        "application_name": "podcaster",
        # Statements prepared on one connection of a pooler are unknown on its next.
        "prepare_threshold": None,
    }
    return _created(address, ours)


def _mysql(address: Address, timeout: float) -> Engine:
    ours = {
        "charset": "utf8mb4",
        "connect_timeout": CONNECT_SECONDS,
        "read_timeout": timeout + _GRACE,
        "write_timeout": timeout + _GRACE,
    }
    try:
        engine = _created(address, ours)
    except ImportError:
        raise _not_installed("mysql://", "PyMySQL", "mysql") from None
    known = inspect.signature(engine.dialect.loaded_dbapi.connect).parameters.keys()
    if not address.url.query.keys() <= known | _OF_TLS:
        raise _wrong_settings()

    @event.listens_for(engine, "connect")
    def begin(connection: object, record: ConnectionPoolEntry) -> None:
        _begin_mysql(connection, timeout)

    @event.listens_for(engine, "handle_error")
    def expect_no_more(context: ExceptionContext) -> None:
        # PyMySQL would read the rest of the rows from a connection that is gone, and say on
        # stderr that it cannot.
        cursor = getattr(context.execution_context, "cursor", None)
        result = getattr(cursor, "_result", None)
        if context.is_disconnect and result is not None:
            result.unbuffered_active = False

    return engine


def _begin_mysql(connection: Any, timeout: float) -> None:
    """MariaDB counts the time of a statement in seconds, MySQL in milliseconds of a SELECT."""
    limit = f"max_execution_time = {max(1, round(timeout * 1000))}"
    if "mariadb" in connection.get_server_info().lower():
        limit = f"max_statement_time = {timeout:.3f}"
    cursor = connection.cursor()
    cursor.execute("SET SESSION TRANSACTION READ ONLY")
    cursor.execute("SET SESSION time_zone = '+00:00'")
    try:
        cursor.execute(f"SET SESSION {limit}")
    except connection.OperationalError as error:
        if error.args[0] != _NO_SUCH_VARIABLE:  # too old to have one; read_timeout is left
            raise
    cursor.close()


def _sqlite(path: Path, name: str, timeout: float) -> Engine:
    def opened() -> sqlite3.Connection:
        if not path.is_file():
            raise SourceUnreadable(
                f"the database {name} is not there; put it there or mend [learners] source"
            )
        return _opened(path)

    engine = create_engine("sqlite://", creator=opened, poolclass=QueuePool, **_POOL)

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


def _created(address: Address, ours: Mapping[str, Any]) -> Engine:
    """What the operator says in the URL goes before what is `ours`."""
    unsaid = {name: value for name, value in ours.items() if name not in address.url.query}
    try:
        return create_engine(address.url, connect_args=unsaid, **_POOL)
    except (ArgumentError, TypeError, ValueError):
        raise _wrong_settings() from None


def _wrong_settings() -> Misused:
    return Misused(
        "the URL in [learners] source has settings behind its ? that the driver does not know;"
        " take them out or mend them"
    )


def _not_installed(scheme: str, driver: str, extra: str) -> Misused:
    return Misused(
        f"{scheme} is read with {driver}, which is not installed;"
        f" install it with pip install 'podcaster[{extra}]'"
    )
