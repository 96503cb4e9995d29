"""Files that are written once: whole or not there, and never overwritten."""

import fcntl
import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedIOBase, BufferedReader

from podcaster.errors import CannotServe, Conflict
from podcaster.storage.store import Found

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_WRITE = os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC
_PROBE = ".probe"


def write_once(folder: int, name: str, content: BufferedIOBase, sha256: str, mode: int) -> int:
    """Puts `content` at `name` in the open directory `folder`; its size in bytes.

    It is written under a temporary name, read back, and linked into place: a link fails where a
    file is. Conflict where other bytes are; CannotServe where `content` is not of `sha256`.
    """
    with _temporary(folder, name, _WRITE | os.O_CREAT, mode) as file:
        held = found_in(folder, name)
        if held is None:
            os.fchmod(file.fileno(), mode)  # the umask may have taken some of it
            held = _fill(file, content)
            if held.sha256 != sha256:
                raise CannotServe(f"what came for {name} is not what was promised; make it again")
            _link(folder, _part(name), name)
    if held.sha256 != sha256:
        raise Conflict(f"{name} is there already with other bytes; look at both and remove one")
    os.fsync(folder)
    return held.bytes


def remove(folder: int, name: str) -> None:
    """Removes the file and what a killed put may have left beside it; neither need be there."""
    with suppress(FileNotFoundError), _temporary(folder, name, _WRITE):
        pass
    _unlink(folder, name)
    os.fsync(folder)


def open_in(folder: int, name: str) -> BufferedReader | None:
    """The plain file `name` of the open directory `folder`; None where there is none."""
    try:
        file = os.fdopen(os.open(name, _READ, dir_fd=folder), "rb")
    except (FileNotFoundError, IsADirectoryError):
        return None
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    return None


def found_in(folder: int, name: str) -> Found | None:
    """Size and hash of the file `name`, from its bytes; None where there is none."""
    file = open_in(folder, name)
    if file is None:
        return None
    with file:
        return measured(file)


def measured(file: BufferedIOBase) -> Found:
    """Size and hash of an open file, from its first byte on."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Found(bytes=file.tell(), sha256=digest)


def prove_writable(folder: int, mode: int) -> None:
    """Does under a name of its own what `write_once` does; OSError where that does not work.

    Its name is always the same, so that what a killed process left is gone after the next try.
    """
    with _temporary(folder, _PROBE, _WRITE | os.O_CREAT, mode):
        _unlink(folder, _PROBE)
        try:
            _link(folder, _part(_PROBE), _PROBE)
        finally:
            _unlink(folder, _PROBE)


@contextmanager
def _temporary(folder: int, name: str, flags: int, mode: int = 0) -> Iterator[BufferedIOBase]:
    """The file `.{name}.part`, empty, ours alone, and gone when the block ends.

    Its name is always the same, so that what a killed process left is gone after the next try.
    Only who holds its lock removes it; the kernel frees the lock of a dead process.
    """
    part = _part(name)
    while True:
        with os.fdopen(os.open(part, flags, mode, dir_fd=folder), "w+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if not _is_at(folder, part, file):
                continue  # whoever held it before us has removed it
            try:
                if os.fstat(file.fileno()).st_nlink > 1:
                    continue  # a put was killed between linking and unlinking: not ours to write
                file.truncate(0)
                yield file
                return
            finally:
                _unlink(folder, part)


def _fill(file: BufferedIOBase, content: BufferedIOBase) -> Found:
    content.seek(0)
    shutil.copyfileobj(content, file)
    file.flush()
    os.fsync(file.fileno())
    return measured(file)


def _link(folder: int, existing: str, name: str) -> None:
    os.link(existing, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)


def _is_at(folder: int, name: str, file: BufferedIOBase) -> bool:
    try:
        there = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return os.path.samestat(there, os.fstat(file.fileno()))


def _unlink(folder: int, name: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)


def _part(name: str) -> str:
    return f".{name}.part"
