"""The tables that a dump is laid into, as far as it has objects and fields for them."""

import sqlite3
from collections.abc import Mapping, Sequence

from podcaster.sources.dumpdata.models import Many, Model
from podcaster.sources.dumpdata.values import Value

KEY = "natural_key"
"""The column of a natural key; the platform's own tables have none of that name."""


class Tables:
    """Tables that grow a column when the first value for it comes.

    So a model or a field that the dump lacks is missing here as well. Columns have no type:
    values stay what the dump made them.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._columns: dict[str, list[str]] = {}
        self._inserts: dict[str, str] = {}

    def add(self, model: Model, row: Mapping[str, Value]) -> bool:
        """Writes a row; False where its `id` is there already."""
        self._widen(model, row)
        values = [row.get(column) for column in self._columns[model.table]]
        return bool(self._connection.execute(self._inserts[model.table], values).rowcount)

    def add_many(self, many: Many, owner: Value, others: Sequence[Value]) -> None:
        """Writes what one object has on the other side of a many-to-many field."""
        if many.table not in self._columns:
            self._columns[many.table] = [many.owner, many.other]
            self._connection.execute(
                f"CREATE TABLE {many.table} (id INTEGER PRIMARY KEY, {many.owner}, {many.other})"
            )
        self._connection.executemany(
            f"INSERT INTO {many.table} ({many.owner}, {many.other}) VALUES (?, ?)",
            [(owner, other) for other in others],
        )

    def holds(self, model: Model, column: str, value: Value) -> bool:
        """Whether a row has this value."""
        if column not in self.columns(model.table):
            return False
        found = f"SELECT 1 FROM {model.table} WHERE {column} = ?"
        return self._connection.execute(found, (value,)).fetchone() is not None

    def columns(self, table: str) -> Sequence[str]:
        """Of a table that is there; none of any other."""
        return self._columns.get(table, ())

    def _widen(self, model: Model, row: Mapping[str, Value]) -> None:
        known = self._columns.get(model.table)
        if known is None:
            self._connection.execute(f'CREATE TABLE "{model.table}" (id UNIQUE, {KEY})')
            known = self._columns[model.table] = ["id", KEY]
        elif row.keys() <= set(known):
            return
        for column in row:
            if column not in known:
                self._connection.execute(f'ALTER TABLE "{model.table}" ADD COLUMN "{column}"')
                known.append(column)
        marks = ", ".join("?" * len(known))
        columns = ", ".join(f'"{column}"' for column in known)
        self._inserts[model.table] = (
            f'INSERT OR IGNORE INTO "{model.table}" ({columns}) VALUES ({marks})'
        )
