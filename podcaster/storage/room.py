"""Whether there is room on the disks of this machine: bytes, and entries for new files."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from podcaster.errors import Misused, OutOfRoom
from podcaster.storage.disk_errors import disk_errors

FILES = 1000
"""So many files have to be free wherever something is begun."""


@dataclass(frozen=True, slots=True)
class Free:
    """What is left for this user; `files` is None where the file system does not count them."""

    bytes: int
    files: int | None

    @classmethod
    def of(cls, disk: os.statvfs_result) -> "Free":
        """What statvfs says; a file system that makes entries as it needs them says none."""
        return cls(disk.f_bavail * disk.f_frsize, disk.f_favail if disk.f_files else None)


@dataclass(frozen=True, slots=True)
class Room:
    """So many bytes and files have to be free at each of these places."""

    places: Sequence[Path]
    bytes: int
    files: int

    def require(self) -> None:
        """OutOfRoom where there is less: what is begun could not be finished."""
        for place in self.places:
            require_free(place, free_at(place), self.bytes, self.files)


def require_free(place: Path, free: Free, size: int, files: int) -> None:
    """OutOfRoom where less is free at a place than is needed."""
    if free.bytes < size:
        raise OutOfRoom(
            f"there is no room left in {place} ({free.bytes // 2**20} MB free, "
            f"{size // 2**20} MB needed); make some, then run this again"
        )
    if free.files is not None and free.files < files:
        raise OutOfRoom(
            f"there is no room left in {place} for more files ({free.files} inodes free, "
            f"{files} needed); remove some, then run this again"
        )


def free_at(place: Path) -> Free:
    """What is free where a directory is, or would be made."""
    there = nearest(place)
    with disk_errors(there, kind=Misused):
        return Free.of(os.statvfs(there))


def nearest(place: Path) -> Path:
    """The place itself, or the first directory above it that is there."""
    return next((each for each in (place, *place.absolute().parents) if each.exists()), Path("/"))
