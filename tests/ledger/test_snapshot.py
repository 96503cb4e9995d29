"""Copies of a ledger: whole or not there, whoever writes and whatever the disk says."""

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from ledger.episodes import AT, DAY, brief_for, key_of

from podcaster.errors import Deferred, Misused
from podcaster.ledger.ledger import Ledger
from podcaster.ledger.snapshot import Snapshot

WRITER = """
import sqlite3, sys
ledger = sqlite3.connect(sys.argv[1], isolation_level=None)
ledger.execute("PRAGMA synchronous = OFF")
for n in range(10**9):  # each pair of rows is one transaction
    ledger.execute("BEGIN IMMEDIATE")
    for half in "ab":
        row = [f"{n}{half}", "x" * 500]
        ledger.execute("INSERT INTO runs (id, command, started_at) VALUES (?, ?, '')", row)
    ledger.execute("COMMIT")
    print(n, flush=True)
"""


@pytest.fixture
def snapshot(path: Path, tmp_path: Path) -> Snapshot:
    """A copy that is to be made of a ledger with a hundred episodes."""
    with Ledger.open(path) as ledger:
        fill(ledger, 100)
    target = tmp_path / "copies" / "monday.sqlite"
    target.parent.mkdir()
    return Snapshot(source=path, target=target, part=target.with_name(".a.part"), busy_timeout=1)


def fill(ledger: Ledger, count: int) -> None:
    run_id = ledger.start_run("generate", DAY, AT)
    with ledger.together():
        for n in range(count):
            ledger.open_episode(brief_for(key_of(str(n))), run_id, AT)


def rows(path: Path, sql: str = "SELECT * FROM episodes ORDER BY id") -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as connection:
        return connection.execute(sql).fetchall()


def copies(snapshot: Snapshot) -> list[str]:
    return sorted(each.name for each in snapshot.target.parent.iterdir())


