"""`podcaster backup`, as an admin and as cron run it, and what a restored ledger is good for."""

import os
import re
import signal
import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from deployments import Deployment
from ledger.old_ledgers import age, versions
from planted import archive

from podcaster.ledger.lock import run_lock

TERMINAL = {"FORCE_COLOR": "1", "NO_COLOR": "1"}
READING = [
    ("status",),
    ("show", "--user", "1"),
    ("url", "--user", "1"),
    ("costs",),
    ("verify",),
    ("prune",),
    ("generate", "--dry-run"),
    ("preview", "--user", "42"),
    ("explain", "--user", "42"),
    ("migrate-storage", "local", "other", "--dry-run"),
]
WRITING = [("generate",), ("retry",), ("retry", "--user", "1"), ("backup", "/tmp")]


@pytest.fixture
def done(tmp_path) -> Deployment:
    """A deployment with eight episodes, and a second store."""
    deployment = archive(tmp_path / "deployment", 8).deployment
    return deployment.configure('[stores.other]\nkind = "local"\npath = "other"\n')


@pytest.fixture
def backups(tmp_path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


def ids(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as copy:
        return [each for (each,) in copy.execute("SELECT id FROM episodes ORDER BY id")]


def test_a_copy_is_whole_private_and_told_to_scripts(done, backups):
    told = done.call("backup", str(backups / "a.sqlite"), "--json").json
    copy = backups / "a.sqlite"
    assert ids(copy) == ids(done.state / "ledger.sqlite")
    assert copy.stat().st_mode & 0o777 == 0o600
    assert told | {"seconds": 0} == {
        "file": str(copy),
        "bytes": copy.stat().st_size,
        "waiting": 0,
        "seconds": 0,
    }


def test_cron_hears_nothing_of_a_good_backup(done, backups):
    ended = done.call("backup", str(backups))
    assert (ended.code, ended.out, ended.err) == (0, "", "")


def test_in_a_directory_a_copy_is_named_by_the_time(done, backups):
    file = Path(done.call("backup", str(backups), "--json").json["file"])
    assert re.fullmatch(r"ledger-\d{8}-\d{6}\.sqlite", file.name)
    assert list(backups.iterdir()) == [file]


def test_a_person_hears_of_recordings_that_are_in_no_store_yet(done, backups):
    waits = done.state / "spool" / "podcasts" / "7" / "2026-11-21_a.mp3"
    waits.parent.mkdir(parents=True)
    waits.write_bytes(b"paid for")
    ended = replace(done, environment=TERMINAL).call("backup", str(backups))
    assert "1 recording not in a store yet" in ended.out
    assert done.call("backup", str(backups / "b"), "--json").json["waiting"] == 1


def test_another_backup_is_never_overwritten(done, backups):
    copy = backups / "a.sqlite"
    copy.write_bytes(b"of last year")
    ended = done.call("backup", str(copy))
    assert ended.code == 2
    assert f"{copy} is there already" in ended.err
    assert copy.read_bytes() == b"of last year"


def test_the_ledger_itself_is_not_overwritten(done):
    assert done.call("backup", str(done.state / "ledger.sqlite")).code == 2
    assert len(ids(done.state / "ledger.sqlite")) == 8


def test_without_a_ledger_there_is_nothing_to_save_and_nothing_is_made(tmp_path, backups):
    deployment = Deployment(tmp_path / "empty").configure()
    ended = deployment.call("backup", str(backups))
    assert ended.code == 2
    assert "there is no ledger" in ended.err
    assert list(backups.iterdir()) == []
    assert not deployment.state.exists()


def test_a_run_that_holds_the_lock_is_not_waited_for(done, backups):
    with run_lock(done.state / "ledger.lock"):
        assert done.call("backup", str(backups)).code == 0


def test_of_two_backups_at_once_the_second_is_put_off(done, backups):
    with run_lock(done.state / "backup.lock"):
        ended = done.call("backup", str(backups))
    assert ended.code == 75
    assert list(backups.iterdir()) == []


def fill(deployment: Deployment) -> None:
    """With so much that a backup takes a while."""
    with closing(sqlite3.connect(deployment.state / "ledger.sqlite")) as ledger, ledger:
        ledger.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000)"
            " INSERT INTO runs (id, command, started_at) SELECT i, 'generate', i FROM n"
        )


def test_a_backup_that_is_asked_to_end_leaves_nothing_and_exits_as_interrupted(done, backups):
    fill(done)
    killer = threading.Thread(target=_terminate_when, args=(backups,))
    killer.start()
    ended = done.call("backup", str(backups / "a"))
    killer.join()
    assert (ended.code, list(backups.iterdir())) == (143, []), ended


def _terminate_when(backups: Path) -> None:
    while not list(backups.iterdir()):
        time.sleep(0.001)
    os.kill(os.getpid(), signal.SIGTERM)


@pytest.mark.parametrize("command", READING + WRITING, ids=" ".join)
def test_every_command_refuses_a_newer_ledger_with_a_sentence(done, command):
    with closing(sqlite3.connect(done.state / "ledger.sqlite")) as future, future:
        future.execute("UPDATE _sqlite_migrations SET name = '999_x' WHERE rowid = 1")
    ended = done.call(*command)
    assert ended.code == 2
    assert "was written by a newer podcaster; install that one" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_every_command_that_only_reads_says_what_renews_an_older_ledger(done, command):
    age(done.state / "ledger.sqlite")
    ended = done.call(*command)
    assert ended.code == 2
    assert "older version; `podcaster retry` renews it" in ended.err


def test_retry_renews_an_older_ledger_as_it_is_said_to(done):
    age(done.state / "ledger.sqlite")
    assert done.call("retry").code == 0
    assert done.call("status").code == 0
    assert len(list(done.state.glob("ledger-before-*.sqlite"))) == 1


def test_an_older_ledger_is_saved_as_it_is(done, backups):
    ledger = done.state / "ledger.sqlite"
    age(ledger)
    assert done.call("backup", str(backups / "a")).code == 0
    assert versions(backups / "a") == versions(ledger)
    assert not list(done.state.glob("ledger-before-*"))


def test_copies_that_upgrades_left_go_when_they_are_too_old(done):
    from podcaster.upkeep.backup import drop_copies_of_upgrades

    age(done.state / "ledger.sqlite")
    done.call("retry")
    now = datetime.now(UTC)
    drop_copies_of_upgrades(done.state / "ledger.sqlite", now - timedelta(days=30))
    assert len(list(done.state.glob("ledger-before-*"))) == 1
    drop_copies_of_upgrades(done.state / "ledger.sqlite", now + timedelta(seconds=5))
    assert list(done.state.glob("ledger-before-*")) == []
    assert (done.state / "ledger.sqlite").exists()
