"""Stored objects as their rows know them, for all who move, compare or remove them.

`metadata.left_in` of a row holds the stores in which a migration has left a copy behind, each with
the time at which the row was switched away from it, or at which a copy to it began that is not the
row's own yet. A copy that is named there may be there, and it may not: the name comes before the
object and goes after it, so that none is ever forgotten.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from podcaster.domain.episode import Status
from podcaster.errors import CannotServe
from podcaster.ledger.database import Database
from podcaster.ledger.schema import HAS_LEFT_COPIES
from podcaster.ledger.statements import update
from podcaster.ledger.values import from_json, moment, read

COLUMNS = (
    "id, tenant, user_id, date, object_key AS key, store, bytes, sha256, status,"
    " json_extract(metadata, '$.left_in') AS left_in"
)
"""What makes an ObjectRow of a row of `episodes`."""
_EPISODE_ID = re.compile(r"_([0-9a-f]{32})\.mp3$")


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectRow:
    """What a row says of its object: where it is, what it must be, and where else copies may be.

    Of an `expired` one, `store` and `key` say where it was.
    """

    id: str
    tenant: str
    user_id: str
    date: date
    key: str
    store: str
    bytes: int
    sha256: str
    status: Status
    left_in: tuple[str, ...] = ()


class Volume(NamedTuple):
    """So many objects of so many bytes together."""

    objects: int
    bytes: int


class ObjectsView:
    """Questions about stored objects."""

    _database: Database

    def objects(self, store: str | None, after: str, limit: int) -> list[ObjectRow]:
        """Up to `limit` rows with an object, in the order of their keys, from behind `after` on.

        Those that point at `store`, or all with None; expired ones too.
        """
        where, parameters = ("", []) if store is None else ("store = ? AND ", [store])
        rows = self._database.rows(
            f"SELECT {COLUMNS} FROM episodes WHERE {where}object_key > ?"
            " ORDER BY object_key LIMIT ?",
            [*parameters, after, limit],
        )
        return [object_row(row) for row in rows]

    def object(self, episode_id: str) -> ObjectRow | None:
        """What the row says now; None if it is gone or has no object."""
        with self._database.reading() as connection:
            return _find(connection, episode_id)

    def is_over(self, episode_id: str) -> bool:
        """True where the row is gone or has expired; neither ever has an object again."""
        sql = "SELECT 1 FROM episodes WHERE id = ? AND status <> 'expired'"
        return not self._database.rows(sql, [episode_id])

    def left_behind(
        self, *, source: str, target: str, before: datetime, after: str, limit: int
    ) -> list[ObjectRow]:
        """Like `objects(target, ...)`, but those that were switched away from `source` `before`.

        Without expired ones.
        """
        rows = self._database.rows(
            f"SELECT {COLUMNS} FROM episodes WHERE {HAS_LEFT_COPIES} AND store = ?"
            " AND status <> 'expired' AND object_key > ? AND EXISTS (SELECT 1"
            " FROM json_each(metadata, '$.left_in') AS each WHERE each.key = ? AND each.value < ?)"
            " ORDER BY object_key LIMIT ?",
            [target, after, source, moment(before), limit],
        )
        return [object_row(row) for row in rows]

    def volume(self, store: str) -> Volume:
        """How much points at a store, without expired ones."""
        (row,) = self._database.rows(
            "SELECT count(*) AS objects, coalesce(sum(bytes), 0) AS bytes FROM episodes"
            " WHERE store = ? AND status <> 'expired' AND object_key > ''",
            [store],
        )
        return Volume(row["objects"], row["bytes"])

    def unrecorded(self, keys: Iterable[str]) -> list[str]:
        """Those of `keys` that no row knows.

        A run that is at work puts an object first and writes its row after, so a key that holds
        the id of an episode is one that a row knows.
        """
        known = (
            "SELECT 1 FROM episodes WHERE object_key = ?"
            " UNION ALL SELECT 1 FROM episodes WHERE id = ?"
        )
        with self._database.reading() as connection:
            return [
                key
                for key in keys
                if connection.execute(known, [key, episode_id_in(key)]).fetchone() is None
            ]


class ObjectsLedger(ObjectsView):
    """Writes down where objects are. Whoever calls one of these holds the lock."""

    @contextmanager
    def together(self) -> Iterator[None]:
        """Makes the changes of the block one: durable when it ends, and undone if it raises."""
        with self._database.writing():
            yield

    def switch_store(self, episode_id: str, *, source: str, target: str, at: datetime) -> None:
        """Points a row at its verified copy in `target`, and names the one left behind.

        CannotServe, and nothing is changed, if the row does not point at `source`.
        """
        with self._database.writing() as connection:
            row = _find(connection, episode_id)
            if row is None or row.store != source or row.status == "expired":
                raise CannotServe(f"episode {episode_id} is not in {source} any more")
            left = {"left_in": {source: moment(at), target: None}}
            _set(connection, episode_id, at, store=target, metadata=json.dumps(left))

    def expect_copy(self, episode_id: str, store: str, at: datetime) -> None:
        """Says, before it is made, that a copy may be in `store`; nothing where a row is over."""
        with self._database.writing() as connection:
            row = _find(connection, episode_id)
            if row is not None and row.status != "expired" and row.store != store:
                left = {"left_in": {store: moment(at)}}
                _set(connection, episode_id, at, metadata=json.dumps(left))

    def forget_copy(self, episode_id: str, store: str, at: datetime) -> None:
        """Says that there is no copy left behind in `store` any more."""
        with self._database.writing() as connection:
            row = _find(connection, episode_id)
            others = row is not None and set(row.left_in) - {store}
            left = {"left_in": {store: None} if others else None}
            _set(connection, episode_id, at, metadata=json.dumps(left))

    def expire(self, episode_id: str, at: datetime) -> None:
        """Says that the object was or will be removed for its age; the row keeps its key.

        To be called before the object goes.
        """
        with self._database.writing() as connection:
            _set(connection, episode_id, at, status="expired")


def _set(connection: sqlite3.Connection, episode_id: str, at: datetime, **columns: str) -> None:
    if not update(connection, "episodes", episode_id, {**columns, "updated_at": moment(at)}):
        raise CannotServe(f"episode {episode_id} was removed meanwhile")


def _find(connection: sqlite3.Connection, episode_id: str) -> ObjectRow | None:
    sql = f"SELECT {COLUMNS} FROM episodes WHERE id = ? AND object_key IS NOT NULL"
    row = connection.execute(sql, [episode_id]).fetchone()
    return None if row is None else object_row(row)


def object_row(row: sqlite3.Row) -> ObjectRow:
    """What was found by `COLUMNS`; CannotServe if this version cannot read it."""
    known = dict(row) | {"left_in": tuple(from_json(row["left_in"]) or ())}
    return read(ObjectRow, known, f"episode {row['id']}")


def episode_id_in(key: str) -> str | None:
    """The id of an episode that a key ends with, if it ends with one."""
    found = _EPISODE_ID.search(key)
    return found[1] if found else None
