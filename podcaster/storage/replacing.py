"""Files that are replaced whole or left as they were."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedRandom
from pathlib import Path

from podcaster.storage.disk_errors import disk_errors


@contextmanager
def replacing(target: Path) -> Iterator[BufferedRandom]:
    """A file that becomes `target`, durably, when the block ends, and is gone if it fails."""
    part = target.with_name(f".{target.name}.part")
    with disk_errors(target):
        try:
            with part.open("w+b") as copy:
                yield copy
                copy.flush()
                os.fsync(copy.fileno())
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
