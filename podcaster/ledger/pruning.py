"""What becomes of rows whose episodes are too old: they stay, and say nothing any more.

First a row is expired, with its script, brief and attempts gone; then its objects are removed; then
the row forgets where they were. One that still says so has objects to be removed.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from podcaster.domain.brief import EpisodeKey
from podcaster.domain.learner import LearnerId
from podcaster.ledger.database import Database
from podcaster.ledger.rows import NO_SCRIPT
from podcaster.ledger.schema import DELIVERED, UNSERVED
from podcaster.ledger.values import from_json, moment

AGED_COLUMNS = (
    "id, tenant, user_id, date, status, store, object_key, bytes,"
    " json_extract(metadata, '$.left_in') AS left_in"
)
"""What makes an AgedRow of a row of `episodes`."""
_SILENT = json.dumps({"chapters": None, "cues": None})


@dataclass(frozen=True, slots=True, kw_only=True)
class AgedRow:
    """An episode that is too old: where its objects are, none of which need be there.

    `store` and `object_key` are None where it never had one, or has none any more.
    """

    id: str
    key: EpisodeKey
    status: str
    store: str | None
    object_key: str | None
    bytes: int
    left_in: tuple[str, ...]


class PruningView:
    """Which episodes are too old."""

    _database: Database

    def has_tenants(self) -> bool:
        """True where the key of an episode may begin with the name of a tenant."""
        return bool(self._database.rows("SELECT 1 FROM episodes WHERE tenant > '' LIMIT 1"))

    def aged(
        self, before: date, given_up_before: date, after: tuple[str, str], limit: int
    ) -> list[AgedRow]:
        """Up to `limit` episodes of dates `before` then that still say or hold something.

        Unfinished ones only of dates before `given_up_before`. In the order of date and id, from
        behind `after` on.
        """
        rows = self._database.rows(
            f"SELECT {AGED_COLUMNS} FROM episodes"
            " WHERE date < :before AND date >= :day AND (date, id) > (:day, :id)"
            " AND (brief IS NOT NULL OR script IS NOT NULL OR object_key IS NOT NULL)"
            f" AND (NOT ({UNSERVED}) OR date < :given_up) ORDER BY date, id LIMIT :limit",
            {
                "before": before.isoformat(),
                "given_up": min(before, given_up_before).isoformat(),
                "day": after[0],
                "id": after[1],
                "limit": limit,
            },
        )
        return [aged_row(row) for row in rows]


def aged_row(row: sqlite3.Row) -> AgedRow:
    """What was found by `AGED_COLUMNS`."""
    learner = LearnerId(row["tenant"], row["user_id"])
    return AgedRow(
        id=row["id"],
        key=EpisodeKey(learner, date.fromisoformat(row["date"])),
        status=row["status"],
        store=row["store"],
        object_key=row["object_key"],
        bytes=row["bytes"] or 0,
        left_in=tuple(from_json(row["left_in"]) or ()),
    )


class PruningLedger(PruningView):
    """Writes down what is too old. Whoever calls one of these holds the lock."""

    def silence(self, episode_ids: Sequence[str], at: datetime) -> int:
        """Says that episodes have expired, or were given up, and forgets what was in them.

        Returns how many attempts were removed.
        """
        settings = ", ".join(f"{name} = NULL" for name in (*NO_SCRIPT, "brief", "next_try_at"))
        sql = (
            f"UPDATE episodes SET {settings}, error_message = NULL, updated_at = :at,"
            f" status = CASE WHEN {DELIVERED} OR object_key IS NOT NULL"
            " THEN 'expired' ELSE 'given_up' END,"
            " metadata = json_patch(metadata, :silent) WHERE id = :id"
        )
        attempts = "DELETE FROM attempts WHERE episode_id = ?"
        removed = 0
        with self._database.writing() as connection:
            for each in episode_ids:
                connection.execute(sql, {"at": moment(at), "silent": _SILENT, "id": each})
                removed += connection.execute(attempts, [each]).rowcount
        return removed

    def objects_gone(self, episode_ids: Sequence[str], at: datetime) -> None:
        """Says of episodes that have expired that nothing of them is in any store."""
        sql = (
            "UPDATE episodes SET store = NULL, object_key = NULL, updated_at = :at,"
            " metadata = json_remove(metadata, '$.left_in')"
            " WHERE id = :id AND status = 'expired'"
        )
        with self._database.writing() as connection:
            for each in episode_ids:
                connection.execute(sql, {"at": moment(at), "id": each})

    def forget_previews(self, before: date, limit: int) -> int:
        """Removes up to `limit` attempts of previews that were made `before` then; how many."""
        sql = (
            "DELETE FROM attempts WHERE id IN (SELECT id FROM attempts"
            " WHERE episode_id IS NULL AND started_at < ? LIMIT ?)"
        )
        with self._database.writing() as connection:
            return connection.execute(sql, [before.isoformat(), limit]).rowcount
