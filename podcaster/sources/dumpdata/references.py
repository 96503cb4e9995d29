"""How the objects of a dump lead to one another, by number or by natural key, in any order."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from podcaster.sources.dumpdata.models import CONTENT_TYPE, MODELS, USER
from podcaster.sources.dumpdata.tables import KEY, Tables
from podcaster.sources.dumpdata.values import Value, natural_key
from podcaster.sources.unpacking import BrokenExport


class _Reference(NamedTuple):
    table: str
    column: str
    model: str


@dataclass
class References:
    """Which columns lead where, noted while rows are written; natural keys are resolved at last.

    `numberless` are the models whose objects came without their number.
    """

    numberless: set[str] = field(default_factory=set)
    _by_number: set[str] = field(default_factory=set)
    _by_key: set[_Reference] = field(default_factory=set)
    _to_users: set[tuple[str, str]] = field(default_factory=set)

    def note(self, table: str, column: str, model: str, value: Value) -> None:
        """Takes in one value of a column that leads to objects of `model`."""
        if isinstance(value, bytes):
            self._by_key.add(_Reference(table, column, model))
        elif value is not None:
            self._by_number.add(model)
        if model == USER:
            self._to_users.add((table, column))

    def note_owner(self, table: str, column: str) -> None:
        """Takes in a column that holds what users are known by."""
        self._to_users.add((table, column))

    def check(self) -> None:
        """BrokenExport where objects without a number are referred to by number."""
        if lost := min(self.numberless & self._by_number, default=""):
            raise BrokenExport(
                f"leaves out the numbers of {lost} and refers to them by number;"
                " dump it with --natural-foreign as well"
            )

    def resolve(self, connection: sqlite3.Connection, tables: Tables) -> Counter[str]:
        """Puts what objects are known by in place of natural keys; returns warnings."""
        warnings = Counter(self._unknown_keys())
        if any(each.model == CONTENT_TYPE for each in self._by_key):
            _add_content_types(tables)
        for model in {each.model for each in self._by_key}:
            if tables.columns(MODELS[model].table):
                table = MODELS[model].table
                connection.execute(f"CREATE INDEX {table}_key ON {table} ({KEY})")
        for each in sorted(self._by_key):
            connection.execute(_resolving(each, tables))
        for table, column in sorted(self._to_users):
            connection.execute(f'CREATE INDEX "{table}_{column}" ON "{table}" ({column})')
        return warnings

    def _unknown_keys(self) -> Iterator[str]:
        for model in sorted({each.model for each in self._by_key if not MODELS[each.model].key}):
            yield (
                f"the export refers to {model} by natural keys, which are not known of it, and"
                " nothing is told that needs them; dump it without --natural-foreign"
            )


def _resolving(reference: _Reference, tables: Tables) -> str:
    """What leads nowhere becomes NULL."""
    table, column, model = reference
    target = MODELS[model].table
    found = "NULL"
    if tables.columns(target):
        found = f"(SELECT min(id) FROM {target} WHERE {target}.{KEY} = {table}.{column})"
    return f"UPDATE \"{table}\" SET {column} = {found} WHERE typeof({column}) = 'blob'"


def _add_content_types(tables: Tables) -> None:
    """Those of the models that are read, by numbers of our own: dumps often leave them out."""
    model = MODELS[CONTENT_TYPE]
    for number, name in enumerate(sorted(MODELS), start=1):
        key = list(name.split("."))
        row: dict[str, Value] = {
            "id": -number,
            KEY: natural_key(key),
            "app_label": key[0],
            "model": key[1],
        }
        if not tables.holds(model, KEY, row[KEY]):
            tables.add(model, row)
