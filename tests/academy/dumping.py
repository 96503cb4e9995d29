"""The platform's rows as `manage.py dumpdata` writes them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from json import loads
from typing import Any
from uuid import UUID

from academy.column_types import JsonText, Uuid
from academy.rows import Academy, Row
from academy.tables import TABLES

Dump = list[dict[str, Any]]
_NATURAL: Mapping[str, Callable[[Row], list[str]]] = {
    "django_content_type": lambda row: [row["app_label"], row["model"]],
    "auth_user": lambda row: [row["username"]],
    "auth_group": lambda row: [row["name"]],
}
"""The models that have natural keys; all others are named by their ids either way."""


def dumpdata(academy: Academy, *, natural: bool = False) -> Dump:
    """Every object; with `natural`, as `--natural-foreign` writes them."""
    return [
        _dumped(academy, table.name, row, natural)
        for table in TABLES.sorted_tables
        if _owner(table.name) is None
        for row in academy.tables.get(table.name, ())
    ]


def _dumped(academy: Academy, table: str, row: Row, natural: bool) -> dict[str, Any]:
    fields: dict[str, Any] = dict(_fields(academy, table, row, natural))
    for many in TABLES.tables:
        if _owner(many) == table:
            fields[many.removeprefix(f"{table}_")] = list(_others(academy, many, row, natural))
    app, _, model = table.partition("_")
    if table == "django_content_type":
        app, model = "contenttypes", "contenttype"
    return {"model": f"{app}.{model}", "pk": row["id"], "fields": fields}


def _fields(academy: Academy, table: str, row: Row, natural: bool) -> Iterator[tuple[str, Any]]:
    for column in TABLES.tables[table].columns:
        value = row[column.name]
        if column.name == "id":
            continue
        if column.foreign_keys:
            (key,) = column.foreign_keys
            target = key.column.table.name
            yield column.name.removesuffix("_id"), _foreign(academy, target, value, natural)
        elif isinstance(column.type, JsonText):
            yield column.name, None if value is None else loads(value)
        elif isinstance(column.type, Uuid):
            yield column.name, value and str(UUID(value))
        else:
            yield column.name, _plain(value)


def _foreign(academy: Academy, table: str, value: int | None, natural: bool) -> Any:
    if value is None or not natural or table not in _NATURAL:
        return value
    return _NATURAL[table](academy.by_id(table)[value])


def _others(academy: Academy, many: str, row: Row, natural: bool) -> Iterator[Any]:
    """What stands on the other side of a many-to-many field."""
    _, own, other = TABLES.tables[many].columns
    (key,) = other.foreign_keys
    for pair in academy.tables.get(many, ()):
        if pair[own.name] == row["id"]:
            yield _foreign(academy, key.column.table.name, pair[other.name], natural)


def _owner(table: str) -> str | None:
    """The table whose many-to-many field this one is."""
    return _OWNERS.get(table)


def _owners() -> Iterator[tuple[str, str]]:
    for table in TABLES.tables:
        for other in TABLES.tables:
            if table.startswith(f"{other}_"):
                yield table, other


_OWNERS = dict(_owners())


def _plain(value: Any) -> Any:
    """Django writes times in UTC with milliseconds, and Z."""
    if isinstance(value, datetime):
        text = value.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00")
        return text.removesuffix(".000") + "Z"
    return str(value) if isinstance(value, Decimal) else value
