"""What a store lists, to spare it questions about what is not there."""

from podcaster.errors import CannotServe
from podcaster.storage.store import Store


class Listing:
    """The keys of a store, page by page, beside a walk in the same order; in constant memory.

    It only says which questions need not be asked one by one. What it does not list is put like
    anything else, without overwriting; what it lists is looked at. So it may be out of date.
    """

    def __init__(self, store: Store) -> None:
        self._keys = store.list("")
        self._at: str | None = ""
        self._failed = False

    def may_hold(self, key: str) -> bool:
        """False where the store has just listed no such key. Keys are to be asked for in order."""
        try:
            while self._at is not None and self._at.encode() < key.encode():
                self._at = next(self._keys, None)
        except CannotServe:
            self._at, self._failed = None, True
        return self._failed or self._at == key
