"""An object as a file on this machine, for as long as it is looked at."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from podcaster.storage.local import LocalStore
from podcaster.storage.store import Store


@contextmanager
def at_hand(store: Store, key: str, room: Path) -> Iterator[Path]:
    """The file itself where the store is on this machine, else a copy that passes through `room`.

    CannotServe where it is not there, or not to be had.
    """
    if isinstance(store, LocalStore):
        yield store.path(key)
        return
    with fetched(store, key, room) as path:
        yield path


@contextmanager
def fetched(store: Store, key: str, room: Path) -> Iterator[Path]:
    """A copy in `room`, under a name of its own; it is gone afterwards."""
    path = room / hashlib.sha256(key.encode()).hexdigest()
    try:
        store.fetch(key, path)
        yield path
    finally:
        path.unlink(missing_ok=True)
