"""When learners were last seen, by kind of trace: read once a pass, kept on disk meanwhile."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam

from podcaster.domain.learner import LearnerId
from podcaster.sources.database.asking import Asking, fetched
from podcaster.sources.database.connecting import Connector
from podcaster.sources.database.newest import newest
from podcaster.sources.database.prepared import Prepared
from podcaster.sources.database.span import LONG_AGO
from podcaster.sources.database.times import moment
from podcaster.sources.database.values import Row, identity, if_it_fits, text
from podcaster.sources.nameless import nameless_database, unwritable

FAMILY = "seen_"

_TABLES = """
    CREATE TABLE trace (owner TEXT, kind TEXT, at INTEGER, PRIMARY KEY (owner, kind))
    WITHOUT ROWID; BEGIN
"""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)

Seen = Mapping[str, datetime]
"""When the newest trace of each kind was left."""


class Traces:
    """What the queries `seen_*` tell of learners, until now."""

    def __init__(
        self, kept: sqlite3.Connection, connector: Connector, asking: Asking, tenant: str
    ) -> None:
        self._kept, self._connector, self._asking = kept, connector, asking
        self._tenant = tenant

    def read(self, ids: Sequence[object] | None = None) -> None:
        """Notes the newest of everybody in the days looked at, or of those `ids`, however old."""
        span = self._asking.span
        since = span.seen_since if ids is None else LONG_AGO
        for prepared in self._asking.family(FAMILY):
            asked = _asked(prepared, self._connector.dialect == "sqlite", ids)
            values = self._asking.given(prepared.name, since=since, user_ids=ids)
            values |= {"now": span.now} | ({} if ids is None else {"ids": ids})
            with self._connector.reading() as connection:
                self._note(prepared.name, fetched(connection, asked, values, streamed=True))

    def of(self, learners: Sequence[LearnerId]) -> Mapping[LearnerId, Seen]:
        """What is noted of those learners."""
        owners = {_of_any(each.user_id): each for each in learners}
        owners |= {_owner(each.tenant, each.user_id): each for each in learners}
        found: defaultdict[LearnerId, dict[str, datetime]] = defaultdict(dict)
        try:
            rows = self._kept.execute(
                "SELECT owner, kind, at FROM trace WHERE owner IN (SELECT value FROM json_each(?))",
                (json.dumps([*owners]),),
            )
            for owner, kind, at in rows:
                found[owners[owner]][kind] = _EPOCH + at * _TICK
        except sqlite3.Error as error:
            raise unwritable(error) from None
        return found

    def _note(self, query: str, rows: Iterable[Row]) -> None:
        kind = query.removeprefix(FAMILY)
        try:
            self._kept.executemany(
                "INSERT OR REPLACE INTO trace VALUES (?, ?, ?)",
                ((owner, kind, at) for owner, at in self._noted(rows)),
            )
        except sqlite3.Error as error:
            raise unwritable(error) from None

    def _noted(self, rows: Iterable[Row]) -> Iterator[tuple[str, int]]:
        """Whose and when, in microseconds; a row of nobody, or of no time, tells nothing."""
        for row in rows:
            user_id = if_it_fits(identity, row["user_id"])
            at = if_it_fits(moment, row["at"])
            if user_id is not None and at is not None:
                yield self._owner_of(row, user_id), (at - _EPOCH) // _TICK

    def _owner_of(self, row: Row, user_id: str) -> str:
        if "tenant" not in row:
            return _of_any(user_id)
        return _owner(if_it_fits(text, row["tenant"]) or self._tenant, user_id)


@contextmanager
def traces_of(connector: Connector, asking: Asking, tenant: str) -> Iterator[Traces]:
    """A memory that begins empty and is gone afterwards."""
    try:
        kept = nameless_database(_TABLES)
    except (OSError, sqlite3.Error) as error:
        raise unwritable(error) from None
    with closing(kept):
        yield Traces(kept, connector, asking, tenant)


def _asked(prepared: Prepared, is_sqlite: bool, ids: Sequence[object] | None) -> Select[Any]:
    rows = prepared.select.subquery(prepared.name)
    asked = newest(rows, is_sqlite=is_sqlite)
    if ids is None:
        return asked
    return asked.where(rows.c.user_id.in_(bindparam("ids", expanding=True)))


def _owner(tenant: str, user_id: str) -> str:
    """No other learner's; that of a query which names no tenants is `_of_any`."""
    return f"t{len(tenant)} {tenant}{user_id}"


def _of_any(user_id: str) -> str:
    return f"u{user_id}"
