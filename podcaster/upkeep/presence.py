"""Whether stores are there at all, before an object that is not found is believed to be gone."""

from collections.abc import Iterable, Iterator

from podcaster.domain.keys import MARKERS
from podcaster.errors import CannotServe, TryLater
from podcaster.storage.local import MARKER, LocalStore
from podcaster.storage.store import Store
from podcaster.upkeep.moves import Move

LOST_AFTER = 20
"""After so many failures in a row the stores themselves are asked after."""
_NOTHING = f"{MARKERS}nothing"


def require_there(store: Store) -> None:
    """CannotServe where the directory of a local store is gone, or as bare as a mount point.

    That of a disk which is not mounted comes back with all that is in it, and if rows forgot their
    objects meanwhile, nobody would ever remove those.
    """
    if isinstance(store, LocalStore) and not store.is_there():
        raise CannotServe(
            f"{store.root} of store {store.name} is not there, or bare; mount its disk, or make an"
            f" empty file {MARKER} in it if the recordings are gone for good"
        )


def while_stores_answer(
    moves: Iterable[Move], stores: Iterable[Store], put_off: list[TryLater | CannotServe]
) -> Iterator[Move]:
    """`moves` as they come; adds to `put_off` why a store answers no more, if one does not."""
    failed, stores = 0, tuple(stores)
    for move in moves:
        failed = failed + 1 if move.verdict == "failed" else 0
        if failed and failed % LOST_AFTER == 0 and not put_off:
            try:
                for store in stores:
                    store.stat(_NOTHING)
            except CannotServe as error:
                put_off.append(error)
        yield move
