"""One writer at a time."""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from podcaster.errors import Misused, TryLater

_OPEN = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
MOMENT = 0.5
_PAUSE = 0.02


@contextmanager
def run_lock(path: Path) -> Iterator[None]:
    """Holds the lock file at `path` for the block; TryLater if another process keeps it.

    It waits no longer than the moment for which upkeep takes the lock to write a few rows. The
    kernel frees it however the holder ends, so there is nothing to clean up and the file stays.
    The process id in it is for people only.
    """
    with waiting_lock(path, MOMENT):
        yield


@contextmanager
def waiting_lock(
    path: Path, patience: float, stop: threading.Event | None = None
) -> Iterator[None]:
    """As run_lock, but it waits up to `patience` seconds for the holder, or until `stop` is set."""
    lock = _open(path)
    try:
        _take(lock, path, time.monotonic() + patience, stop or threading.Event())
        os.ftruncate(lock, 0)
        os.pwrite(lock, b"%d\n" % os.getpid(), 0)
        yield
    finally:
        os.close(lock)


def _take(lock: int, path: Path, deadline: float, stop: threading.Event) -> None:
    """Asks again and again: the kernel has no way to wait for a lock with an end."""
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline or stop.wait(_PAUSE):
                raise TryLater(
                    f"another run{_holder(lock)} holds {path}; this one can start when it has ended"
                ) from None
        else:
            return


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(path, _OPEN, 0o600)
    except OSError as error:
        raise Misused(
            f"the lock {path} cannot be opened ({error.strerror}); "
            "give its directory to the user that runs podcaster"
        ) from error


def _holder(lock: int) -> str:
    pid = os.pread(lock, 20, 0).decode("ascii", "replace").strip()
    return f" (process {pid})" if pid.isdigit() else ""
