"""Compares every row with its object, and every object with its row."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from podcaster.errors import CannotServe
from podcaster.ledger.objects import ObjectRow
from podcaster.ledger.view import LedgerView
from podcaster.storage.local import LocalStore
from podcaster.storage.store import Found, Store
from podcaster.upkeep.faults import Fault, expected, kind_of
from podcaster.upkeep.fetching import read_whole
from podcaster.upkeep.several import several
from podcaster.upkeep.strays import strays

PAGE = 100
LOST_AFTER = 20
"""So many objects in a row that cannot be asked after, and the store itself is to blame."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What was found wrong, if anything; `is_row` where a row's own object was looked at."""

    fault: Fault | None = None
    is_row: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifier:
    """Looks at stores and changes nothing.

    `others` names the stores whose rows may have left copies in the one looked at. `room` is a
    directory of its own for objects that are read whole, which `reads` asks for.
    """

    ledger: LedgerView
    others: tuple[str, ...]
    room: Path
    jobs: int = 8
    reads: bool = False
    stop: threading.Event

    def compare(self, store: Store) -> Iterator[Compared]:
        """What each object of a store is like; CannotServe where the store does not answer."""
        missed_elsewhere: set[str] = set()
        for stray in strays(store, self.ledger):
            if stray.is_missed and stray.row is not None:
                missed_elsewhere.add(stray.row.id)
            yield Compared(stray, is_row=False)
            if self.stop.is_set():
                return
        yield from self._rows_compared(store, missed_elsewhere)

    def _rows_compared(self, store: Store, told: set[str]) -> Iterator[Compared]:
        """Each row with its object; that those of `told` are missing has been said."""
        silent = 0
        rows = several(self._looker(store), self._rows(store), self.jobs, self.stop.is_set)
        for row, fault in rows:
            silent = silent + 1 if fault is not None and fault.kind == "unreadable" else 0
            if silent == LOST_AFTER and fault is not None:
                raise CannotServe(f"{LOST_AFTER} objects in a row cannot be read: {fault.said}")
            is_told = fault is not None and fault.kind == "missing" and row.id in told
            yield Compared(None if is_told else fault)

    def _rows(self, store: Store) -> Iterator[ObjectRow]:
        """Those that point at a store, then those that have left a copy in it."""
        yield from (row for row in self._pages(self._pointing(store.name)) if _is_alive(row))
        for other in self.others:
            if other != store.name:
                yield from self._pages(self._leaving(store.name, other))

    def _pages(self, page: Callable[[str], list[ObjectRow]]) -> Iterator[ObjectRow]:
        after = ""
        while rows := page(after):
            yield from rows
            after = rows[-1].key

    def _pointing(self, store: str) -> Callable[[str], list[ObjectRow]]:
        return lambda after: self.ledger.objects(store, after, PAGE)

    def _leaving(self, source: str, target: str) -> Callable[[str], list[ObjectRow]]:
        before = datetime.now(UTC) + timedelta(days=1)
        return lambda after: self.ledger.left_behind(
            source=source, target=target, before=before, after=after, limit=PAGE
        )

    def _looker(self, store: Store) -> Callable[[ObjectRow], tuple[ObjectRow, Fault | None]]:
        return lambda row: (row, self.look(row, store))

    def look(self, row: ObjectRow, store: Store) -> Fault | None:
        """What is wrong with the object of a row, or with the copy that was left in `store`."""
        is_copy, said = row.store != store.name, ""
        try:
            found = self._found(row, store)
            kind = kind_of(row, found)
        except CannotServe as error:
            kind, said = "unreadable", str(error)
        if kind is None or (is_copy and kind == "missing") or self._was_changed(row):
            return None
        return Fault(kind=kind, store=store.name, key=row.key, row=row, is_copy=is_copy, said=said)

    def _found(self, row: ObjectRow, store: Store) -> Found | None:
        found = store.stat(row.key)
        if found != expected(row) or not self.reads or isinstance(store, LocalStore):
            return found  # a local store has read every byte for its answer
        return read_whole(store, row.key, self.room)

    def _was_changed(self, row: ObjectRow) -> bool:
        """True where a migration, a prune or a learner's wish has overtaken us."""
        return self.ledger.object(row.id) != row


def _is_alive(row: ObjectRow) -> bool:
    return row.status != "expired"
