"""Writing down what was done to objects, a few rows at a time, so that runs can start between."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeAlias

from podcaster.ledger.ledger import Ledger
from podcaster.upkeep.moves import Move

log = logging.getLogger(__name__)

Writing: TypeAlias = Callable[[], AbstractContextManager[Ledger]]
"""Opens the ledger under its lock, and waits for a run that has it; TryLater if that lasts."""
BATCH = 100
HELD = 0.2
"""Seconds after which the lock is given back, though rows are left: a run may be waiting."""
BETWEEN = 0.05
"""Seconds for which it is then left alone: more than such a run pauses between two looks."""


@dataclass(frozen=True, slots=True)
class Record:
    """Changes the rows of moves that are done, with `change`, which says what became of each."""

    writing: Writing
    change: Callable[[Ledger, Move], Move]

    def write(self, moves: Sequence[Move]) -> Iterator[Move]:
        """Every move after its row was changed; TryLater when a run keeps the lock too long."""
        left = list(moves)
        while left:
            written: list[Move] = []
            with self.writing() as ledger, ledger.together():
                ends = time.monotonic() + HELD
                while left and time.monotonic() < ends:
                    written.append(self.change(ledger, left.pop(0)))
            time.sleep(BETWEEN)
            yield from written


class Batches:
    """Moves that wait to be written down: up to a hundred, or for a second."""

    def __init__(self) -> None:
        self._waiting: list[Move] = []
        self._since = time.monotonic()

    def add(self, move: Move) -> list[Move]:
        """What is now to be written, mostly nothing."""
        self._waiting.append(move)
        is_due = len(self._waiting) >= BATCH or time.monotonic() - self._since >= 1
        return self.take() if is_due else []

    def take(self) -> list[Move]:
        """All that wait."""
        taken, self._waiting, self._since = self._waiting, [], time.monotonic()
        return taken
