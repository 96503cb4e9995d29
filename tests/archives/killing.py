"""A deployment with two stores, whose migration is killed at random moments."""

import os
import random
import signal
import time
from pathlib import Path

from deployments import Deployment

from archives import Archive
from podcaster.storage.local import LocalStore

SECONDS_TO_START = 60
STORES = '[stores.local]\npath = "media"\n[stores.other]\nkind = "local"\npath = "other"\n'


def deployed(folder: Path, objects: int, size: int = 300) -> tuple[Deployment, Archive]:
    """With that many objects in the store `local`, and nothing in `other`."""
    deployment = Deployment(folder).configure(STORES)
    archive = Archive(deployment.state / "ledger.sqlite", LocalStore("local", folder / "media"))
    archive.fill(objects, size)
    return deployment, archive


def other(deployment: Deployment) -> LocalStore:
    """Where its objects are to go."""
    return LocalStore("other", deployment.folder / "other")


def killed(deployment: Deployment, after: float) -> bool:
    """Kills a migration so many seconds after it has begun; False where it ended before that."""
    process = deployment.start("migrate-storage", "local", "other", start_new_session=True)
    lock, deadline = deployment.state / "migrate.lock", time.monotonic() + SECONDS_TO_START
    while not _is_held_by(lock, process.pid) and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.002)
    time.sleep(after)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    return process.returncode == -signal.SIGKILL


def visible(deployment: Deployment) -> dict[str, tuple[int, int]]:
    """Every object that is to be seen in `other`: which file it is, and when it was written."""
    root = deployment.folder / "other"
    found = (path for path in root.rglob("*.mp3") if not path.name.startswith("."))
    stats = ((path.relative_to(root).as_posix(), path.stat()) for path in found)
    return {key: (stat.st_ino, stat.st_mtime_ns) for key, stat in stats}


def assert_safe(deployment: Deployment, archive: Archive) -> None:
    """What must hold at any moment: every row points at an object that is whole."""
    stores = {"local": archive.store, "other": other(deployment)}
    for key, row in archive.rows().items():
        assert stores[row["store"]].stat(key) == row["found"], key
        assert archive.store.stat(key) == row["found"], key


def survived(deployment: Deployment, archive: Archive, kills: int, seconds: float) -> list[int]:
    """Kills that many migrations within so many seconds of their work, and then lets one end.

    Returns how many rows were switched after each.
    """
    switched, seen = [], dict[str, tuple[int, int]]()
    for _ in range(kills):
        killed(deployment, random.uniform(0, seconds))
        assert_safe(deployment, archive)
        now = visible(deployment)
        assert seen.items() <= now.items()  # nothing was overwritten, or copied again
        seen = now
        switched.append(sum(row["store"] == "other" for row in archive.rows().values()))
    ended = deployment.run("migrate-storage", "local", "other")
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert_safe(deployment, archive)
    assert seen.items() <= visible(deployment).items()
    assert {row["store"] for row in archive.rows().values()} == {"other"}
    assert visible(deployment).keys() == archive.rows().keys()
    return switched


def _is_held_by(lock: Path, pid: int) -> bool:
    try:
        return lock.read_text() == f"{pid}\n"
    except FileNotFoundError:
        return False
