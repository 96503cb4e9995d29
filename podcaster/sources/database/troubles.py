"""What kind of trouble an error of a driver is.

The texts of drivers are read and never repeated: they name users and quote rows.
"""

import re
import sqlite3
from typing import Literal

from sqlalchemy.exc import DBAPIError

Trouble = Literal[
    "password",
    "rights",
    "no_database",
    "no_host",
    "unreachable",
    "not_let_in",
    "tls",
    "full",
    "starting",
    "slow",
    "lost",
    "writes",
    "in_use",
    "no_sqlite",
    "damaged",
    "journal",
    "unopened",
]

_OF_SQLSTATE: dict[str, Trouble] = {
    "28": "password",
    "3D": "no_database",
    "42501": "rights",
    "53300": "full",
    "57014": "slow",
    "57P03": "starting",
    "57P": "lost",
    "08": "lost",
    "25006": "writes",
}
"""PostgreSQL's codes, or how they begin."""
_IN_POSTGRESQL: tuple[tuple[str, Trouble], ...] = (
    (r"password authentication failed|no password supplied|role .* does not exist", "password"),
    (r"database .* does not exist", "no_database"),
    (r"permission denied for database", "rights"),
    (r"pg_hba\.conf", "not_let_in"),
    (r"resolve host|translate host name", "no_host"),
    (r"too many (?:clients|connections)|connection slots", "full"),
    (r"starting up|shutting down|recovery mode", "starting"),
    (r"timeout expired|refused|unreachable|No route|timed out|No such file", "unreachable"),
    (r"SSL|TLS|certificate", "tls"),
    (r"closed|terminat|reset by peer|broken pipe|EOF|connection is lost|sending|consum", "lost"),
)
"""Errors before and after a session have no code, only libpq's English."""

_OF_MYSQL: dict[int, Trouble] = {
    **dict.fromkeys((1045, 1251, 1698, 2049, 2059, 4151), "password"),
    **dict.fromkeys((1044, 1142, 1143, 1227), "rights"),
    **dict.fromkeys((1046, 1049), "no_database"),
    **dict.fromkeys((1129, 1130), "not_let_in"),
    **dict.fromkeys((1040, 1203, 1226), "full"),
    **dict.fromkeys((1053, 1077, 1079), "starting"),
    **dict.fromkeys((1317, 1969, 3024), "slow"),
    **dict.fromkeys((1836, 1792), "writes"),
    **dict.fromkeys((1205, 1213), "in_use"),
    **dict.fromkeys((0, 1152, 1158, 1159, 1160, 1161, 1927, 2006, 2013, 2014, 2055), "lost"),
    **dict.fromkeys((2002, 2003), "unreachable"),
    **dict.fromkeys((2005,), "no_host"),
    **dict.fromkeys((2026, 3159), "tls"),
}
"""Numbers of MySQL and MariaDB: https://mariadb.com/docs/server/reference/error-codes."""

_OF_SQLITE: dict[int, Trouble] = {
    sqlite3.SQLITE_BUSY: "in_use",
    sqlite3.SQLITE_LOCKED: "in_use",
    sqlite3.SQLITE_INTERRUPT: "slow",
    sqlite3.SQLITE_NOTADB: "no_sqlite",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_IOERR: "damaged",
    sqlite3.SQLITE_READONLY: "writes",
    sqlite3.SQLITE_CANTOPEN: "unopened",
    sqlite3.SQLITE_PERM: "unopened",
    sqlite3.SQLITE_AUTH: "unopened",
}
_JOURNALS = (
    sqlite3.SQLITE_READONLY_CANTINIT,
    sqlite3.SQLITE_READONLY_CANTLOCK,
    sqlite3.SQLITE_READONLY_DIRECTORY,
    sqlite3.SQLITE_READONLY_RECOVERY,
    sqlite3.SQLITE_READONLY_ROLLBACK,
)
"""Of files that another program writes, or was writing when it ended: `SQLITE_READONLY_...`."""


def code_of(error: DBAPIError) -> str:
    """`42P01`, `1146`, `SQLITE_ERROR`; empty where there is none."""
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorname", "")
    if _is_postgresql(error):
        return getattr(cause, "sqlstate", None) or ""
    number = cause.args[0] if cause is not None and cause.args else None
    return str(number) if isinstance(number, int) else ""


def trouble_of(error: DBAPIError) -> Trouble | None:
    """What is wrong with the database or the way to it; None where it is the statement."""
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0)
        return "journal" if code in _JOURNALS else _OF_SQLITE.get(code & 0xFF)
    if _is_postgresql(error):
        return _of_postgresql(code_of(error), str(cause))
    found = _OF_MYSQL.get(int(code_of(error) or 0))
    by_name = "[Errno -" in str(cause)  # of getaddrinfo, which numbers its errors below zero
    return "no_host" if found == "unreachable" and by_name else found


def _of_postgresql(code: str, said: str) -> Trouble | None:
    if code:
        parts = (code, code[:3], code[:2])
        return next((_OF_SQLSTATE[part] for part in parts if part in _OF_SQLSTATE), None)
    found = (kind for pattern, kind in _IN_POSTGRESQL if re.search(pattern, said, re.IGNORECASE))
    return next(found, "unreachable")


def _is_postgresql(error: DBAPIError) -> bool:
    return type(error.orig).__module__.partition(".")[0] == "psycopg"
