"""An object as a file on this machine, for as long as it is looked at."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from podcaster.storage.disk_errors import disk_errors
from podcaster.storage.local import LocalStore
from podcaster.storage.once import measured
from podcaster.storage.store import Found, Store


@contextmanager
def at_hand(store: Store, key: str, room: Path) -> Iterator[Path]:
    """The file itself where the store is on this machine, else a copy that passes through `room`.

    CannotServe where it is not there, or not to be had.
    """
    if isinstance(store, LocalStore):
        yield store.path(key)
        return
    with _fetched(store, key, room) as path:
        yield path


def read_whole(store: Store, key: str, room: Path) -> Found:
    """What the bytes of an object from afar are, every one of them read."""
    with _fetched(store, key, room) as path, disk_errors(path), path.open("rb") as file:
        return measured(file)


@contextmanager
def _fetched(store: Store, key: str, room: Path) -> Iterator[Path]:
    """A copy in `room`, under a name of its own; it is gone afterwards."""
    path = room / hashlib.sha256(key.encode()).hexdigest()
    try:
        store.fetch(key, path)
        yield path
    finally:
        path.unlink(missing_ok=True)
