"""Naming copies before they are made, so that there is never one of which the ledger knows nothing.

A run that is killed between a copy and the switch of its row would leave one that nobody removes.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

from podcaster.errors import CannotServe, TryLater
from podcaster.upkeep.moves import Item
from podcaster.upkeep.record import BATCH, BETWEEN, Writing


def named(
    items: Iterable[Item],
    target: str,
    writing: Writing,
    is_halted: Callable[[], bool],
    put_off: list[TryLater | CannotServe],
) -> Iterator[Item]:
    """`items`, a batch at a time, once their rows say that a copy may be in `target`.

    Ends early and adds to `put_off` where that cannot be written now.
    """
    left = iter(items)
    while not is_halted() and (batch := list(islice(left, BATCH))):
        if not all(is_named(item, target) for item in batch):
            try:
                _name(batch, target, writing)
            except (TryLater, CannotServe) as error:
                put_off.append(error)
                return
            time.sleep(BETWEEN)
        yield from batch


def is_named(item: Item, target: str) -> bool:
    """True where a row said already when it was read that a copy may be there, or there is none."""
    return item.row is None or target in item.row.left_in


def _name(batch: list[Item], target: str, writing: Writing) -> None:
    with writing() as ledger, ledger.together():
        for item in batch:
            if item.row is not None and not is_named(item, target):
                ledger.expect_copy(item.row.id, target, datetime.now(UTC))
