"""How an older ledger becomes a newer one."""

import sqlite3
from collections.abc import Callable

from sqlite_utils import Database, Migrations

from podcaster.ledger.schema import (
    ATTEMPTS,
    ATTEMPTS_BY_START,
    EPISODES,
    FORGOTTEN,
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


@migrations(name=MIGRATIONS[3])
def _forgotten(db: Database) -> None:
    db.execute(FORGOTTEN)


def migrate(connection: sqlite3.Connection, keep: Callable[[], object]) -> None:
    """Brings the tables up to date, all or nothing, one process at a time.

    If there are any, `keep` is called first, when nobody else can change them any more.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        database = Database(connection)
        if migrations.applied(database) and migrations.pending(database):
            keep()
        migrations.apply(database)
    except BaseException:
        connection.rollback()
        raise
    connection.execute("COMMIT")
