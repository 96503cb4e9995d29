"""What SQLite says, in our words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from podcaster.errors import CannotServe, Deferred, Misused, OutOfRoom, PodcasterError

_DAMAGED = (Misused, "is damaged or no ledger; move it away and put its newest backup there")
_REFUSED = (
    Misused,
    "cannot be used by this user; give it and its directory to the user that runs podcaster",
)
_IN_USE = (Deferred, "is being written by another program; end that, then run `podcaster retry`")
_MEANING: dict[int, tuple[type[PodcasterError], str]] = {
    sqlite3.SQLITE_BUSY: _IN_USE,
    sqlite3.SQLITE_LOCKED: _IN_USE,
    sqlite3.SQLITE_FULL: (OutOfRoom, "has no room; make some, then run `podcaster retry`"),
    sqlite3.SQLITE_IOERR: (Deferred, "met a disk error; look at the disk, then run it again"),
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_READONLY: _REFUSED,
    sqlite3.SQLITE_CANTOPEN: _REFUSED,
    sqlite3.SQLITE_PERM: _REFUSED,
}
_BUG = (
    PodcasterError,
    "was used in a way that it does not allow, which is a bug; please report it",
)


@contextmanager
def sqlite_errors(path: Path) -> Iterator[None]:
    """Translates a sqlite3 error of the block into one about the ledger at `path`.

    What stops writing in the middle of a night is Deferred: to go on would be to pay for what
    cannot be recorded.
    """
    try:
        yield
    except sqlite3.Error as error:
        # Only errors that come from SQLite itself, not from Python's binding, have a code.
        code = getattr(error, "sqlite_errorcode", 0)
        kind, advice = _MEANING.get(code & 0xFF, _BUG)
        raise kind(f"the ledger {path} {advice} ({error})") from error
    except UnicodeEncodeError:
        raise CannotServe(
            "some text for the ledger is not Unicode; mend it at its source"
        ) from None
