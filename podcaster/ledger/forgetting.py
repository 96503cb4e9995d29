"""What the ledger knows of one learner, and how it comes to know nothing of them any more."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime

from podcaster.domain.brief import EpisodeKey
from podcaster.domain.learner import LearnerId
from podcaster.errors import CannotServe, Deferred, Misused
from podcaster.ledger.database import Database
from podcaster.ledger.pruning import AGED_COLUMNS, AgedRow, aged_row
from podcaster.ledger.tombstones import KEY_FILE, Tombstones
from podcaster.ledger.values import from_json, moment

_THEIRS = "tenant = ? AND user_id = ?"
_JSON = ("script", "brief", "metadata")
_UNSAID = (
    "UPDATE attempts SET error_message = ''"
    " WHERE episode_id IS NULL AND answer = '' AND error_message <> ''"
)


class Forgotten(CannotServe):
    """The learner of an episode was forgotten meanwhile."""

    def __init__(self) -> None:
        super().__init__("this learner was forgotten meanwhile; nothing is made for them any more")


class ForgettingView:
    """Who is forgotten, and what is stored about whom."""

    _database: Database

    @property
    def tombstones(self) -> Tombstones:
        """The marks that lie beside this ledger."""
        return Tombstones(self._database.path.parent)

    def forgotten(self, keys: Sequence[EpisodeKey]) -> frozenset[EpisodeKey]:
        """Those of `keys` whose learners are forgotten, or are just being forgotten.

        Misused where the key is lost that says who they are: nobody can be served then.
        """
        with self._database.reading() as connection:
            return frozenset(key for key in keys if is_marked(connection, self.tombstones, key))

    def episodes_of(self, learner: LearnerId) -> list[AgedRow]:
        """Every row of a learner, oldest first."""
        sql = f"SELECT {AGED_COLUMNS} FROM episodes WHERE {_THEIRS} ORDER BY date"
        return [aged_row(row) for row in self._database.rows(sql, [*_who(learner)])]

    def all_about(self, learner: LearnerId) -> Iterator[dict[str, object]]:
        """Every episode of a learner with all that its row holds, and its `attempts`."""
        with self._database.reading() as connection:
            sql = f"SELECT * FROM episodes WHERE {_THEIRS} ORDER BY date"
            for row in connection.execute(sql, _who(learner)).fetchall():
                asked = connection.execute(
                    "SELECT * FROM attempts WHERE episode_id = ? ORDER BY id", [row["id"]]
                )
                read = {name: from_json(row[name]) for name in _JSON}
                yield {**dict(row), **read, "attempts": [dict(each) for each in asked]}

    def tenants_of(self, user_id: str) -> list[str]:
        """The tenants in which a user of that id has episodes."""
        sql = "SELECT DISTINCT tenant FROM episodes WHERE user_id = ? ORDER BY tenant"
        return [str(row["tenant"]) for row in self._database.rows(sql, [user_id])]


class ForgettingLedger(ForgettingView):
    """Removes what is known of a learner. Whoever calls one of these holds the lock."""

    def mark_forgotten(self, mark: str, at: datetime) -> None:
        """Makes a mark a lasting one."""
        sql = "INSERT INTO forgotten (mark, at) VALUES (?, ?) ON CONFLICT DO NOTHING"
        with self._database.writing() as connection:
            connection.execute(sql, [mark, moment(at)])

    def unmark_forgotten(self, mark: str) -> bool:
        """Takes a mark away again; False where there was none."""
        with self._database.writing() as connection:
            return bool(connection.execute("DELETE FROM forgotten WHERE mark = ?", [mark]).rowcount)

    def erase_episodes(self, episode_ids: Sequence[str]) -> int:
        """Removes rows with their attempts; how many of both."""
        removed = 0
        with self._database.writing() as connection:
            for each in episode_ids:
                for sql in (
                    "DELETE FROM attempts WHERE episode_id = ?",
                    "DELETE FROM episodes WHERE id = ?",
                ):
                    removed += connection.execute(sql, [each]).rowcount
        return removed

    def erase_previews(self, answers: Sequence[str]) -> int:
        """Removes the attempts of previews that were answered by these kept answers; how many.

        For whom a preview without an answer was nobody can tell: of all those only what was said
        goes, since it may be about somebody.
        """
        sql = "DELETE FROM attempts WHERE episode_id IS NULL AND answer = ?"
        with self._database.writing() as connection:
            connection.execute(_UNSAID)
            return sum(connection.execute(sql, [each]).rowcount for each in answers if each)

    def scrub(self) -> None:
        """Writes the file anew, so that nothing of what was removed is in it, nor beside it.

        Deferred where a program that reads the ledger keeps it from that, or the disk is full.
        """
        with self._database.reading() as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("VACUUM")
            is_kept, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if is_kept:
            raise Deferred(
                f"the ledger {self._database.path} is being read by another program;"
                " end that, then run it again"
            )


def is_marked(connection: sqlite3.Connection, tombstones: Tombstones, key: EpisodeKey) -> bool:
    """True where the learner of an episode is forgotten, or just being forgotten."""
    mark = tombstones.mark_of(key.learner)
    if mark is None:
        if connection.execute("SELECT 1 FROM forgotten LIMIT 1").fetchone():
            raise Misused(
                f"{KEY_FILE} is gone from state_dir, and with it who is forgotten;"
                " put its newest backup there"
            )
        return False
    sql = "SELECT 1 FROM forgotten WHERE mark = ?"
    return tombstones.is_asked(mark) or connection.execute(sql, [mark]).fetchone() is not None


def _who(learner: LearnerId) -> tuple[str, str]:
    return learner.tenant, learner.user_id
