"""The files of kept answers: written whole or not at all, verified when read."""

import errno
import fcntl
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedIOBase
from pathlib import Path

from podcaster.errors import Deferred, OutOfRoom
from podcaster.remote.kept_answer import (
    LONGEST_HEADER,
    SHARED_AT,
    Answer,
    header_of,
    loaded,
    parsed,
)

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_WRITE = os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC
_KEY = re.compile(r"[0-9A-Za-z_-]{1,128}")


class KeptFiles:
    """One directory (0700) of answers (0600), named by their keys. Safe between processes."""

    def __init__(self, directory: Path) -> None:
        self._directory, self._parts = directory, directory / ".parts"

    def read(self, key: str, asking: str) -> Answer | None:
        """The answer, marked as used, and as shared if it is another's than `asking`'s.

        None where there is none, or none that is whole.
        """
        path = self._path(key)
        with suppress(OSError), os.fdopen(os.open(path, _READ), "rb") as file:
            answer = parsed(file)
            if answer is not None:
                with suppress(OSError):  # what is paid for is used, though this be not remembered
                    os.utime(path)
                    if answer.owner != asking and not answer.is_shared:
                        _mark_shared(path)
            return answer
        return None

    def write(self, key: str, answer: Answer) -> None:
        """Puts the answer at its key, whatever is there; Deferred where the disk will not."""
        path = self._path(key)
        try:
            self._make()
            with self._part() as (part, file):
                file.write(header_of(answer))
                file.write(answer.reply.body)
                file.flush()
                os.fsync(file.fileno())
                part.replace(path)
            _sync(self._directory)
        except OSError as error:
            raise _put_off(self._directory, error) from error

    def remove(self, key: str) -> None:
        """Removes the answer; it need not be there."""
        with suppress(OSError):
            self._path(key).unlink()

    def is_only_for(self, key: str, owner: str) -> bool:
        """Whether the answer is there and nobody but `owner` has asked for it."""
        with suppress(OSError), os.fdopen(os.open(self._path(key), _READ), "rb") as file:
            header = loaded(file.readline(LONGEST_HEADER))
            return header.get("owner") == owner and header.get("shared") == 0
        return False

    def owner(self, key: str) -> str | None:
        """Whom the answer was paid for; None where that cannot be read."""
        with suppress(OSError), os.fdopen(os.open(self._path(key), _READ), "rb") as file:
            owner = loaded(file.readline(LONGEST_HEADER)).get("owner")
            return owner if isinstance(owner, str) else None
        return None

    def size(self, key: str) -> int:
        """The bytes that an answer takes; 0 where there is none."""
        with suppress(OSError):
            return self._path(key).stat(follow_symlinks=False).st_size
        return 0

    def by_use(self) -> list[tuple[str, int]]:
        """Keys and sizes in bytes of all answers, the least recently used first."""
        found = []
        with suppress(FileNotFoundError), os.scandir(self._directory) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):
                    if entry.is_file(follow_symlinks=False) and _KEY.fullmatch(entry.name):
                        stat = entry.stat(follow_symlinks=False)
                        found.append((stat.st_mtime_ns, entry.name, stat.st_size))
        return [(key, size) for _, key, size in sorted(found)]

    def clear_parts(self) -> None:
        """Removes what killed processes have left; who still writes holds the lock of his part."""
        with suppress(OSError):
            for part in list(self._parts.iterdir()):
                with suppress(OSError), part.open("rb") as file:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    part.unlink()

    @contextmanager
    def _part(self) -> Iterator[tuple[Path, BufferedIOBase]]:
        part = self._parts / secrets.token_hex(16)
        with os.fdopen(os.open(part, _WRITE | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            try:
                yield part, file
            finally:
                with suppress(FileNotFoundError):
                    part.unlink()

    def _make(self) -> None:
        for directory in (self._directory, self._parts):
            if not directory.is_dir():
                directory.parent.mkdir(0o700, parents=True, exist_ok=True)
                with suppress(FileExistsError):
                    directory.mkdir(0o700)
                    _sync(directory.parent)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"{key!r} is no key of an answer")
        return self._directory / key


def _mark_shared(path: Path) -> None:
    """One byte in place, so that it is there or not; the digit stands at the same place in all."""
    with os.fdopen(os.open(path, _WRITE), "wb") as file:
        os.pwrite(file.fileno(), b"1", SHARED_AT)
        os.fsync(file.fileno())


def _sync(directory: Path) -> None:
    folder = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _put_off(directory: Path, error: OSError) -> Deferred:
    said = error.strerror or str(error)
    if error.errno in _FULL:
        return OutOfRoom(
            f"there is no room to keep a paid answer in {directory} ({said}); "
            "make some, then run `podcaster retry`"
        )
    return Deferred(
        f"no paid answer can be kept in {directory} ({said}), so none is paid for; "
        "give it to the user that runs podcaster, then run `podcaster retry`"
    )
