"""What a doctor looks at of disks: have they room, will they keep what they hold."""

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials
from podcaster.storage.options import LocalOptions
from podcaster.storage.room import Room, free_at, nearest
from podcaster.storage.secure_link import SecureLinks
from podcaster.upkeep.findings import Finding, said_and_do

_PASSING = frozenset({"tmpfs", "ramfs", "overlay", "aufs"})
"""File systems that are gone with the machine or the container."""
MOUNTS = Path("/proc/self/mountinfo")


def places_last(places: Mapping[str, Path], mounts: Path = MOUNTS) -> Iterator[Finding]:
    """Warns of places whose disk is wiped at a restart; says nothing where that is not known."""
    kinds = kinds_of_disks(mounts)
    for about, place in places.items():
        kind = kinds.get(nearest(place).stat().st_dev)
        if kind in _PASSING:
            said = f"{place} lies on {kind}, which a restart of the machine or container wipes"
            do = "put it on a disk or volume that lasts"
            yield Finding("storage", "warning", about, said, do)


def there_is_room(room: Room) -> Iterator[Finding]:
    """Whether a night can begin, as far as room goes."""
    for place in room.places:
        about, free = f"room in {place}", free_at(place)
        size = f"{free.bytes / 2**30:.1f} GB"
        files = "" if free.files is None else f" and {free.files} inodes"
        if free.bytes < room.bytes or (free.files is not None and free.files < room.files):
            needed = f"a night begins with {room.bytes // 2**20} MB and {room.files} inodes"
            said = f"{size}{files} free; {needed}"
            yield Finding("storage", "failure", about, said, "make room, or `podcaster prune`")
        else:
            yield Finding("storage", "ok", about, f"{size}{files} free")


def links_can_be_signed(
    name: str, options: LocalOptions, credentials: Credentials
) -> Iterator[Finding]:
    """Whether there is a secret where links are to be signed for a web server."""
    if not options.base_url:
        return
    about = f"store {name}"
    try:
        SecureLinks(options.base_url, credentials).link("episode.mp3", timedelta(minutes=1))
    except Misused as error:
        yield Finding("storage", "warning", about, *said_and_do(error))
    else:
        yield Finding("storage", "ok", about, f"signs links to {options.base_url}")


def kinds_of_disks(mounts: Path) -> dict[int, str]:
    """File systems by the number of their device, as Linux tells them."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    return dict(_kinds_in(lines))


def _kinds_in(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    for line in lines:
        before, _, after = line.partition(" - ")
        fields = before.split()
        major, _, minor = (fields[2] if len(fields) > 2 else "").partition(":")
        if major.isdigit() and minor.isdigit() and after.split():
            yield os.makedev(int(major), int(minor)), after.split()[0]
