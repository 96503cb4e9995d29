"""`podcaster prune`: rows expire, then objects go, then rows forget them."""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from planted import Archive, archive

from podcaster.ledger.ledger import Ledger
from podcaster.storage.local import LocalStore
from podcaster.storage.spool import Spool
from podcaster.upkeep.prune import Pruner

LEFT = '[stores.local]\n[stores.old]\nkind = "local"\npath = "old"\n'
TODAY = datetime.now(UTC).date()
NOTHING = {"expired": 0, "removed": 0, "bytes": 0, "failed": 0}


@pytest.fixture
def made(tmp_path) -> Archive:
    """Thirty episodes: ten of 29 days ago, of 30, and of 31."""
    newest = TODAY - timedelta(days=29)
    return archive(tmp_path / "deployment", 30, newest=newest, learners=10)


def prune(made: Archive, *options: str) -> dict:
    ended = made.deployment.call("prune", "--json", *options)
    assert ended.code == 0, ended
    return ended.json


def statuses(made: Archive) -> dict[str, int]:
    rows = made.deployment.rows("SELECT status, count(*) AS n FROM episodes GROUP BY status")
    return {row["status"]: row["n"] for row in rows}


@contextmanager
def pruner(made: Archive, store: LocalStore, stop: threading.Event) -> Iterator[Pruner]:
    """What prunes episodes that are older than thirty days, one by one, in this process."""
    state, before = made.deployment.state, TODAY - timedelta(days=30)
    with Ledger.open_to_read(state / "ledger.sqlite") as view:
        yield Pruner(
            view=view,
            writing=lambda: Ledger.open(state / "ledger.sqlite"),
            store_named=lambda name: store,
            spool=Spool(state / "spool"),
            before=before,
            given_up_before=before,
            jobs=1,
            stop=stop,
        )


def test_what_is_older_than_asked_goes_and_everything_else_stays(made):
    told = prune(made, "--older-than", "30d")
    assert (told["expired"], told["removed"], told["failed"]) == (10, 10, 0)
    assert told["bytes"] == sum(len(each.content) for each in made.episodes[20:])
    assert statuses(made) == {"completed": 20, "expired": 10}
    kept = {each.key: each.sha256 for each in made.episodes[:20]}
    assert made.deployment.mp3s() == kept


def test_what_an_expired_episode_said_is_forgotten_and_its_row_stays(made):
    made.execute(
        "INSERT INTO attempts SELECT NULL, run_id, id, 'script', 'x', 'm', '', created_at, 1, 'ok',"
        " '', 200, 1, 1, 1, '', '' FROM episodes"
    )
    prune(made, "--older-than", "30d")
    rows = made.deployment.rows("SELECT * FROM episodes WHERE status = 'expired'")
    for row in rows:
        forgotten = ("title", "script", "script_text", "brief", "store", "object_key")
        assert [row[name] for name in forgotten] == [None] * 6
        assert row["user_id"]
        assert row["sha256"]
    assert len(made.deployment.rows("SELECT * FROM attempts")) == 20


def test_pruning_again_finds_nothing_to_do(made):
    prune(made, "--older-than", "30d")
    assert prune(made, "--older-than", "30d").items() >= NOTHING.items()
    assert made.deployment.call("verify").code == 0


def test_a_dry_run_only_counts(made):
    before = made.deployment.mp3s(), statuses(made)
    told = prune(made, "--older-than", "30d", "--dry-run")
    assert (told["dry_run"], told["expired"], told["removed"]) == (True, 10, 10)
    assert (made.deployment.mp3s(), statuses(made)) == before


def test_unset_the_age_is_that_of_keep_days(made):
    made.deployment.configure("[storage]\nkeep_days = 29\n")
    assert prune(made)["expired"] == 20


def test_copies_that_a_migration_left_behind_go_too(tmp_path):
    made = archive(tmp_path / "d", 10, LEFT, newest=TODAY - timedelta(days=40), left_in=("old",))
    for each in made.episodes:
        made.put(each, "old")
    prune(made)
    assert not list(made.deployment.folder.rglob("*.mp3"))
    assert "left_in" not in made.deployment.rows("SELECT metadata FROM episodes")[0]["metadata"]


@pytest.mark.parametrize("died", ["before the objects", "between the objects", "before the rows"])
def test_a_run_that_died_is_finished_by_the_next(made, died):
    old = made.episodes[20:]
    made.execute("UPDATE episodes SET status = 'expired', brief = NULL WHERE date < ?", _before(30))
    gone = {"before the objects": 0, "between the objects": 5, "before the rows": 10}[died]
    for each in old[:gone]:
        made.path(each).unlink()
    prune(made, "--older-than", "30d")
    assert len(made.deployment.mp3s()) == 20
    assert (
        made.deployment.rows("SELECT * FROM episodes WHERE status='expired' AND store > ''") == []
    )


