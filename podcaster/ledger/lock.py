"""One run at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from podcaster.errors import Misused, TryLater

_OPEN = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC


@contextmanager
def run_lock(path: Path) -> Iterator[None]:
    """Holds the lock file at `path` for the block; TryLater at once if another process holds it.

    The kernel frees it however the holder ends, so there is nothing to clean up and the file
    stays. The process id in it is for people only.
    """
    lock = _open(path)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TryLater(
                f"another run{_holder(lock)} holds {path}; this one can start when it has ended"
            ) from None
        os.ftruncate(lock, 0)
        os.pwrite(lock, b"%d\n" % os.getpid(), 0)
        yield
    finally:
        os.close(lock)


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
