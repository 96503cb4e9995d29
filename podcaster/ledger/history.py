"""What is known of a learner's last episodes, for the sake of the next one."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from podcaster.domain.brief import EpisodeKey, Recent
from podcaster.domain.learner import LearnerId
from podcaster.ledger.database import Database
from podcaster.ledger.schema import DELIVERED
from podcaster.ledger.values import moment

_EARLIER = "tenant = ? AND user_id = ? AND date < ?"
_RECENT = f"""
SELECT date, title,
       json_extract(brief, '$.name') AS name,
       json_extract(brief, '$.focus.topic') AS topic,
       json_extract(brief, '$.practice.question') AS question,
       json_extract(brief, '$.turn') AS turn
FROM episodes WHERE {_EARLIER} AND status <> 'given_up' ORDER BY date DESC LIMIT ?
"""
# What comes after a brief in a row is slow to read: only where a learner ever played something.
_UNHEARD = f"""
SELECT count(*) FROM episodes
WHERE {_EARLIER} AND {DELIVERED} AND (? IS NULL OR created_at > ?)
"""


class HistoryView:
    """Questions about the episodes before others."""

    _database: Database

    def recent(self, keys: Sequence[EpisodeKey], count: int = 7) -> Mapping[LearnerId, Recent]:
        """What up to `count` episodes before each of `keys` were about; who has none is left out.

        Those given up were heard by nobody; any other may be yet. What was pruned is not known.
        """
        with self._database.reading() as connection:
            found = {
                key.learner: connection.execute(_RECENT, (*_before(key), count)).fetchall()
                for key in keys
            }
        return {learner: _recent(rows) for learner, rows in found.items() if rows}

    def unheard(self, last_heard: Mapping[EpisodeKey, datetime | None]) -> dict[LearnerId, int]:
        """How many episodes before each key were delivered since its learner played one last."""
        with self._database.reading() as connection:
            counted = [
                (key.learner, connection.execute(_UNHEARD, (*_before(key), at, at)).fetchone())
                for key, at in _as_texts(last_heard)
            ]
        return {learner: int(row[0]) for learner, row in counted}


def _recent(rows: Sequence[sqlite3.Row]) -> Recent:
    """Rows newest first; an episode that named no turn was worded by its date."""
    newest = rows[0]
    turn = newest["turn"]
    return Recent(
        topics=tuple(row["topic"] for row in rows if row["topic"]),
        questions=tuple(row["question"] for row in rows if row["question"]),
        titles=tuple(row["title"] for row in rows if row["title"] and not _names(row)),
        turn=date.fromisoformat(newest["date"]).toordinal() if turn is None else int(turn),
    )


def _names(row: sqlite3.Row) -> bool:
    """True where the learner's name stands in the title: it is to stay on this machine."""
    return bool(row["name"]) and row["name"].casefold() in row["title"].casefold()


def _before(key: EpisodeKey) -> tuple[str, str, str]:
    return key.learner.tenant, key.learner.user_id, key.date.isoformat()


def _as_texts(
    last_heard: Mapping[EpisodeKey, datetime | None],
) -> Iterator[tuple[EpisodeKey, str | None]]:
    return ((key, None if at is None else moment(at)) for key, at in last_heard.items())
