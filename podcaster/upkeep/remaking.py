"""Recordings that are lost for good: their episodes go back to their scripts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from podcaster.errors import Misused
from podcaster.ledger.ledger import Ledger
from podcaster.ledger.objects import ObjectRow
from podcaster.storage.spool import Spool
from podcaster.storage.store import Found, Store
from podcaster.upkeep.faults import expected

PAGE = 100
Verdict = Literal["sound", "repairable", "discarded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Discarder:
    """Takes recordings back that nobody has any more. Whoever calls it holds the lock.

    CannotServe where a store does not answer: then nobody knows.
    """

    ledger: Ledger
    store_named: Callable[[str], Store]
    spool: Spool

    def discard(self, rows: Iterator[ObjectRow]) -> Iterator[tuple[ObjectRow, Verdict]]:
        """What became of each row's recording, as it is found."""
        for row in rows:
            yield row, self._judged(row)

    def _judged(self, row: ObjectRow) -> Verdict:
        if self.store_named(row.store).stat(row.key) == expected(row):
            return "sound"
        if self.spool.holds(row.key, row.sha256) or expected(row) in self._copies(row):
            return "repairable"
        # What is there has not the bytes of any row, and would be in the way of the next ones.
        for store in self._stores(row):
            store.delete(row.key)
        self.ledger.discard_recording(row.id)
        return "discarded"

    def _copies(self, row: ObjectRow) -> list[Found | None]:
        return [store.stat(row.key) for store in self._stores(row)]

    def _stores(self, row: ObjectRow) -> Iterator[Store]:
        for name in dict.fromkeys((row.store, *row.left_in)):
            try:
                yield self.store_named(name)
            except Misused:
                if name == row.store:
                    raise  # a copy in a store that is not configured any more is out of reach


def kept_rows(
    ledger: Ledger, since: date, user: str | None, tenant: str | None
) -> Iterator[ObjectRow]:
    """Rows with recordings of dates from `since` on, of everybody or of one learner."""
    after = ""
    while rows := ledger.objects(None, after, PAGE):
        for row in rows:
            is_meant = user in (None, row.user_id) and tenant in (None, row.tenant)
            if is_meant and row.date >= since and row.status != "expired":
                yield row
        after = rows[-1].key
