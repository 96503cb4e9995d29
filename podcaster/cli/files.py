"""Files that a person asked for by name."""

import os
from contextlib import suppress
from pathlib import Path

from podcaster.errors import Misused


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file all at once, in the place of an older one; Misused where it cannot be."""
    if not path.name or path.is_dir():
        raise Misused(f"cannot write {path}: it is a directory; name a file in it")
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
