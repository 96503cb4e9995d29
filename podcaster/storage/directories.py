"""Directories below a root, reached without ever following a link."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

_FOLLOWING = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_DIRECTORY = _FOLLOWING | os.O_NOFOLLOW


@contextmanager
def directory(root: Path, segments: Sequence[str], make: int | None = None) -> Iterator[int]:
    """A descriptor of the directory `segments` below `root`, for use as `dir_fd`.

    With `make`, what is missing is made with that mode, whatever the umask; without it, what is
    missing is a FileNotFoundError. `root` itself may be a link: it is the operator's to place.
    """
    folder = _open_root(root, make)
    try:
        for segment in segments:
            inner = _descend(folder, segment, make)
            os.close(folder)
            folder = inner
        yield folder
    finally:
        os.close(folder)


def remove_if_empty(root: Path, segments: Sequence[str], keep: int) -> None:
    """Removes the directory `segments` and those above it as far as they are empty.

    The first `keep` of them stay, and so does one that may not be removed.
    """
    for depth in range(len(segments), keep, -1):
        try:
            with directory(root, segments[: depth - 1]) as outer, suppress(FileNotFoundError):
                os.rmdir(segments[depth - 1], dir_fd=outer)
        except OSError:
            return


def files_below(folder: int, path: str, prefix: str) -> Iterator[str]:
    """Paths of the plain files under the open `folder` that start with the text `prefix`.

    `path` is what leads to `folder`, with its slash. The order is that of the UTF-8 bytes of the
    whole paths, which is why a directory is sorted with the slash that will follow its name.
    Names that begin with a dot are left out; what vanishes meanwhile is passed over.
    """
    for name in _sorted_names(folder):
        found = path + name
        if not name.endswith("/"):
            if found.startswith(prefix):
                yield found
        elif found.startswith(prefix) or prefix.startswith(found):
            with suppress(FileNotFoundError, NotADirectoryError):
                inner = _descend(folder, name[:-1])
                try:
                    yield from files_below(inner, found, prefix)
                finally:
                    os.close(inner)


def _sorted_names(folder: int) -> list[str]:
    with os.scandir(folder) as entries:
        return sorted(
            entry.name + "/" if entry.is_dir(follow_symlinks=False) else entry.name
            for entry in entries
            if not entry.name.startswith(".")
            and (entry.is_dir(follow_symlinks=False) or entry.is_file(follow_symlinks=False))
        )


def _descend(folder: int, segment: str, make: int | None = None) -> int:
    made = make is not None and _make(folder, segment, make)
    inner = os.open(segment, _DIRECTORY, dir_fd=folder)
    if made and make is not None:
        os.fchmod(inner, make)
        os.fsync(folder)
    return inner


def _open_root(root: Path, make: int | None) -> int:
    if make is not None and not root.exists():
        root.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            root.mkdir(make)
            root.chmod(make)
    return os.open(root, _FOLLOWING)


def _make(folder: int, segment: str, mode: int) -> bool:
    try:
        os.mkdir(segment, mode, dir_fd=folder)
    except FileExistsError:
        return False
    return True
