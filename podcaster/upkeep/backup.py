"""A copy of the ledger for another disk, and the copies that upgrades leave behind."""

import hashlib
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from podcaster.errors import Misused
from podcaster.ledger.ledger import BUSY_TIMEOUT
from podcaster.ledger.lock import run_lock
from podcaster.ledger.snapshot import Snapshot, copies_of_upgrades
from podcaster.storage.spool import Spool

_ENDS = ("-wal", "-shm", "-journal")
"""Of the files that SQLite has beside a ledger."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Backup:
    """A whole copy of the ledger, and how many recordings were not in it nor in any store."""

    path: Path
    bytes: int
    waiting: int


def back_up(
    ledger: Path, wanted: Path, at: datetime, spool: Spool, is_halted: Callable[[], bool]
) -> Backup:
    """Copies the ledger to `wanted`, or into it under the time `at` where it is a directory.

    A run may be at work; only another backup is not waited for (TryLater). Misused without a
    ledger, and else as Snapshot.take, Deferred too.
    """
    if not ledger.is_file():
        raise Misused(f"there is no ledger {ledger} to save; look at --config and state_dir")
    target = wanted / f"{ledger.stem}-{at:%Y%m%d-%H%M%S}.sqlite" if wanted.is_dir() else wanted
    waiting = len(list(spool.keys()))
    snapshot = Snapshot(
        source=ledger,
        target=target,
        part=target.with_name(f".{ledger.stem}-{_mark(ledger)}.part"),
        busy_timeout=BUSY_TIMEOUT,
        is_halted=is_halted,
    )
    with run_lock(ledger.with_name("backup.lock")):
        return Backup(target, snapshot.take(), waiting)


def ledgers_beside(ledger: Path) -> list[Path]:
    """Other ledgers that lie with this one: what upgrades left, backups, a damaged one put aside.

    Each may hold what this one holds no more. It looks one directory deep.
    """
    own = {ledger, *(ledger.with_name(ledger.name + end) for end in _ENDS)}
    found = {*ledger.parent.glob(f"*{ledger.suffix}*"), *ledger.parent.glob(f"*/*{ledger.suffix}*")}
    return sorted({*copies_of_upgrades(ledger), *(each for each in found if each.is_file())} - own)


def drop_copies_of_upgrades(ledger: Path, before: datetime) -> None:
    """Removes copies that upgrades made before then: they hold what the ledger may have pruned."""
    for path in copies_of_upgrades(ledger):
        try:
            if path.stat().st_mtime < before.timestamp():
                path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("%s is too old and cannot be removed (%s)", path, error.strerror)


def _mark(ledger: Path) -> str:
    """Tells this ledger from others that are saved to the same disk: part of temporary names."""
    where = f"{socket.gethostname()}:{ledger.absolute()}"
    return hashlib.sha256(where.encode("utf-8", "surrogateescape")).hexdigest()[:8]