@contextmanager
def limited(size: int) -> Iterator[None]:
    """Lets no file of this process grow beyond that size, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_copy_holds_what_the_ledger_holds_and_can_be_opened(snapshot: Snapshot) -> None:
    size = snapshot.take()
    assert rows(snapshot.target) == rows(snapshot.source)
    assert size == snapshot.target.stat().st_size
    assert copies(snapshot) == ["monday.sqlite"]
    with Ledger.open(snapshot.target) as ledger:
        assert ledger.counts(DAY) == {"pending": 100}


def test_what_is_only_in_the_journal_yet_is_copied_too(snapshot: Snapshot) -> None:
    with Ledger.open(snapshot.source) as ledger:
        ledger.start_run("retry", DAY, AT)
        assert snapshot.source.with_name("ledger.sqlite-wal").stat().st_size > 0
        snapshot.take()
    assert len(rows(snapshot.target, "SELECT * FROM runs")) == 2


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_a_copy_is_for_its_owner_alone_whatever_the_umask(snapshot: Snapshot, mask: int) -> None:
    before = os.umask(mask)
    try:
        snapshot.take()
    finally:
        os.umask(before)
    assert snapshot.target.stat().st_mode & 0o777 == 0o600


def test_a_copy_is_of_one_moment_while_another_program_commits_in_a_loop(
    snapshot: Snapshot,
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, snapshot.source], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        try:
            seen = []
            for n in range(8):
                before = int(writer.stdout.readline())
                copy = replace(snapshot, target=snapshot.target.with_name(f"{n}.sqlite"))
                copy.take()
                ids = [str(each) for (each,) in rows(copy.target, "SELECT id FROM runs")]
                whole = {each[:-1] for each in ids if each[-1] in "ab" and each[:-1].isdigit()}
                assert {f"{pair}{half}" for pair in whole for half in "ab"} <= set(ids)
                assert str(before) in whole  # whatever was committed before is in it
                seen.append(len(whole))
        finally:
            writer.kill()
    assert seen == sorted(seen)
    assert seen[0] < seen[-1]  # it wrote meanwhile


def test_no_file_is_overwritten(snapshot: Snapshot) -> None:
    snapshot.target.write_bytes(b"dear to somebody")
    with pytest.raises(Misused, match="is there already"):
        snapshot.take()
    assert snapshot.target.read_bytes() == b"dear to somebody"
    assert copies(snapshot) == ["monday.sqlite"]


def test_a_link_that_leads_nowhere_is_not_overwritten_either(snapshot: Snapshot) -> None:
    snapshot.target.symlink_to("/nonexistent/file")
    with pytest.raises(Misused, match="is there already"):
        snapshot.take()
    assert snapshot.target.is_symlink()


def test_a_file_that_appears_while_it_is_copied_is_not_overwritten(snapshot: Snapshot) -> None:
    def meanwhile() -> bool:
        snapshot.target.write_bytes(b"dear to somebody")
        return False

    with Ledger.open(snapshot.source) as ledger:
        fill(ledger, 500)
    with pytest.raises(Misused, match="is there already"):
        replace(snapshot, is_halted=meanwhile).take()
    assert snapshot.target.read_bytes() == b"dear to somebody"
    assert copies(snapshot) == ["monday.sqlite"]


def test_one_that_replaces_takes_the_place_of_another(snapshot: Snapshot) -> None:
    snapshot.target.write_bytes(b"older")
    replace(snapshot, replaces=True).take()
    assert len(rows(snapshot.target)) == 100


def test_what_a_killed_copy_has_left_is_gone_after_the_next(snapshot: Snapshot) -> None:
    snapshot.part.write_bytes(b"half of a ledger")
    snapshot.part.with_name(".a.part-journal").write_bytes(b"half of its journal")
    snapshot.take()
    assert copies(snapshot) == ["monday.sqlite"]
    assert len(rows(snapshot.target)) == 100


def test_a_copy_that_was_killed_between_its_last_steps_is_not_touched_by_the_next(
    snapshot: Snapshot,
) -> None:
    snapshot.take()
    snapshot.part.hardlink_to(snapshot.target)
    replace(snapshot, target=snapshot.target.with_name("tuesday.sqlite")).take()
    assert copies(snapshot) == ["monday.sqlite", "tuesday.sqlite"]
    assert len(rows(snapshot.target)) == 100


def test_a_disk_that_fills_at_any_byte_leaves_nothing_and_is_deferred(snapshot: Snapshot) -> None:
    whole = snapshot.take()
    snapshot.target.unlink()
    for size in (*range(0, whole, whole // 20), whole - 1):
        with limited(size), pytest.raises(Deferred, match="could not be copied to"):
            snapshot.take()
        assert copies(snapshot) == []
    snapshot.take()


def test_a_copy_is_given_up_when_it_is_asked_to_end(snapshot: Snapshot) -> None:
    with Ledger.open(snapshot.source) as ledger:
        fill(ledger, 500)
    with pytest.raises(Deferred, match="given up"):
        replace(snapshot, is_halted=lambda: True).take()
    assert copies(snapshot) == []


def test_a_directory_that_is_not_there_is_misuse_that_names_it(snapshot: Snapshot) -> None:
    lost = snapshot.target.parent / "lost"
    with pytest.raises(Misused, match=f"no directory {lost}"):
        replace(snapshot, target=lost / "a.sqlite", part=lost / "a.part").take()


def test_a_damaged_ledger_is_not_copied(snapshot: Snapshot) -> None:
    size = snapshot.source.stat().st_size
    with snapshot.source.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with pytest.raises(Misused, match=r"damaged.*backup"):
        snapshot.take()
    assert copies(snapshot) == []


def test_a_row_that_the_tables_do_not_allow_is_told_and_not_kept(snapshot: Snapshot) -> None:
    with closing(sqlite3.connect(snapshot.source)) as broken, broken:
        broken.execute("PRAGMA ignore_check_constraints = ON")
        broken.execute("UPDATE episodes SET failures = -1 WHERE user_id = '7'")
    with pytest.raises(Misused, match=r"did not pass SQLite's check.*CHECK"):
        snapshot.take()
    assert copies(snapshot) == []
