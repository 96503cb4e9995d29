"""A whole copy of a ledger, made while others may write in it."""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from podcaster.errors import Deferred, Misused
from podcaster.ledger.schema import MIGRATIONS, is_behind
from podcaster.ledger.sqlite_errors import sqlite_errors

_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS}
_BEFORE = "-before-"
_LOOKS = 10_000
"""After so many of its steps SQLite asks whether to go on: about a hundred times in a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a copy of `source` is to become: the file `target`.

    Until it is whole it is called `part`, a name beside `target` that nobody else uses; what a
    killed copy has left there goes. Without `replaces` a file at `target` is never touched.
    Once `is_halted` says so, the copy is given up. `busy_timeout` is in seconds.
    """

    source: Path
    target: Path
    part: Path
    busy_timeout: float
    replaces: bool = False
    is_halted: Callable[[], bool] = bool

    def take(self) -> int:
        """Copies what is committed at this moment, whoever writes meanwhile; the bytes of it.

        When it returns, the copy is whole by SQLite's own check, on the disk, and for its owner
        alone. Misused where `target` is taken or out of reach, or where the source is damaged, not
        ours or newer than this program; Deferred without room, or if it was halted.
        """
        with sqlite_errors(self.source), self._told():
            self._require_new()
            self._clean()
            try:
                # The mode comes before the content, which SQLite writes into the empty file.
                os.close(os.open(self.part, _NEW, 0o600))
                self._fill()
                self._check()
                size = self.part.stat().st_size
                self._put()
            finally:
                with suppress(OSError):
                    self._clean()
            _sync(self.target.parent)
        return size

    def _fill(self) -> None:
        uri = f"{self.source.absolute().as_uri()}?mode=ro"
        with closing(self._connect(uri)) as connection:
            is_behind(connection, self.source)  # an older one is copied as it is
            connection.execute("VACUUM INTO ?", [self._part_uri])
        _sync(self.part)

    def _check(self) -> None:
        # To read and write: of a file that is only read SQLite does not check the constraints.
        with closing(self._connect(self._part_uri)) as connection:
            ((said,),) = connection.execute("PRAGMA integrity_check(1)")
        if said != "ok":
            raise Misused(
                f"the copy of the ledger {self.source} at {self.target} did not pass SQLite's check"
                f" ({said}) and was removed; look at both disks, and run this again"
            )

    @property
    def _part_uri(self) -> str:
        """Without locks: nobody else knows the file, and a disk of the network may have none."""
        return f"{self.part.absolute().as_uri()}?nolock=1"

    def _connect(self, uri: str) -> sqlite3.Connection:
        connection = sqlite3.connect(uri, uri=True, timeout=self.busy_timeout, isolation_level=None)
        connection.set_progress_handler(self.is_halted, _LOOKS)
        return connection

    def _put(self) -> None:
        if self.replaces:
            self.part.replace(self.target)
            return
        try:
            self.target.hardlink_to(self.part)  # unlike a renaming, this fails where a file is
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            self._require_new()
            self.part.replace(self.target)

    def _clean(self) -> None:
        """Removes what is not whole; SQLite would play a journal of an older part into this one."""
        for each in _parts(self.part):
            each.unlink(missing_ok=True)

    def _require_new(self) -> None:
        if not self.replaces and os.path.lexists(self.target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Translates what a disk says; what SQLite says of the source is told by others."""
        try:
            yield
        except FileExistsError as error:
            raise Misused(
                f"{self.target} is there already and is not overwritten; name another file"
            ) from error
        except FileNotFoundError as error:
            raise Misused(f"there is no directory {self.target.parent}; make it first") from error
        except OSError as error:
            if error.errno in _FULL:
                raise self._deferred(error.strerror) from error
            raise Misused(
                f"{self.target} cannot be written ({error.strerror}); "
                "give its directory to the user that runs podcaster"
            ) from error
        except sqlite3.OperationalError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code == sqlite3.SQLITE_INTERRUPT:
                raise Deferred(f"the copy {self.target} was given up; run this again") from error
            if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
                raise self._deferred(str(error)) from error
            raise

    def _deferred(self, said: str | None) -> Deferred:
        return Deferred(
            f"the ledger {self.source} could not be copied to {self.target} ({said}); "
            "look at the room on that disk, then run this again"
        )


def before_upgrade(ledger: Path, busy_timeout: float) -> Snapshot:
    """The copy of a ledger that is about to be renewed, beside it; a newer one replaces an older.

    Whoever takes it keeps all others from writing meanwhile.
    """
    return Snapshot(
        source=ledger,
        target=ledger.with_name(f"{ledger.stem}{_BEFORE}{MIGRATIONS[-1]}{ledger.suffix}"),
        part=_part_before_upgrade(ledger),
        busy_timeout=busy_timeout,
        replaces=True,
    )


def copies_of_upgrades(ledger: Path) -> list[Path]:
    """What `before_upgrade` has left beside a ledger, and what it has left when it was killed."""
    copies = ledger.parent.glob(f"{ledger.stem}{_BEFORE}*{ledger.suffix}")
    killed = _parts(_part_before_upgrade(ledger))
    return [*sorted(copies), *(each for each in killed if each.exists())]


def _parts(part: Path) -> tuple[Path, Path]:
    """All files that a copy is written with: SQLite has a journal beside it."""
    return part.with_name(f"{part.name}-journal"), part


def _part_before_upgrade(ledger: Path) -> Path:
    return ledger.with_name(f".{ledger.stem}{_BEFORE}upgrade.part")


def _sync(path: Path) -> None:
    """Lets what is written there survive a power cut."""
    opened = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
