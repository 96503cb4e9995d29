"""Puts right what `verify` found, from copies that are known to be whole; it buys nothing."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from podcaster.errors import CannotServe, Deferred, Misused
from podcaster.ledger.objects import ObjectRow
from podcaster.ledger.view import LedgerView
from podcaster.storage.local import LocalStore
from podcaster.storage.spool import Spool
from podcaster.storage.store import Store
from podcaster.storage.transfer import transfer
from podcaster.upkeep.faults import Fault, expected
from podcaster.upkeep.fetching import at_hand
from podcaster.upkeep.withdrawing import forgotten_of, withdraw

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Repair:
    """What became of a fault: `said` is how it was put right, or why it was not."""

    fault: Fault
    is_done: bool
    said: str
    needs_remaking: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Repairer:
    """Mends one fault after the other. No row is changed, so no lock is needed.

    Bytes that are not those of their row are replaced only once the right ones are at hand. `room`
    is a directory of its own for those that come from afar.
    """

    ledger: LedgerView
    store_named: Callable[[str], Store]
    spool: Spool
    room: Path

    def repair(self, fault: Fault) -> Repair:
        """Mends a fault if there is something to mend it with."""
        try:
            return self._repaired(fault)
        except (CannotServe, Deferred) as error:
            return Repair(fault, is_done=False, said=str(error))

    def _repaired(self, fault: Fault) -> Repair:
        store = self.store_named(fault.store)
        if fault.kind == "temporary" and isinstance(store, LocalStore):
            store.discard_leftover(fault.key)
            return Repair(fault, is_done=True, said="removed")
        if fault.kind == "extra" or fault.row is None:
            return Repair(fault, is_done=False, said="nothing is removed that no row knows")
        if fault.kind == "misplaced":
            return self._moved_back(fault, fault.row, store)
        with self._whole(fault.row, store) as (source, origin):
            if source is None:
                lost = not fault.is_copy and fault.kind != "unreadable"
                said = "no whole copy of it is left"
                return Repair(fault, is_done=False, said=said, needs_remaking=lost)
            self._put(fault.row, source, store)
        return Repair(fault, is_done=True, said=f"put again from {origin}")

    def _moved_back(self, fault: Fault, row: ObjectRow, store: Store) -> Repair:
        if not fault.is_missed:
            said = "its episode has its object; this one can be removed"
            return Repair(fault, is_done=False, said=said)
        with at_hand(store, fault.key, self.room) as source:
            self._put(row, source, store)
        store.delete(fault.key)
        return Repair(fault, is_done=True, said=f"moved back to {row.key}")

    def _put(self, row: ObjectRow, source: Path, store: Store) -> None:
        """Replaces what is wrong under the key of a row, unless the row has gone meanwhile."""
        if self.ledger.object(row.id) != row:
            raise CannotServe("its row has changed meanwhile; run `podcaster verify` again")
        if store.stat(row.key) not in (None, expected(row)):
            store.delete(row.key)
        transfer(row.key, bytes=row.bytes, sha256=row.sha256, source=source, target=store)
        if self.ledger.object(row.id) != row:  # a learner who was forgotten stays forgotten
            withdraw(store, row.key, forgotten_of(self.ledger, row))
            raise CannotServe("its row has changed meanwhile; run `podcaster verify` again")

    @contextmanager
    def _whole(self, row: ObjectRow, broken: Store) -> Iterator[tuple[Path | None, str]]:
        """A file with the bytes of a row and where they are from; None where there are none."""
        if self.spool.holds(row.key, row.sha256):
            yield self.spool.path(row.key), "the spool"
            return
        for name in dict.fromkeys((row.store, *row.left_in)):
            store = self._other(name, broken)
            if store is not None and store.stat(row.key) == expected(row):
                with at_hand(store, row.key, self.room) as path:
                    yield path, name
                return
        yield None, ""

    def _other(self, name: str, broken: Store) -> Store | None:
        """Another store that can be asked; one that is not configured any more cannot."""
        if name == broken.name:
            return None
        try:
            return self.store_named(name)
        except Misused as error:
            log.warning("a copy in %s cannot be used: %s", name, error)
            return None
