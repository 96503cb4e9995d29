"""Recordings that are not yet in their store."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from podcaster.errors import Conflict
from podcaster.storage.local import LocalStore


class Spool:
    """A directory that only its owner can read, one MP3 per key.

    What lies here counts only where the ledger says so: a recording that was spooled by a run
    which died before the ledger knew of it gives way to the next one.
    """

    def __init__(self, root: Path) -> None:
        self._files = LocalStore("spool", root, file_mode=0o600, dir_mode=0o700, is_marked=False)

    def prepare(self, room: int = 0) -> None:
        """As LocalStore.prepare."""
        self._files.prepare(room)

    def add(self, key: str, mp3: bytes, sha256: str) -> Path:
        """Makes a recording durable; where it now is. Raises as Store.put, but for Conflict."""
        try:
            self._files.put_from(key, BytesIO(mp3), sha256)
        except Conflict:
            self._files.delete(key)
            self._files.put_from(key, BytesIO(mp3), sha256)
        return self.path(key)

    def path(self, key: str) -> Path:
        """Where a recording is or would be."""
        return self._files.path(key)

    def holds(self, key: str, sha256: str) -> bool:
        """True where the recording is there and whole; reads all of it."""
        found = self._files.stat(key)
        return found is not None and found.sha256 == sha256

    def keys(self) -> Iterator[str]:
        """Every recording that is here, whatever the ledger says of it."""
        return self._files.list("")

    def discard(self, key: str) -> None:
        """Removes a recording that is in its store, or of no use; it need not be there."""
        self._files.delete(key)

    def erase(self, folder: str) -> int:
        """Removes every recording below `folder`, whole or not; how many whole ones there were."""
        return len(self._files.erase(folder).keys)
