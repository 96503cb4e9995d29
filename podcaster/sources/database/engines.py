"""One SQLAlchemy engine per kind of database, so set that it only reads and never hangs."""

import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from podcaster.errors import Misused
from podcaster.sources.database.pooling import CONNECT_SECONDS, POOL
from podcaster.sources.database.sqlite_files import engine_of_file
from podcaster.sources.database.urls import Address

_GRACE = 15
"""Seconds that a server has, past a statement's time, to say that it gave up."""
_OF_TLS = frozenset({"ssl_capath", "ssl_cipher", "ssl_check_hostname"})
"""Settings of PyMySQL that SQLAlchemy puts together for it."""
_NO_SUCH_VARIABLE = 1193


def engine_of(address: Address, timeout: float) -> Engine:
    """An engine that has not connected yet; Misused where its driver is not installed."""
    if address.dialect == "postgresql":
        return _postgresql(address, timeout)
    if address.dialect == "mysql":
        return _mysql(address, timeout)
    return engine_of_file(Path(address.url.database or ""), address.name, timeout)


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


def _created(address: Address, ours: Mapping[str, Any]) -> Engine:
    """What the operator says in the URL goes before what is `ours`."""
    unsaid = {name: value for name, value in ours.items() if name not in address.url.query}
    try:
        engine = create_engine(address.url, connect_args=unsaid, **POOL)
    except (ArgumentError, TypeError, ValueError):
        raise _wrong_settings() from None
    event.listen(engine, "handle_error", _end_quietly)
    return engine


def _end_quietly(context: ExceptionContext) -> None:
    """Gives up a stream of rows whose server is gone, which nobody does otherwise.

    psycopg warns of a cursor that was not closed. PyMySQL would read the rest of the rows before
    it closes one, and say on stderr that it cannot.
    """
    cursor: Any = getattr(context.execution_context, "cursor", None)
    if cursor is None or not context.is_disconnect:
        return
    stream: Any = getattr(cursor, "_result", None)
    if getattr(stream, "unbuffered_active", False):
        stream.unbuffered_active = False
    cursor.close()


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
