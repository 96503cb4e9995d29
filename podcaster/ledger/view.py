"""Questions to the ledger."""

import logging
from collections.abc import Iterator, Sequence
from datetime import date
from types import TracebackType
from typing import Self

from podcaster.domain.attempt import Attempt
from podcaster.domain.brief import EpisodeKey
from podcaster.domain.episode import SERVED, Episode, Status
from podcaster.errors import CannotServe, Misused
from podcaster.ledger.database import Database
from podcaster.ledger.entries import (
    EpisodeRow,
    RunRow,
    attempt_of,
    episode_row,
    run_row,
)
from podcaster.ledger.rows import episode_of
from podcaster.ledger.schema import UNSERVED
from podcaster.ledger.values import day_text

log = logging.getLogger(__name__)

BY_KEY = "tenant = ? AND user_id = ? AND date = ?"


class LedgerView:
    """What is recorded. Thread-safe; asking never waits for a run that is writing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends it; closing again is allowed."""
        self._database.close()

    def served(self, keys: Sequence[EpisodeKey]) -> frozenset[EpisodeKey]:
        """Those of `keys` for which nothing is left to do."""
        sql = f"SELECT status FROM episodes WHERE {BY_KEY}"
        with self._database.reading() as connection:
            rows = [(key, connection.execute(sql, by_key(key)).fetchone()) for key in keys]
        return frozenset(key for key, row in rows if row is not None and row["status"] in SERVED)

    def stored(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of the object keys whose recordings are in a store, and so in no spool any more."""
        sql = "SELECT 1 FROM episodes WHERE object_key = ?"
        with self._database.reading() as connection:
            return frozenset(key for key in keys if connection.execute(sql, [key]).fetchone())

    def unfinished(self, since: date) -> Iterator[Episode]:
        """Episodes opened on `since` (in UTC) or later and not served, oldest first.

        Each is as it stands when it is taken, and no more than one is held in memory.
        """
        return self._unserved("created_at >= ?", since)

    def unfinished_for(self, day: date) -> Iterator[Episode]:
        """The same for episodes of one date, whenever they were opened."""
        return self._unserved("date = ?", day)

    def episode(
        self, user_id: str, tenant: str | None = None, day: date | None = None
    ) -> EpisodeRow | None:
        """A learner's episode of `day`, or the latest; None if there is none.

        Misused if several tenants have such a learner and `tenant` says not which.
        """
        if tenant is None:
            tenant = self._only_tenant(user_id)
        rows = self._database.rows(
            "SELECT * FROM episodes WHERE user_id = :user_id AND tenant = :tenant"
            " AND (:day IS NULL OR date = :day) ORDER BY date DESC LIMIT 1",
            {"user_id": user_id, "tenant": tenant, "day": day_text(day)},
        )
        return episode_row(rows[0]) if rows else None

    def attempts(self, episode_id: str) -> list[Attempt]:
        """Every request made for an episode, in order."""
        rows = self._database.rows(
            "SELECT * FROM attempts WHERE episode_id = ? ORDER BY id", [episode_id]
        )
        return [attempt_of(row) for row in rows]

    def counts(self, day: date) -> dict[Status, int]:
        """How many episodes of a date have which status."""
        rows = self._database.rows(
            "SELECT status, count(*) AS n FROM episodes WHERE date = ? GROUP BY status",
            [day.isoformat()],
        )
        return {row["status"]: row["n"] for row in rows}

    def runs(self, limit: int) -> list[RunRow]:
        """The latest runs, newest first."""
        rows = self._database.rows(
            "SELECT * FROM runs ORDER BY started_at DESC, rowid DESC LIMIT ?", [limit]
        )
        return [run_row(row) for row in rows]

    def _only_tenant(self, user_id: str) -> str:
        rows = self._database.rows(
            "SELECT DISTINCT tenant FROM episodes WHERE user_id = ? ORDER BY tenant", [user_id]
        )
        if len(rows) > 1:
            tenants = ", ".join(repr(row["tenant"]) for row in rows)
            raise Misused(
                f"user {user_id} is in several tenants; add --tenant with one of {tenants}"
            )
        return str(rows[0]["tenant"]) if rows else ""

    def _unserved(self, condition: str, day: date) -> Iterator[Episode]:
        ids = self._database.rows(
            f"SELECT id FROM episodes WHERE {UNSERVED} AND {condition} ORDER BY created_at, rowid",
            [day.isoformat()],
        )
        return self._still_unserved([row["id"] for row in ids])

    def _still_unserved(self, ids: Sequence[str]) -> Iterator[Episode]:
        for each in ids:
            for row in self._database.rows(
                f"SELECT * FROM episodes WHERE id = ? AND {UNSERVED}", [each]
            ):
                try:
                    yield episode_of(row)
                except CannotServe as error:
                    log.error("%s", error)


def by_key(key: EpisodeKey) -> tuple[str, str, str]:
    """The parameters that find an episode by whose and when it is."""
    return key.learner.tenant, key.learner.user_id, key.date.isoformat()
