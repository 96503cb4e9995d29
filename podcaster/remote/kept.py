"""Paid answers, durable before anybody reads them.

One file for each, named by the hash of all that was asked. A process that is killed leaves whole
answers and, in a folder of their own, parts that the next one clears away.
"""

import hashlib
import json
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from podcaster.errors import CannotServe
from podcaster.remote.kept_answer import Answer
from podcaster.remote.kept_files import KeptFiles
from podcaster.remote.reply import Reply


def key_of(inputs: Mapping[str, object]) -> str:
    """The SHA-256 of the inputs as canonical JSON; TypeError or ValueError where they are none."""
    text = json.dumps(
        dict(inputs), sort_keys=True, separators=(",", ":"), allow_nan=False, default=_as_json
    )
    return hashlib.sha256(text.encode()).hexdigest()


class Slot:
    """The place of one answer, held by the one who may pay for it."""

    def __init__(self, files: KeptFiles, key: str, owner: str) -> None:
        self._files, self._key, self._owner = files, key, owner
        found = files.read(key, owner)
        self.reply: Reply | None = found.reply if found else None

    def keep(self, reply: Reply) -> None:
        """Makes the answer durable; Deferred where the disk will not take it."""
        self._files.write(self._key, Answer(owner=self._owner, reply=reply))
        self.reply = reply

    def drop(self) -> None:
        """Removes what is kept here: it is of no use to anybody."""
        self._files.remove(self._key)
        self.reply = None


class Kept:
    """The kept answers of a directory, which is made when the first of them comes. Thread-safe."""

    def __init__(self, directory: Path) -> None:
        self._files = KeptFiles(directory)
        self._files.clear_parts()
        self._taken: set[str] = set()
        self._freed = threading.Condition()

    @contextmanager
    def paying(self, key: str, owner: str) -> Iterator[Slot]:
        """The place of the answer `key`, for nobody else in this process until the block ends.

        Who comes second waits, and finds the answer there. `owner` is whom the answer is for; one
        that a second owner asks for is shared, and outlives the first. Do not nest.
        """
        with self._freed:
            while key in self._taken:
                self._freed.wait()
            self._taken.add(key)
        try:
            yield Slot(self._files, key, owner)
        finally:
            self._free(key)

    def release(self, keys: Iterable[str], owner: str) -> None:
        """Removes the answers among `keys` that nobody but `owner` has asked for.

        Blank keys, those of attempts without an answer, are passed over.
        """
        for key in filter(None, keys):
            with self._unless_taken(key) as is_ours:
                if is_ours and self._files.is_only_for(key, owner):
                    self._files.remove(key)

    def erase(self, owners: Collection[str]) -> list[str]:
        """Removes all that was paid for those owners, shared or not; the keys of it.

        What nobody can say whose it is goes too: it is of no use. CannotServe where any stays.
        """
        self._files.clear_parts()
        found = [(key, self._files.owner(key)) for key, _ in self._files.by_use()]
        theirs = [key for key, owner in found if owner in owners]
        for key in (*theirs, *(key for key, owner in found if owner is None)):
            self._files.remove(key)
            if self._files.size(key):
                raise CannotServe(
                    f"the kept answer {key} cannot be removed; look at the rights of state_dir/kept"
                )
        return theirs

    def bytes_of(self, keys: Iterable[str]) -> int:
        """How much room the answers among `keys` take that are there."""
        return sum(map(self._files.size, filter(None, keys)))

    def trim(self, max_bytes: int) -> None:
        """Removes the least recently used answers until what is left fits into `max_bytes`."""
        self._files.clear_parts()
        answers = self._files.by_use()
        total = sum(size for _, size in answers)
        for key, size in answers:
            if total <= max_bytes:
                return
            with self._unless_taken(key) as is_ours:
                if is_ours:
                    self._files.remove(key)
                    total -= size

    @contextmanager
    def _unless_taken(self, key: str) -> Iterator[bool]:
        with self._freed:
            is_ours = key not in self._taken
            if is_ours:
                self._taken.add(key)
        try:
            yield is_ours
        finally:
            if is_ours:
                self._free(key)

    def _free(self, key: str) -> None:
        with self._freed:
            self._taken.discard(key)
            self._freed.notify_all()


def _as_json(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is no input that can be hashed")
