"""What the ledger knows of objects that lie somewhere."""

from collections.abc import Sequence
from datetime import date

from podcaster.domain.keys import object_key
from podcaster.domain.learner import LearnerId
from podcaster.ledger.database import Database
from podcaster.ledger.objects import COLUMNS, ObjectRow, episode_id_in, object_row
from podcaster.ledger.schema import HAS_LEFT_COPIES, UNSERVED


class RecognitionView:
    """Questions by key and by content."""

    _database: Database

    def at_keys(self, keys: Sequence[str]) -> dict[str, ObjectRow]:
        """The rows of those of `keys` that have one; expired ones too."""
        marks = ", ".join("?" * len(keys))
        sql = f"SELECT {COLUMNS} FROM episodes WHERE object_key IN ({marks})"
        rows = (object_row(row) for row in self._database.rows(sql, list(keys)))
        return {row.key: row for row in rows}

    def of_content(self, sha256s: Sequence[str]) -> list[ObjectRow]:
        """The rows whose object has one of those hashes. Reads the whole table."""
        marks = ", ".join("?" * len(sha256s))
        sql = f"SELECT {COLUMNS} FROM episodes WHERE object_key > '' AND sha256 IN ({marks})"
        return [object_row(row) for row in self._database.rows(sql, list(sha256s))]

    def stores(self) -> tuple[frozenset[str], frozenset[str]]:
        """The stores that rows point at, and those in which copies were left behind."""
        pointed = "SELECT DISTINCT store FROM episodes WHERE store > ''"
        left = (
            "SELECT DISTINCT copy.key AS store FROM episodes,"
            f" json_each(metadata, '$.left_in') AS copy WHERE {HAS_LEFT_COPIES}"
        )
        with self._database.reading() as connection:
            found = [connection.execute(sql).fetchall() for sql in (pointed, left)]
        first, second = (frozenset(str(row["store"]) for row in rows) for rows in found)
        return first, second

    def languages(self, since: date) -> frozenset[str]:
        """The languages of the episodes for that date and later ones."""
        sql = "SELECT DISTINCT language FROM episodes WHERE date >= ?"
        return frozenset(str(row["language"]) for row in self._database.rows(sql, [str(since)]))

    def awaited(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of `keys` at which a run that is under way, or a retry, will say its object is.

        An object is put first and its row is written after.
        """
        sql = f"SELECT tenant, user_id, date FROM episodes WHERE id = ? AND {UNSERVED}"
        found = set()
        with self._database.reading() as connection:
            for key in keys:
                episode_id = episode_id_in(key)
                row = episode_id and connection.execute(sql, [episode_id]).fetchone()
                if row and episode_id:
                    learner = LearnerId(row["tenant"], row["user_id"])
                    if object_key(learner, date.fromisoformat(row["date"]), episode_id) == key:
                        found.add(key)
        return frozenset(found)
