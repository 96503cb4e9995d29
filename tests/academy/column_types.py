"""Columns as Django makes them on each database, and what is written into them.

Written are aware moments, texts of JSON, and UUIDs of 32 hexadecimal digits; None is NULL.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Double, Integer, SmallInteger, String, Text
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.type_api import TypeEngine
from sqlalchemy.types import UserDefinedType

_MYSQL = ("mysql", "mariadb")


class Moment(UserDefinedType[datetime]):
    """A time: with its zone on PostgreSQL, and naive UTC anywhere else."""

    cache_ok = True

    def get_col_spec(self, **kw: Any) -> str:
        return "datetime"

    def bind_processor(self, dialect: Dialect) -> Any:
        def bound(value: datetime | None) -> object:
            if value is None or dialect.name == "postgresql":
                return value
            naive = value.astimezone(UTC).replace(tzinfo=None)
            return str(naive) if dialect.name == "sqlite" else naive

        return bound


class JsonText(UserDefinedType[str]):
    """A text of JSON."""

    cache_ok = True

    def get_col_spec(self, **kw: Any) -> str:
        return "json"


class Uuid(UserDefinedType[str]):
    """A UUID without dashes."""

    cache_ok = True

    def get_col_spec(self, **kw: Any) -> str:
        return "char(32)"


_SPECS: dict[type[UserDefinedType[Any]], dict[str, str]] = {
    Moment: {"postgresql": "timestamptz", "mysql": "datetime(6)", "sqlite": "datetime"},
    JsonText: {"postgresql": "jsonb", "mysql": "json", "sqlite": "text"},
    Uuid: {"postgresql": "uuid", "mysql": "char(32)", "sqlite": "char(32)"},
}


def _spec(element: UserDefinedType[Any], compiler: Any, **kw: Any) -> str:
    name = "mysql" if compiler.dialect.name in _MYSQL else compiler.dialect.name
    return _SPECS[type(element)][name]


for each in _SPECS:
    compiles(each)(_spec)


def text() -> TypeEngine[str]:
    return Text().with_variant(mysql.LONGTEXT(), *_MYSQL)


def real() -> TypeEngine[float]:
    return Double()


def count() -> TypeEngine[int]:
    return Integer().with_variant(mysql.INTEGER(unsigned=True), *_MYSQL)


def small_count() -> TypeEngine[int]:
    return SmallInteger().with_variant(mysql.SMALLINT(unsigned=True), *_MYSQL)


def big_id() -> TypeEngine[int]:
    """SQLite numbers rows by itself only where the key is an INTEGER."""
    return BigInteger().with_variant(Integer(), "sqlite")


def path() -> TypeEngine[str]:
    """Of a file, relative to MEDIA_ROOT."""
    return String(100)
