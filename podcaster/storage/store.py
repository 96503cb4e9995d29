"""What every store can do, and what a key is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from podcaster.domain.episode import StoredObject
from podcaster.errors import CannotServe


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a store says it holds under a key."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was removed for good: the keys of objects, and how many old versions there were."""

    keys: tuple[str, ...] = ()
    versions: int = 0


class Store(Protocol):
    """A place for objects that are written once and never change.

    Keys are the same in every store; a prefix of its own is added and taken away inside the store,
    so that nobody else sees it. A key that `is_key` refuses is CannotServe, here and there.

    Every method may be called from several threads at once. Whoever needs a retry against a slow
    or busy network makes it inside the store: what comes out is final for this call, but any call
    may be made again later, since all of them are idempotent. Errors:

    * Conflict: other bytes are under that key, and they stay. Permanent until a person looks.
    * Deferred: the disk or the quota is full, or the run was asked to end while a service was to be
      asked again. Nothing else should be started now.
    * CannotServe: everything else; the message names the place and what to do.
    """

    name: str

    @property
    def warnings(self) -> tuple[str, ...]:
        """What an operator should know of this store, as sentences; complete after `prepare`.

        Such as that the service does not refuse to overwrite, so that the store must look first.
        """

    @property
    def longest_link(self) -> timedelta | None:
        """For how long a link made now can live at most; None where there is no limit.

        `link` clamps what is asked for to this. Who asked compares, and says so.
        """

    def prepare(self, room: int = 0) -> None:
        """Proves that objects can be put, and never over others, before anything is paid for.

        It writes, reads and removes something small of its own, under a name that is no key.
        Misused where the operator must mend keys, names or rights; Deferred where there are fewer
        than `room` bytes left, if the store can tell; CannotServe where it does not answer now:
        recordings can still be made, and wait in the spool.
        """

    def put(self, key: str, source: Path, sha256: str) -> StoredObject:
        """Stores the file `source`, whose SHA-256 is `sha256` in lower-case hex.

        All or nothing: no reader ever sees a part. When it returns, the object is durable and has
        been verified against `sha256`. The same bytes already there: success, nothing is written.
        Other bytes there: Conflict, never overwritten, whoever else is putting at that moment.
        """

    def fetch(self, key: str, target: Path) -> None:
        """Copies an object to the file `target`, which is replaced or left as it was.

        CannotServe if there is no such object. The caller compares the hash.
        """

    def stat(self, key: str) -> Found | None:
        """What is there, by its own bytes and not by a record of them; None if nothing is."""

    def list(self, prefix: str) -> Iterator[str]:
        """Every key that starts with the text `prefix`, in the order of its UTF-8 bytes.

        Lazily, in constant memory. Names that could not be keys are left out.
        """

    def delete(self, key: str) -> None:
        """Removes an object; one that is not there is as good as removed."""

    def erase(self, folder: str) -> Erased:
        """Removes all that lies below `folder`, a key without a file's name, for good.

        Every object with all its versions, and what killed puts have left. When it returns, the
        store has been asked again and holds nothing there; what its service keeps of removed
        objects for a time, as soft delete does, is out of reach. CannotServe where anything stays.
        """

    def link(self, key: str, expires: timedelta) -> str:
        """A URL that plays the object until `expires` from now, where the store can enforce that.

        Made when asked for and never kept. It does not look whether the object is there.
        """


MAX_SEGMENT_BYTES = 240
MAX_KEY_BYTES = 1000


def key_segments(key: str) -> tuple[str, ...]:
    """The parts of a key between its slashes; CannotServe if a store cannot hold it safely."""
    if not is_key(key):
        raise CannotServe(f"{key!r} is not a key that a store can hold; look at its row")
    return tuple(key.split("/"))


def is_key(text: str) -> bool:
    """True where every part is printable, does not begin with a dot and is not too long.

    A leading dot is what `..` and half-written files have in common; the length leaves room for
    a temporary name beside the final one.
    """
    return (
        text.isprintable()
        and _size(text) <= MAX_KEY_BYTES
        and all(
            segment and segment[0] != "." and _size(segment) <= MAX_SEGMENT_BYTES
            for segment in text.split("/")
        )
    )


def _size(text: str) -> int:
    return len(text.encode("utf-8"))
