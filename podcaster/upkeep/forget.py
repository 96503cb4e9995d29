"""Forgetting a learner: a mark first, then all that is stored, then the rows that say where it is.

The mark holds at once, also for a run under way. The rows fall silent before anything is removed,
so that nobody moves or repairs their objects, and go last. A run that dies leaves silent rows and
a mark that is not settled; the next one goes on.
"""

import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from podcaster.domain.brief import EpisodeKey
from podcaster.domain.keys import folder_of, owner_of
from podcaster.domain.learner import LearnerId
from podcaster.errors import CannotServe, Misused, TryLater
from podcaster.ledger.forgetting import ForgettingView
from podcaster.ledger.ledger import Ledger
from podcaster.ledger.pruning import AgedRow
from podcaster.ledger.tombstones import Tombstones
from podcaster.remote.kept import Kept
from podcaster.storage.spool import Spool
from podcaster.storage.store import Store
from podcaster.upkeep.presence import require_there
from podcaster.upkeep.receipt import Left, Receipt
from podcaster.upkeep.record import BATCH, BETWEEN, Writing

_AHEAD, _BACK = timedelta(days=3), timedelta(days=3660)
"""Answers are kept under a hash of learner and date: so far around today each date is tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgetter:
    """Removes what is stored of one learner, wherever it lies.

    `configured` names the stores that can be opened, `home` the one of them that new episodes go
    to. `hand_over` is called once no run can change anything, before anything is removed.
    """

    learner: LearnerId
    tombstones: Tombstones
    writing: Writing
    store_named: Callable[[str], Store]
    configured: Collection[str]
    home: str
    spool: Spool
    kept: Kept
    stop: threading.Event
    hand_over: Callable[[ForgettingView], object] = bool

    def forget(self) -> Receipt:
        """Marks the learner, and removes all that can be reached.

        TryLater, once the mark holds, where a run keeps the lock too long.
        """
        receipt, was_under_way = Receipt(learner=self.learner), self.tombstones.has_asked()
        mark = self.tombstones.lay(self.learner)
        rows, places = self._silenced(mark, receipt)
        unreached = {name for name in places if not self._clear(places[name], name, rows, receipt)}
        with _noting(receipt, "spool"):
            receipt.spool_files = self.spool.erase(folder_of(self.learner))
        answers: list[str] = []
        with _noting(receipt, "kept answers"):
            answers = self.kept.erase(self._owners(rows))
            receipt.kept_answers = len(answers)
        with _noting(receipt, "ledger"):
            gone = [row.id for row in rows if not unreached & {row.store, *row.left_in}]
            self._erase(gone, answers, receipt)
            if rows or receipt.rows or was_under_way:
                with self.writing() as ledger:
                    ledger.scrub()
                receipt.vacuumed = True
        if not receipt.left:
            self.tombstones.settle(mark)
        return receipt

    def _silenced(self, mark: str, receipt: Receipt) -> tuple[list[AgedRow], dict[str, bool]]:
        """All rows, which say nothing any more but where their objects are; and the stores.

        Of each store, whether any row says that something is there.
        """
        silent: set[str] = set()
        with self.writing() as ledger:
            self.hand_over(ledger)
            ledger.mark_forgotten(mark, datetime.now(UTC))
        while True:
            with self.writing() as ledger:
                rows = ledger.episodes_of(self.learner)
                batch = [row.id for row in rows if row.id not in silent][:BATCH]
                if not batch:
                    return rows, self._places(ledger, rows)
                receipt.rows += ledger.silence(batch, datetime.now(UTC))
            silent.update(batch)
            time.sleep(BETWEEN)

    def _places(self, ledger: Ledger, rows: Sequence[AgedRow]) -> dict[str, bool]:
        """Stores that their rows name, whether configured or not, and others that are in use."""
        theirs = {name for row in rows for name in (row.store, *row.left_in) if name}
        used = frozenset[str]().union(*ledger.stores())
        names = theirs | (used & set(self.configured)) | {self.home}
        return {name: name in used | theirs for name in sorted(names)}

    def _clear(self, is_used: bool, name: str, rows: Sequence[AgedRow], receipt: Receipt) -> bool:
        """Whether nothing of the learner is in a store any more."""
        with _noting(receipt, f"store {name}"):
            if self.stop.is_set():
                raise TryLater("it was asked to end before")
            store = self.store_named(name)
            if is_used:
                require_there(store)
            erased = store.erase(folder_of(self.learner))
            elsewhere = {row.object_key for row in rows if row.store != name}
            receipt.copies += len(elsewhere.intersection(erased.keys))
            receipt.objects += len(set(erased.keys) - elsewhere)
            receipt.versions += erased.versions
            return True
        return False

    def _owners(self, rows: Sequence[AgedRow]) -> frozenset[str]:
        today = datetime.now(UTC).date()
        first = min([today - _BACK, *(row.key.date for row in rows)])
        days = range((today + _AHEAD - first).days + 1)
        keys = (EpisodeKey(self.learner, first + timedelta(days=day)) for day in days)
        return frozenset(map(owner_of, keys))

    def _erase(self, gone: Sequence[str], answers: Sequence[str], receipt: Receipt) -> None:
        for start in range(0, len(gone), BATCH):
            with self.writing() as ledger:
                receipt.rows += ledger.erase_episodes(gone[start : start + BATCH])
            time.sleep(BETWEEN)
        with self.writing() as ledger:
            receipt.rows += ledger.erase_previews(answers)


@contextmanager
def _noting(receipt: Receipt, where: str) -> Iterator[None]:
    """Lets the rest go on where one place cannot be reached, and says so."""
    try:
        yield
    except (CannotServe, Misused, TryLater) as error:
        receipt.left.append(Left(where, str(error)))
