"""Nights that are killed at a boundary between milestones, and what must hold after."""

import json
import sqlite3
import time
import uuid
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from deployments import Deployment, Ended

KILLING = str(Path(__file__).with_name("killing.py"))
DAY = datetime.now(UTC).date() - timedelta(days=3)
SECONDS_TO_DIE = 5

BOUNDARIES = {
    "opened": ("podcaster.ledger.ledger:Ledger.open_episode", 1),
    "script in the ledger": ("podcaster.ledger.ledger:Ledger.save", 1),
    "in flight": ("podcaster.ledger.ledger:Ledger.in_flight", 1),
    "spoken": ("podcaster.workers:Workers.run", 1),
    "mastered": ("podcaster.workers:Workers.run_ahead", 1),
    "spooled": ("podcaster.storage.spool:Spool.add", 1),
    "recording in the ledger": ("podcaster.ledger.ledger:Ledger.save", 2),
    "in the store": ("podcaster.pipeline.step:transfer", 1),
    "completed": ("podcaster.ledger.ledger:Ledger.save", 3),
    "spool emptied": ("podcaster.storage.spool:Spool.discard", 1),
    "run finished": ("podcaster.ledger.ledger:Ledger.finish_run", 1),
}
"""The function whose call is a boundary, and which of its calls, for a night of one learner."""


def prepared(folder: Path, learners: int = 1, **environment: str) -> Deployment:
    """A deployment whose export has so many learners with little data."""
    deployment = Deployment(folder, environment).configure(
        '[learners]\nsource = "learners.jsonl"\n'
    )
    seen = f"{DAY - timedelta(days=1)}T10:00:00Z"
    rows = [
        {"user_id": str(n), "display_name": "Maria", "last_active_at": seen}
        for n in range(learners)
    ]
    (folder / "learners.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return deployment


def generate(deployment: Deployment, program: tuple[str, ...] = ("-m", "podcaster")) -> Ended:
    return deployment.run("generate", "--date", str(DAY), program=program)


def killed_night(folder: Path, boundary: str, when: str) -> Deployment:
    """A night that died before or after a boundary, with all that must hold at that moment."""
    mark = uuid.uuid4().hex
    deployment = prepared(folder, NIGHT=mark)
    where, nth = BOUNDARIES[boundary]
    ended = generate(deployment, program=(KILLING, where, when, str(nth)))
    assert ended.code == -9, ended
    assert_nothing_half_done(deployment)
    assert_nobody_lives_on(mark)
    return deployment


def outcome_of(deployment: Deployment) -> list[tuple]:
    """What may not depend on how often a night was disturbed: no ids, times or attempts."""
    rows = deployment.rows("SELECT * FROM episodes ORDER BY user_id")
    assert deployment.mp3s() == {row["object_key"]: row["sha256"] for row in rows}
    same = ("user_id", "date", "status", "script", "brief", "bytes", "sha256", "metadata")
    return [tuple(row[name] for name in same) for row in rows]


def assert_nothing_half_done(deployment: Deployment) -> None:
    path = deployment.state / "ledger.sqlite"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as ledger:
        assert ledger.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        hashes = {row[0] for row in ledger.execute("SELECT sha256 FROM episodes")}
        completed = "SELECT object_key, sha256 FROM episodes WHERE status LIKE 'completed%'"
        promised = dict(ledger.execute(completed).fetchall())
    visible = deployment.mp3s()
    assert set(visible.values()) <= hashes
    assert promised.items() <= visible.items()


def assert_nobody_lives_on(mark: str) -> None:
    """No process that the night started outlives it by more than a few seconds."""
    deadline = time.monotonic() + SECONDS_TO_DIE
    while _marked(mark) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _marked(mark) == []


def _marked(mark: str) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark.encode() in (process / "environ").read_bytes():
                found.append(process.name)
    return found
