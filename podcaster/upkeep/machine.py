"""What a doctor looks at of the machine itself: its clock, its SQLite, and what cron leaves out."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from podcaster.storage.room import nearest
from podcaster.upkeep.disks import MOUNTS, kinds_of_disks
from podcaster.upkeep.findings import Finding

CHECK = "machine"
BUILT = datetime(2026, 11, 1, tzinfo=UTC)
"""No clock that is right shows an earlier moment than the one this was written at."""
_SLACK = timedelta(minutes=5)

_STRICT_SINCE = (3, 37, 0)
_RESET_BUG = (((3, 7, 0), (3, 51, 2)), ((3, 52, 0), (3, 52, 0)))
"""Versions with the bug of a WAL that is reset, by SQLite's list of changes (2026-03-13): two
connections that write or checkpoint at the same moment may damage the database. 3.52.0 was
withdrawn.
"""
_FAR_AWAY = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph"})
"""File systems of other machines: SQLite's WAL needs memory that all its users share."""


def clock_is_right(now: datetime, last_run: datetime | None, zone: ZoneInfo) -> Iterator[Finding]:
    """Whether the clock may be believed, and what day it is for learners without a zone."""
    do = "set the clock (timedatectl), and have it kept right by NTP"
    if now < BUILT:
        yield Finding(
            CHECK, "failure", "clock", f"it shows {now:%Y-%m-%d}, before {BUILT.date()}", do
        )
    elif last_run is not None and last_run > now + _SLACK:
        said = f"it shows {_shown(now)}, and the last run began at {_shown(last_run)}"
        yield Finding(CHECK, "warning", "clock", said, do)
    else:
        local = now.astimezone(zone)
        said = f"it is {_shown(now)}, in {zone.key} {local:%Y-%m-%d %H:%M}"
        yield Finding(CHECK, "ok", "clock", said)


def sqlite_is_sound(version: tuple[int, int, int]) -> Iterator[Finding]:
    """Whether the SQLite that Python brings along can hold the ledger."""
    told = ".".join(map(str, version))
    if version < _STRICT_SINCE:
        said = f"version {told} has no STRICT tables; the ledger needs 3.37"
        yield Finding(CHECK, "failure", "SQLite", said, "use a Python with a newer SQLite")
    elif any(first <= version <= last for first, last in _RESET_BUG):
        said = (
            f"version {told} can damage a database that two processes write to at once; only one of"
            " ours ever does, so let nothing else write or checkpoint the ledger (no Litestream)"
        )
        yield Finding(CHECK, "ok", "SQLite", said)
    else:
        yield Finding(CHECK, "ok", "SQLite", f"version {told}")


def ledger_is_near(state_dir: Path, mounts: Path = MOUNTS) -> Iterator[Finding]:
    """Warns of a state directory on another machine's disk."""
    kind = kinds_of_disks(mounts).get(nearest(state_dir).stat().st_dev)
    if kind in _FAR_AWAY:
        said = f"{state_dir} lies on {kind}, where SQLite's ledger and its lock are not safe"
        yield Finding(
            CHECK, "failure", "state_dir", said, "put state_dir on a disk of this machine"
        )


def lock_is_free(*, is_idle: bool) -> Iterator[Finding]:
    """Whether a run is at work just now."""
    said = "nobody is at work" if is_idle else "a run is at work just now"
    yield Finding(CHECK, "ok", "lock", said)


def cron_has_all(
    config: Path, env_file: Path, typed: Collection[str], *, is_found: bool
) -> Iterator[Finding]:
    """What a run from cron would miss: it has neither this shell's variables nor its directory.

    `typed` are the variables in use that only this environment holds; `is_found` tells whether the
    configuration lies where it is looked for from any directory.
    """
    if typed:
        names = ", ".join(sorted(typed))
        verb = "is" if len(typed) == 1 else "are"
        said = f"{names} {verb} set here and not in {env_file}, so a run from cron has none of it"
        do = "write that there (chmod 600), unless cron sets it too"
        yield Finding(CHECK, "warning", "cron", said, do)
        return
    said = "needs nothing of this shell" if is_found else f"needs --config {config}"
    yield Finding(CHECK, "ok", "cron", said)


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
