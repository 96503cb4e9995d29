"""Removes what is too old: the row expires, then its objects go, then the row forgets them.

A run that dies leaves expired rows that still say where their objects are; the next one goes on.
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from podcaster.domain.keys import object_key
from podcaster.errors import CannotServe, Deferred, Misused
from podcaster.ledger.pruning import AgedRow
from podcaster.ledger.view import LedgerView
from podcaster.storage.spool import Spool
from podcaster.storage.store import Store
from podcaster.upkeep.presence import require_there
from podcaster.upkeep.record import BETWEEN, Writing
from podcaster.upkeep.several import several

BATCH = 100
_BEGINNING = ("", "")
LOST_AFTER = 20
"""So many objects in a row that cannot be removed, and the store itself is to blame."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """One episode that is too old; `said` is why its objects are there yet, "" if they are not."""

    row: AgedRow
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruner:
    """Prunes episodes of dates `before` then; unfinished ones of dates `given_up_before` then."""

    view: LedgerView
    writing: Writing
    store_named: Callable[[str], Store]
    spool: Spool
    before: date
    given_up_before: date
    jobs: int
    stop: threading.Event

    def look(self) -> Iterator[Pruned]:
        """What would be pruned."""
        after = _BEGINNING
        while batch := self._aged(self.view, after):
            yield from map(Pruned, batch)
            after = _end_of(batch)

    def prune(self) -> Iterator[Pruned]:
        """Prunes batch by batch, and leaves the lock alone while objects are removed.

        TryLater where a run keeps it too long; CannotServe where a store does not answer.
        """
        failed, after = 0, _BEGINNING
        while batch := self._silenced(after):
            removed = list(several(self._remove, batch, self.jobs, self.stop.is_set))
            if gone := [each.row.id for each in removed if not each.said]:
                with self.writing() as ledger:
                    ledger.objects_gone(gone, datetime.now(UTC))
            yield from removed
            failed = 0 if gone else failed + len(removed)
            if failed >= LOST_AFTER:
                raise CannotServe(f"{failed} objects in a row cannot be removed: {removed[0].said}")
            after = _end_of(batch)
            time.sleep(BETWEEN)
        self._forget_previews()

    def _silenced(self, after: tuple[str, str]) -> list[AgedRow]:
        """The next batch of rows, which have expired now; nobody moves their objects any more."""
        if not self._aged(self.view, after):
            return []
        with self.writing() as ledger:
            batch = self._aged(ledger, after)
            ledger.silence([row.id for row in batch], datetime.now(UTC))
        return batch

    def _aged(self, view: LedgerView, after: tuple[str, str]) -> list[AgedRow]:
        if self.stop.is_set():
            return []
        return view.aged(self.before, self.given_up_before, after, BATCH)

    def _remove(self, row: AgedRow) -> Pruned:
        """Removes the object of a row, and every copy that was left behind."""
        try:
            self.spool.discard(object_key(row.key.learner, row.key.date, row.id))
            if row.object_key is not None and row.store is not None:
                for name in dict.fromkeys((*row.left_in, row.store)):
                    store = self.store_named(name)
                    require_there(store)
                    store.delete(row.object_key)
        except (CannotServe, Deferred, Misused) as error:
            return Pruned(row, str(error))
        return Pruned(row)

    def _forget_previews(self) -> None:
        removed = BATCH
        while removed == BATCH and not self.stop.is_set():
            with self.writing() as ledger:
                removed = ledger.forget_previews(self.before, BATCH)
            time.sleep(BETWEEN if removed == BATCH else 0)


def _end_of(batch: list[AgedRow]) -> tuple[str, str]:
    return batch[-1].key.date.isoformat(), batch[-1].id
