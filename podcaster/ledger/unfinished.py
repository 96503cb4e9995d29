"""Which episodes are begun and not done, and which of them nobody goes on with."""

from datetime import date

from podcaster.ledger.database import Database
from podcaster.ledger.entries import Begun, begun
from podcaster.ledger.schema import UNSERVED

_BEGUN = "SELECT id, tenant, user_id, date, plan, language, next_try_at FROM episodes"


class UnfinishedView:
    """Questions about episodes that are to be carried on."""

    _database: Database

    def unfinished(self, since: date) -> list[Begun]:
        """Episodes opened on `since` (in UTC) or later and not served, oldest first."""
        rows = self._database.rows(
            f"{_BEGUN} WHERE {UNSERVED} AND created_at >= ? ORDER BY created_at, rowid",
            [since.isoformat()],
        )
        return [begun(row) for row in rows]

    def given_up(self, user_id: str | None, since: date) -> list[Begun]:
        """Episodes that were given up and can still be made: of the users with that id, or all.

        Opened on `since` (in UTC) or later, oldest first. One that is pruned says nothing more.
        """
        theirs, who = ("", []) if user_id is None else ("user_id = ? AND ", [user_id])
        rows = self._database.rows(
            f"{_BEGUN} WHERE {theirs}status = 'given_up' AND brief IS NOT NULL"
            " AND created_at >= ? ORDER BY created_at, rowid",
            [*who, since.isoformat()],
        )
        return [begun(row) for row in rows]

    def begun(self, episode_id: str) -> Begun | None:
        """What names an episode, served or not; None if it is gone."""
        rows = self._database.rows(f"{_BEGUN} WHERE id = ?", [episode_id])
        return begun(rows[0]) if rows else None
