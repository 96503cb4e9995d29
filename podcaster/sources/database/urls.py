"""The URL of a database: which driver reads it, and what of it may be told."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from podcaster.errors import Misused

Dialect = Literal["postgresql", "mysql", "sqlite"]

_DIALECTS: dict[str, Dialect] = {
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "postgresql+psycopg": "postgresql",
    "mysql": "mysql",
    "mariadb": "mysql",
    "mysql+pymysql": "mysql",
    "mariadb+pymysql": "mysql",
    "sqlite": "sqlite",
}
_DRIVERS: dict[Dialect, str] = {
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "sqlite": "sqlite",
}
_FORM = "postgresql://user:password@host:5432/database"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is; `name` tells it without user, password and settings.

    The URL has the driver that reads it; its own `repr` hides the password.
    """

    dialect: Dialect
    url: URL
    name: str

    @classmethod
    def of(cls, url: str, directory: Path) -> "Address":
        """What an operator wrote; Misused, without a word of it, where that is no such URL.

        A relative path of SQLite is relative to `directory`.
        """
        scheme, colon, rest = url.strip().partition("://")
        dialect = _DIALECTS.get(scheme.lower())
        if not colon or dialect is None:
            raise Misused(
                "[learners] source is a URL that podcaster does not know;"
                " it reads postgresql://, mysql:// and sqlite://"
            )
        if rest.partition("?")[0].count("@") > 1:
            raise Misused(
                "the URL in [learners] source has more than one @;"
                " write %40 for one in the user name or password"
            )
        made = _made(f"{_DRIVERS[dialect]}://{rest}")
        if dialect == "sqlite":
            return _of_file(made, directory)
        return cls(dialect, made, _name(dialect, made))


def _made(url: str) -> URL:
    try:
        made = make_url(url)
        port_fits = made.port is None or 0 < made.port < 65536
    except (ArgumentError, ValueError):  # either may quote a part of the password
        port_fits = False
    if not port_fits:
        raise Misused(f"[learners] source is no URL of a database; write it as {_FORM}") from None
    return made


def _name(dialect: Dialect, url: URL) -> str:
    if not url.database and not {"dbname", "database", "db"} & url.query.keys():
        raise Misused(f"the URL in [learners] source names no database; write it as {_FORM}")
    host = url.host or ""
    shown = f"[{host}]" if ":" in host else host
    port = f":{url.port}" if url.port else ""
    return f"{dialect}://{shown}{port}/{url.database or ''}"


def _of_file(url: URL, directory: Path) -> Address:
    if url.host or not url.database or url.database == ":memory:":
        raise Misused(
            "the URL in [learners] source names no file; write sqlite:///learners.sqlite,"
            " or sqlite:////var/lib/learners.sqlite from the root"
        )
    path = directory / url.database
    return Address("sqlite", url.set(database=str(path), query={}), f"sqlite:///{path}")
