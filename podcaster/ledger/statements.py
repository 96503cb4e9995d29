"""The two statements that most writes are."""

import sqlite3

from podcaster.ledger.rows import Columns


def insert(connection: sqlite3.Connection, table: str, columns: Columns, rest: str = "") -> None:
    """Adds a row; `table`, the names in `columns` and `rest` are ours, the values anybody's."""
    names = ", ".join(columns)
    values = ", ".join(f":{name}" for name in columns)
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({values}){rest}", columns)


def update(connection: sqlite3.Connection, table: str, row_id: str, columns: Columns) -> bool:
    """Sets columns of the row with that id; False if there is none.

    What is in `metadata` already stays, but for what is named anew; a null removes.
    """
    settings = ", ".join(
        "metadata = json_patch(metadata, :metadata)" if name == "metadata" else f"{name} = :{name}"
        for name in columns
    )
    changed = connection.execute(
        f"UPDATE {table} SET {settings} WHERE id = :row_id", columns | {"row_id": row_id}
    )
    return changed.rowcount > 0
