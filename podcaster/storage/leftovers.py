"""Temporary files of puts that were killed: found where nobody holds their lock any more."""

import fcntl
import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from podcaster.storage.directories import directory
from podcaster.storage.disk_errors import disk_errors

_OURS = re.compile(r"\..+\.part|\.probe(?:-[0-9]+)?")
_MOMENT = 0.05
"""Seconds: longer than a put takes from opening its file to locking it."""


def abandoned(root: Path, segments: tuple[str, ...]) -> Iterator[str]:
    """Paths, from the directory `segments` below `root` on, of what killed puts have left there."""
    with disk_errors(root), suppress(FileNotFoundError), directory(root, segments) as folder:
        suspects = [each for each in _ours_below(folder) if _is_free(folder, each)]
        if suspects:
            time.sleep(_MOMENT)
        yield from (each for each in suspects if _is_free(folder, each))


def discard(root: Path, segments: tuple[str, ...], path: str) -> None:
    """Removes one of them, unless somebody has taken it up again."""
    with disk_errors(root), suppress(FileNotFoundError), directory(root, segments) as folder:
        _is_free(folder, path, remove=True)


def _ours_below(folder: int) -> Iterator[str]:
    for path, _, names, _ in os.fwalk(".", dir_fd=folder, follow_symlinks=False):
        for name in sorted(names):
            if _OURS.fullmatch(name):
                yield os.path.normpath(f"{path}/{name}")


def _is_free(folder: int, path: str, *, remove: bool = False) -> bool:
    """True where a file is there and nobody has locked it; `remove` takes it away then."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if remove and os.path.samestat(os.stat(path, dir_fd=folder), os.fstat(file)):
            os.unlink(path, dir_fd=folder)
    except (BlockingIOError, FileNotFoundError):
        return False
    else:
        return True
    finally:
        os.close(file)
