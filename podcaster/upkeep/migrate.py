"""Moving what the ledger knows from one store to another: copy, verify, then switch the row.

The source keeps everything. A run that dies leaves verified copies that rows name and do not point
at yet; the next one finds them and goes on.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice

from podcaster.domain.keys import MARKERS
from podcaster.errors import CannotServe, Deferred, TryLater
from podcaster.ledger.ledger import Ledger
from podcaster.ledger.objects import ObjectRow
from podcaster.ledger.view import LedgerView
from podcaster.storage.store import Store
from podcaster.upkeep.copying import Copier
from podcaster.upkeep.listing import Listing
from podcaster.upkeep.moves import Item, Move, Verdict
from podcaster.upkeep.naming import is_named, named
from podcaster.upkeep.presence import while_stores_answer
from podcaster.upkeep.record import Batches, Record, Writing
from podcaster.upkeep.several import several
from podcaster.upkeep.withdrawing import forgotten_of, withdraw

PAGE = 100
_RECORDED: frozenset[Verdict] = frozenset({"moved", "already_there", "conflict"})


def recorded(view: LedgerView, source: str, target: Store) -> Iterator[Item]:
    """What rows have in `source`, page by page; expired episodes have nothing."""
    after, listing = "", Listing(target)
    while page := view.objects(source, after, PAGE):
        for row in page:
            if row.status != "expired":
                yield Item.of_row(row, may_be_there=listing.may_hold(row.key))
        after = page[-1].key


def unrecorded(view: LedgerView, store: Store) -> Iterator[Item]:
    """Files in a store that no row knows, such as the platform's older ones."""
    keys = (key for key in store.list("") if not key.startswith(MARKERS))
    while page := list(islice(keys, PAGE)):
        yield from (Item.of_file(key) for key in view.unrecorded(page))


def migrate(
    items: Iterable[Item], copier: Copier, writing: Writing, *, jobs: int, stop: threading.Event
) -> Iterator[Move]:
    """Brings every item to the target and points its row there; what became of each, as it ends.

    TryLater, after all that was under way is done, where a run keeps the lock for too long or a
    disk is full; CannotServe where a store answers no more. Once `stop` is set nothing more is
    begun.
    """
    put_off: list[TryLater | CannotServe] = []
    stores = (copier.source, copier.target)
    switch = _Switch(copier.source, copier.target)
    batches, record = Batches(), Record(writing, switch.of)

    def is_halted() -> bool:
        return stop.is_set() or bool(put_off)

    items = named(items, copier.target.name, writing, is_halted, put_off)
    with closing(several(copier.copy, items, jobs, is_halted)) as copies:
        for move in while_stores_answer(copies, stores, put_off):
            if move.error is not None:
                put_off.append(move.error)
            elif move.verdict in _RECORDED and move.item.row is not None:
                yield from map(switch.tidied, record.write(batches.add(move)))
            elif move.verdict != "put_off":
                yield move
    yield from map(switch.tidied, record.write(batches.take()))
    if put_off:
        raise put_off[0]


@dataclass(frozen=True, slots=True)
class _Switch:
    source: Store
    target: Store

    def of(self, ledger: Ledger, move: Move) -> Move:
        """Points the row at the copy, if it still says what it said when that was begun."""
        row = move.item.row
        if row is None:
            return move
        now = ledger.object(row.id)
        if move.verdict == "conflict":
            if now is not None and not is_named(move.item, self.target.name):
                ledger.forget_copy(row.id, self.target.name, datetime.now(UTC))
            return move
        if ledger.is_over(row.id):
            forgotten = forgotten_of(ledger, row)
            return replace(
                move, verdict="withdrawn", bytes=0, leaves_copy=True, forgotten=forgotten
            )
        if not still_says(now, row):
            return self._remade(move, now)
        ledger.switch_store(
            row.id, source=self.source.name, target=self.target.name, at=datetime.now(UTC)
        )
        return move

    def _remade(self, move: Move, now: ObjectRow | None) -> Move:
        """Takes the copy back under the lock, lest a run puts the new one there meanwhile."""
        is_at_target = now is not None and now.store == self.target.name
        return self.tidied(
            replace(move, verdict="withdrawn", bytes=0, leaves_copy=not is_at_target)
        )

    def tidied(self, move: Move) -> Move:
        """Takes back a copy that no row will ever name; nobody else would remove it.

        A store may be slow to delete, and a run need not wait for that: where the row is over, this
        is done once the lock is given back.
        """
        if not move.leaves_copy:
            return move
        try:
            withdraw(self.target, move.item.target_key, move.forgotten)
        except (CannotServe, Deferred) as error:
            return replace(move, verdict="failed", leaves_copy=False, said=str(error))
        return replace(move, leaves_copy=False)


def still_says(now: ObjectRow | None, row: ObjectRow) -> bool:
    """True where a row was neither erased nor expired nor remade since it was read."""
    if now is None or now.status == "expired":
        return False
    return (now.store, now.key, now.bytes, now.sha256) == (
        row.store,
        row.key,
        row.bytes,
        row.sha256,
    )
