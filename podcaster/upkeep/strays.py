"""Every object against its row: what lies in a store and should not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from podcaster.domain.keys import LEGACY
from podcaster.errors import CannotServe
from podcaster.ledger.objects import ObjectRow
from podcaster.ledger.view import LedgerView
from podcaster.storage.local import LocalStore
from podcaster.storage.store import Found, Store
from podcaster.upkeep.faults import Fault, expected, kind_of

T = TypeVar("T")
PAGE = 500


@dataclass(frozen=True, slots=True)
class Stray:
    """An object that no row knows under its key."""

    key: str
    found: Found | None
    said: str = "no row knows it"


def strays(store: Store, ledger: LedgerView) -> Iterator[Fault]:
    """What is extra or misplaced in a store, and what killed puts have left there.

    Holds no more than a page of keys. What a migration brought along for which there never was a
    row (`legacy/`) belongs where it is.
    """
    for unknown in _pages(_unknown(store, ledger), PAGE):
        yield from _recognised(unknown, store, ledger)
    if isinstance(store, LocalStore):
        for path in store.leftovers():
            yield Fault(kind="temporary", store=store.name, key=path)


def _unknown(store: Store, ledger: LedgerView) -> Iterator[Stray]:
    for keys in _pages(store.list(""), PAGE):
        rows, awaited = ledger.at_keys(keys), ledger.awaited(keys)
        for key in keys:
            if key in awaited or key.startswith(LEGACY) or _belongs(rows.get(key), store.name):
                continue
            stray = _looked_at(key, store)
            if stray is not None and not _is_known_by_now(key, store.name, ledger):
                yield stray


def _looked_at(key: str, store: Store) -> Stray | None:
    try:
        found = store.stat(key)
    except CannotServe as error:
        return Stray(key, None, str(error))
    return Stray(key, found) if found else None


def _recognised(unknown: Sequence[Stray], store: Store, ledger: LedgerView) -> Iterator[Fault]:
    by_content: dict[Found | None, list[ObjectRow]] = {}
    for row in ledger.of_content([each.found.sha256 for each in unknown if each.found]):
        by_content.setdefault(expected(row), []).append(row)
    for each in unknown:
        rows = by_content.get(each.found, [])
        elsewhere = [row for row in rows if row.key != each.key and row.status != "expired"]
        if elsewhere:
            yield _misplaced(each, elsewhere, store)
        else:
            yield _extra(each, rows, store)


def _misplaced(stray: Stray, rows: Sequence[ObjectRow], store: Store) -> Fault:
    """Of several episodes that sound the same, it is that of one which lacks its object."""
    here = [row for row in rows if row.store == store.name]
    missed = next((row for row in here if kind_of(row, store.stat(row.key))), None)
    row = missed or rows[0]
    said = f"it belongs at {row.key}" + (", where it is missed" if missed else "")
    return Fault(
        kind="misplaced",
        store=store.name,
        key=stray.key,
        row=row,
        is_missed=missed is not None,
        said=said,
    )


def _extra(stray: Stray, rows: Sequence[ObjectRow], store: Store) -> Fault:
    row, said = next(iter(rows), None), stray.said
    if row is not None and row.status == "expired":
        said = "its episode has expired: `podcaster prune` removes it"
    elif row is not None:
        said = f"its row points at {row.store}: a migration that was interrupted can be run again"
    return Fault(kind="extra", store=store.name, key=stray.key, row=row, said=said)


def _belongs(row: ObjectRow | None, store: str) -> bool:
    if row is None or row.status == "expired":
        return False
    return store == row.store or store in row.left_in


def _is_known_by_now(key: str, store: str, ledger: LedgerView) -> bool:
    """Rows are written after their objects: a run may have done so since the page was read."""
    return _belongs(ledger.at_keys([key]).get(key), store) or bool(ledger.awaited([key]))


def _pages(items: Iterator[T], size: int) -> Iterator[list[T]]:
    while page := list(islice(items, size)):
        yield page
