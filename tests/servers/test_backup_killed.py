"""A backup that is killed, or finds no room, leaves no half of a copy and takes no other away."""

import random
import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from deployments import Deployment
from planted import archive

pytestmark = pytest.mark.servers
KILLS = 20
PART = re.compile(r"\.ledger-[0-9a-f]{8}\.part(-journal)?")


@pytest.fixture
def large(tmp_path) -> Deployment:
    """A deployment whose ledger takes a while to copy: 200,000 runs."""
    deployment = archive(tmp_path / "deployment", 8).deployment
    with closing(sqlite3.connect(deployment.state / "ledger.sqlite")) as ledger, ledger:
        ledger.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)"
            " INSERT INTO runs (id, command, started_at) SELECT i, 'generate', i FROM n"
        )
    return deployment


def runs(path: Path) -> list[int]:
    with closing(sqlite3.connect(path)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return copy.execute("SELECT count(*) FROM runs").fetchone()


def test_a_backup_that_is_killed_leaves_parts_that_the_next_removes(large, tmp_path):
    backups, chance, parts = tmp_path / "backups", random.Random(7), 0
    backups.mkdir()
    for n in range(KILLS):
        process = large.start("backup", str(backups / f"{n}.sqlite"))
        while not (backups / f"{n}.sqlite").exists() and not list(backups.glob(".*")):
            assert process.poll() is None
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.4))
        process.kill()
        process.communicate()
        left = [each.name for each in backups.iterdir() if each.name.startswith(".")]
        assert all(map(PART.fullmatch, left))
        parts += bool(left)
        for copy in backups.glob("*.sqlite"):
            assert runs(copy) == (200_001,)
            copy.unlink()
    assert parts > 0
    assert large.run("backup", str(backups / "last.sqlite")).code == 0
    assert [each.name for each in backups.iterdir()] == ["last.sqlite"]


def test_a_disk_without_room_is_told_and_left_as_it_was(large, small_disk):
    disk = small_disk("4m")
    ended = large.run("backup", str(disk))
    assert ended.code == 75
    assert f"could not be copied to {disk}/ledger-" in ended.err
    assert list(disk.iterdir()) == []


def test_an_upgrade_without_room_for_its_copy_changes_nothing(large, small_disk):
    from ledger.old_ledgers import age, contents, versions

    ledger = large.state / "ledger.sqlite"
    age(ledger)
    before = contents(ledger)
    size = ledger.stat().st_size * 3 // 2
    disk = small_disk(str(size))
    (disk / "var").mkdir(0o700)
    (disk / "var" / "ledger.sqlite").write_bytes(ledger.read_bytes())
    moved = Deployment(large.folder).configure(f'state_dir = "{disk}/var"\n')
    ended = moved.run("retry")
    assert ended.code == 75
    assert "ledger-before-" in ended.err
    assert (contents(disk / "var" / "ledger.sqlite"), len(versions(ledger))) == (before, 1)
    assert not list((disk / "var").glob("*before*"))