def test_an_object_that_cannot_be_removed_is_told_and_tried_again(made):
    made.execute("UPDATE episodes SET store = 'gone' WHERE id = ?", made.episodes[25].id)
    ended = made.deployment.call("prune", "--older-than", "30d")
    assert ended.code == 3
    assert made.episodes[25].key in ended.err
    assert "[stores.gone]" in ended.err
    assert len(made.deployment.mp3s()) == 21
    made.execute("UPDATE episodes SET store = 'local' WHERE id = ?", made.episodes[25].id)
    assert prune(made, "--older-than", "30d")["removed"] == 1
    assert len(made.deployment.mp3s()) == 20


def test_what_lies_on_a_disk_that_is_not_mounted_goes_when_it_is_there_again(made):
    unmounted = made.media.rename(made.media.with_name("unmounted"))
    ended = made.deployment.call("prune", "--older-than", "30d")
    assert (ended.code, "mount its disk" in ended.err) == (3, True)
    unmounted.rename(made.media)
    assert prune(made, "--older-than", "30d")["removed"] == 10
    assert len(made.deployment.mp3s()) == 20


def test_a_bare_mount_point_is_not_taken_for_a_disk_whose_recordings_are_gone(made):
    unmounted = made.media.rename(made.media.with_name("unmounted"))
    made.media.mkdir()
    ended = made.deployment.call("prune", "--older-than", "30d")
    assert (ended.code, "mount its disk" in ended.err) == (3, True)
    made.media.rmdir()
    unmounted.rename(made.media)
    assert prune(made, "--older-than", "30d")["removed"] == 10


def test_a_store_that_prune_has_emptied_is_still_known_to_be_there(made):
    prune(made, "--older-than", "1d")
    assert made.deployment.mp3s() == {}
    made.execute("UPDATE episodes SET store = 'local', object_key = id || '.mp3'")  # as if killed
    assert prune(made, "--older-than", "1d")["failed"] == 0


def test_a_run_that_is_asked_to_end_removes_no_more_and_the_next_goes_on(made):
    stop, removed = threading.Event(), []

    class Slow(LocalStore):
        def delete(self, key: str) -> None:
            removed.append(key)
            stop.set()
            super().delete(key)

    with pruner(made, Slow("local", made.media), stop) as pruning:
        list(pruning.prune())
    assert len(removed) <= 2  # the next one is taken up before the first one is told of
    assert statuses(made) == {"completed": 20, "expired": 10}
    assert prune(made, "--older-than", "30d")["removed"] == 10 - len(removed)
    assert len(made.deployment.mp3s()) == 20


def test_what_can_still_be_finished_is_not_given_up(made):
    made.execute(
        "UPDATE episodes SET status = 'failed', store = NULL, object_key = NULL, bytes = NULL,"
        " sha256 = NULL"
    )
    prune(made, "--older-than", "1d")
    assert statuses(made) == {"failed": 20, "given_up": 10}


def test_recordings_of_what_is_given_up_leave_the_spool(made):
    waiting = made.episodes[29]
    made.execute(
        "UPDATE episodes SET status = 'pending_upload', store = NULL, object_key = NULL"
        " WHERE id = ?",
        waiting.id,
    )
    spooled = made.deployment.state / "spool" / waiting.key
    spooled.parent.mkdir(parents=True)
    made.path(waiting).rename(spooled)
    prune(made)
    assert not spooled.exists()
    assert statuses(made) == {"completed": 20, "expired": 9, "given_up": 1}


def test_attempts_of_old_previews_go(made):
    made.execute(
        "INSERT INTO attempts SELECT NULL, NULL, NULL, 'script', 'x', 'm', '', created_at, 1, 'ok',"
        " '', 200, 1, 1, 1, '', '' FROM episodes"
    )
    prune(made, "--older-than", "30d")
    assert len(made.deployment.rows("SELECT * FROM attempts")) == 20


def test_links_that_may_end_early_are_spoken_of(made):
    assert "may end early" in made.deployment.call("prune", "--older-than", "20d").err
    assert made.deployment.call("prune", "--older-than", "30d").err == ""


@pytest.mark.parametrize("age", ["0d", "5h", "soon"])
def test_todays_episodes_are_not_pruned(made, age):
    assert made.deployment.call("prune", "--older-than", age).code == 2
    assert statuses(made) == {"completed": 30}


def test_it_waits_for_a_run_that_is_at_work_and_then_puts_off(made):
    lock = os.open(made.deployment.state / "ledger.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ended = made.deployment.call("prune", "--older-than", "30d", "--wait", "1s")
    finally:
        os.close(lock)
    assert ended.code == 75
    assert len(made.deployment.mp3s()) == 30


def test_a_pruned_episode_is_neither_shown_nor_made_again(made):
    prune(made)
    day = (TODAY - timedelta(days=31)).isoformat()
    shown = made.deployment.call("show", "--user", "5", "--tenant", "", "--date", day)
    assert (shown.code, "expired" in shown.err) == (3, True)
    assert made.deployment.call("status", "--user", "5", "--tenant", "").code == 0


def test_a_directory_has_no_rules_of_its_own(made):
    ended = made.deployment.call("prune", "--lifecycle", "install")
    assert ended.code == 2
    assert "no bucket of S3" in ended.err


def _before(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()
