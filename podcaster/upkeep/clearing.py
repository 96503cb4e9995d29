"""Deleting what a migration left behind, where the copy that counts has been verified again."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from podcaster.errors import CannotServe, Deferred, TryLater
from podcaster.ledger.ledger import Ledger
from podcaster.ledger.view import LedgerView
from podcaster.upkeep.copying import Copier
from podcaster.upkeep.migrate import PAGE, still_says
from podcaster.upkeep.moves import Item, Move
from podcaster.upkeep.presence import require_there, while_stores_answer
from podcaster.upkeep.record import Batches, Record, Writing
from podcaster.upkeep.several import several


def left_behind(view: LedgerView, source: str, target: str, before: datetime) -> Iterator[Item]:
    """What rows that point at `target` left in `source` before then."""
    after = ""
    while page := view.left_behind(
        source=source, target=target, before=before, after=after, limit=PAGE
    ):
        yield from (Item.of_row(row) for row in page)
        after = page[-1].key


def clear(
    items: Iterable[Item],
    copier: Copier,
    view: LedgerView,
    writing: Writing,
    *,
    jobs: int,
    stop: threading.Event,
) -> Iterator[Move]:
    """Deletes each item at the source, and then lets its row forget that copy.

    In this order: a row that names a copy too many is put right by the next run, a copy that no
    row names would stay for ever. TryLater and CannotServe as of `migrate`.
    """
    clearing = Clearing(copier, view)
    put_off: list[TryLater | CannotServe] = []
    stores = (copier.source, copier.target)
    batches, record = Batches(), Record(writing, clearing.forget)

    def is_halted() -> bool:
        return stop.is_set() or bool(put_off)

    with closing(several(clearing.clear, items, jobs, is_halted)) as cleared:
        for move in while_stores_answer(cleared, stores, put_off):
            if move.error is not None:
                put_off.append(move.error)
            elif move.verdict == "deleted":
                yield from record.write(batches.add(move))
            else:
                yield move
    yield from record.write(batches.take())
    if put_off:
        raise put_off[0]


@dataclass(frozen=True, slots=True)
class Clearing:
    """One copy at a time."""

    copier: Copier
    view: LedgerView

    def clear(self, item: Item) -> Move:
        """Deletes a copy at the source, where nothing speaks against it."""
        proven = self.look(item)
        if proven.verdict != "deleted":
            return proven
        try:
            self.copier.source.delete(item.key)
        except Deferred as error:
            return Move(item, "put_off", said=str(error), error=error)
        except CannotServe as error:
            return Move(item, "failed", said=str(error))
        return proven

    def look(self, item: Item) -> Move:
        """What `clear` would come to; `deleted` where nothing speaks against it."""
        proven, source = self.copier.prove(item), self.copier.source
        if proven.verdict != "already_there" or item.row is None:
            return proven
        try:
            require_there(source)
            found = source.stat(item.key)
        except Deferred as error:
            return Move(item, "put_off", said=str(error), error=error)
        except CannotServe as error:
            return Move(item, "failed", said=str(error))
        if found not in (None, item.expected):
            said = f"{source.name} holds other bytes under {item.key}; look at both and remove one"
            return Move(item, "conflict", said=said)
        if not still_says(self.view.object(item.row.id), item.row):
            return Move(item, "withdrawn")
        return replace(proven, verdict="deleted", bytes=found.bytes if found else 0)

    def forget(self, ledger: Ledger, move: Move) -> Move:
        """Lets the row forget the copy that was deleted."""
        if move.item.row is not None and ledger.object(move.item.row.id) is not None:
            ledger.forget_copy(move.item.row.id, self.copier.source.name, datetime.now(UTC))
        return move
