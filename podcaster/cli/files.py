"""Files that a person named."""

import os
from contextlib import suppress
from pathlib import Path

from podcaster.errors import Misused


def read_text(path: Path, most_bytes: int) -> str:
    """The text of a file in UTF-8; Misused where it is none, empty, or longer than that."""
    try:
        if not path.is_file():
            what = "it is no file" if path.exists() else "there is no such file"
            raise Misused(f"cannot read {path}: {what}")
        with path.open("rb") as file:
            content = file.read(most_bytes + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or "that is no path"
        raise Misused(f"cannot read {path}: {reason}") from error
    if len(content) > most_bytes:
        raise Misused(f"{path} is too long for what it should be: over {most_bytes // 1024} kB")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Misused(f"{path} is not in UTF-8, see its line {line}: save it as UTF-8") from error
    if not text.strip():
        raise Misused(f"{path} is empty")
    return text


def require_place(path: Path) -> None:
    """Misused where no file can be written, before anything is done for it."""
    if not path.name or path.is_dir():
        raise Misused(f"cannot write {path}: it is a directory; name a file in it")
    if not path.parent.is_dir():
        raise Misused(f"cannot write {path}: there is no directory {path.parent}")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise Misused(f"cannot write {path}: its directory is not to be written in")


def require_new(path: Path) -> None:
    """Misused where no new file can be written, because one is there or for another reason."""
    require_place(path)
    if os.path.lexists(path):
        raise Misused(f"{path} is there already and is not overwritten; name another file")


def write_new(path: Path, content: bytes) -> None:
    """Writes a private file all at once where none is; Misused where it cannot be."""
    require_new(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(part)  # unlike a renaming, this fails where a file is
    except OSError as error:
        raise Misused(f"cannot write {path}: {error.strerror}; name another place") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file all at once, in the place of an older one; Misused where it cannot be."""
    require_place(path)
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise Misused(f"cannot write {path}: {error.strerror}; name another place") from error
