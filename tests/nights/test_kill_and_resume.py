"""A run killed at any boundary resumes as if it had never been disturbed."""

import json
import sqlite3
import time
import uuid
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deployments import Deployment

KILLING = str(Path(__file__).with_name("killing.py"))
DAY = datetime.now(UTC).date() - timedelta(days=3)
SEEN = f"{DAY - timedelta(days=1)}T10:00:00Z"
LEARNERS = [
    {"user_id": "7", "display_name": "Maria", "last_active_at": SEEN},
    {"user_id": "8", "language": "es", "last_active_at": SEEN},
]
BOUNDARIES = {
    "opened": ("podcaster.ledger.ledger:Ledger.open_episode", 2),
    "script in the ledger": ("podcaster.ledger.ledger:Ledger.save", 1),
    "in flight": ("podcaster.ledger.ledger:Ledger.in_flight", 1),
    "spoken": ("podcaster.workers:Workers.run", 1),
    "mastered": ("podcaster.workers:Workers.run", 3),
    "spooled": ("podcaster.storage.spool:Spool.add", 1),
    "recording in the ledger": ("podcaster.ledger.ledger:Ledger.save", 3),
    "in the store": ("podcaster.pipeline.step:transfer", 1),
    "completed": ("podcaster.ledger.ledger:Ledger.save", 5),
    "spool emptied": ("podcaster.storage.spool:Spool.discard", 1),
    "run finished": ("podcaster.ledger.ledger:Ledger.finish_run", 1),
}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    deployment = prepared(tmp_path_factory.mktemp("undisturbed"))
    assert generate(deployment).code == 0
    return outcome_of(deployment)


def prepared(folder: Path, **environment: str) -> Deployment:
    deployment = Deployment(folder, environment).configure('[learners]\nsource = "learners.jsonl"\n')
    lines = "".join(json.dumps(learner) + "\n" for learner in LEARNERS)
    (folder / "learners.jsonl").write_text(lines)
    return deployment


def generate(deployment: Deployment, program: tuple[str, ...] = ("-m", "podcaster")):
    return deployment.run("generate", "--date", str(DAY), "--jobs", "1", program=program)


def outcome_of(deployment: Deployment) -> list[tuple]:
    """What may not depend on how often a night was disturbed: no ids, times or attempts."""
    rows = deployment.rows("SELECT * FROM episodes ORDER BY user_id")
    same = ("user_id", "date", "status", "script", "brief", "bytes", "sha256", "metadata")
    on_disk = deployment.mp3s()
    assert on_disk == {row["object_key"]: row["sha256"] for row in rows}
    return [tuple(row[name] for name in same) for row in rows]


def survivors(mark: str) -> list[str]:
    """Processes whose environment carries the mark."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark.encode() in (process / "environ").read_bytes():
                found.append(process.name)
    return found


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_a_night_killed_at_a_boundary_ends_like_an_undisturbed_one(
    tmp_path, undisturbed, boundary, when
):
    mark = uuid.uuid4().hex
    deployment = prepared(tmp_path, NIGHT=mark)
    where, nth = BOUNDARIES[boundary]
    killed = generate(deployment, program=(KILLING, where, when, str(nth)))
    assert killed.code == -9, killed
    assert_nothing_half_done(deployment)
    assert generate(deployment).code == 0
    assert outcome_of(deployment) == undisturbed
    assert list(deployment.leftovers()) == []
    assert_nobody_lives_on(mark)


def assert_nothing_half_done(deployment: Deployment) -> None:
    whole = {row[0] for row in ledger(deployment).execute("SELECT sha256 FROM episodes")}
    assert set(deployment.mp3s().values()) <= whole
    completed = "SELECT object_key, sha256 FROM episodes WHERE status LIKE 'completed%'"
    for key, sha256 in ledger(deployment).execute(completed):
        assert deployment.mp3s()[key] == sha256
    assert ledger(deployment).execute("PRAGMA integrity_check").fetchone() == ("ok",)


def ledger(deployment: Deployment) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{deployment.state / 'ledger.sqlite'}?mode=ro", uri=True)


def assert_nobody_lives_on(mark: str) -> None:
    deadline = time.monotonic() + 5
    while survivors(mark) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert survivors(mark) == []
