"""How an older ledger becomes a newer one."""

import sqlite3

from sqlite_utils import Database, Migrations

from podcaster.ledger.schema import (
    ATTEMPTS,
    ATTEMPTS_BY_START,
    EPISODES,
    INDEXES,
    MIGRATION_SET,
    MIGRATIONS,
    OBJECTS_BY_STORE,
    RUNS,
)

migrations = Migrations(MIGRATION_SET)


@migrations(name=MIGRATIONS[0])
def _episodes_attempts_runs(db: Database) -> None:
    for statement in (RUNS, EPISODES, ATTEMPTS, *INDEXES):
        db.execute(statement)


@migrations(name=MIGRATIONS[1])
def _attempts_by_start(db: Database) -> None:
    db.execute(ATTEMPTS_BY_START)


@migrations(name=MIGRATIONS[2])
def _objects_by_store(db: Database) -> None:
    for statement in OBJECTS_BY_STORE:
        db.execute(statement)


def migrate(connection: sqlite3.Connection) -> None:
    """Brings the tables up to date, all or nothing, one process at a time."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        migrations.apply(Database(connection))
    except BaseException:
        connection.rollback()
        raise
    connection.execute("COMMIT")
