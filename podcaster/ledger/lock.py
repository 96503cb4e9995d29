"""One writer at a time."""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from podcaster.errors import Misused, TryLater

_OPEN = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
_PAUSE = 0.02
_MOMENT = 0.5
_BATCH_LASTS = 10.0
_BATCH = "batch"


@contextmanager
def run_lock(path: Path) -> Iterator[None]:
    """Holds the lock file at `path` for the block; TryLater where another run has it.

    Upkeep that has it for a few rows only is waited for. The kernel frees it however the holder
    ends, so there is nothing to clean up and the file stays. What is written in it, the process id
    and whether it is held for a batch, tells whoever waits what for.
    """
    with _held(path, _MOMENT, threading.Event(), ""):
        yield


@contextmanager
def waiting_lock(
    path: Path, patience: float, stop: threading.Event | None = None
) -> Iterator[None]:
    """Holds the lock for a batch, which is to be short: a run that starts meanwhile waits for it.

    Waits up to `patience` seconds for a run that has it, or until `stop` is set; then TryLater.
    Between two batches it must be left alone for longer than those who wait pause, 0.02 s.
    """
    with _held(path, patience, stop or threading.Event(), f" {_BATCH}"):
        yield


def is_free(path: Path) -> bool:
    """True where no run has the lock at `path`; False too where that cannot be found out."""
    try:
        lock = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(lock)
    return True


@contextmanager
def _held(path: Path, patience: float, stop: threading.Event, kind: str) -> Iterator[None]:
    lock = _open(path)
    try:
        _take(lock, path, patience, stop)
        _say(lock, f"{os.getpid()}{kind}\n".encode("ascii"))
        yield
    finally:
        os.close(lock)


def _take(lock: int, path: Path, patience: float, stop: threading.Event) -> None:
    """Asks again and again: the kernel has no way to wait for a lock with an end."""
    began = time.monotonic()
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid, is_batch = _holder(lock)
            ends = began + (max(patience, _BATCH_LASTS) if is_batch else patience)
            if time.monotonic() >= ends or stop.wait(_PAUSE):
                raise TryLater(
                    f"another run{pid} holds {path}; this one can start when it has ended"
                ) from None
        else:
            return


def _say(lock: int, said: bytes) -> None:
    """Tells who has the lock; whoever is to make room on a full disk has to get by without."""
    try:
        os.pwrite(lock, said, 0)  # over what the last one said: at no moment is nothing said
        os.ftruncate(lock, len(said))
    except OSError:
        with suppress(OSError):
            os.ftruncate(lock, 0)


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(path, _OPEN, 0o600)
    except OSError as error:
        raise Misused(
            f"the lock {path} cannot be opened ({error.strerror}); "
            "give its directory to the user that runs podcaster"
        ) from error


def _holder(lock: int) -> tuple[str, bool]:
    """Who has the lock, for people, and whether only for a batch."""
    said = os.pread(lock, 40, 0).decode("ascii", "replace").partition("\n")[0]
    pid, _, kind = said.partition(" ")
    return f" (process {pid})" if pid.isdigit() else "", kind == _BATCH
