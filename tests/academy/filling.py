"""Puts a platform's rows into a database of any kind."""

from sqlalchemy import Engine, insert

from academy.rows import Academy
from academy.tables import TABLES


def fill(engine: Engine, academy: Academy) -> None:
    """Makes the tables, and writes every row, in one transaction."""
    with engine.begin() as connection:
        TABLES.create_all(connection)
        for table in TABLES.sorted_tables:
            if rows := academy.tables.get(table.name):
                connection.execute(insert(table), rows)


def empty(engine: Engine) -> None:
    """Takes the tables away."""
    with engine.begin() as connection:
        TABLES.drop_all(connection)
