"""`podcaster migrate-storage`, as an admin runs it."""

import json
import signal
import sqlite3
import time
from pathlib import Path

import pytest
from archives import Archive, assert_whole
from archives.killing import deployed, other, survived
from deployments import Deployment

from podcaster.ledger.lock import run_lock
from podcaster.ledger.schema import MIGRATIONS


@pytest.fixture
def few(tmp_path: Path) -> tuple[Deployment, Archive]:
    """Six objects in `local`."""
    return deployed(tmp_path, 6)


def migrate(deployment: Deployment, *arguments: str, code: int = 0) -> dict:
    ended = deployment.call("migrate-storage", *arguments, "--json")
    assert ended.code == code, ended
    return ended.json


def test_all_that_moved_is_counted_and_the_line_to_change_is_told(few):
    deployment, archive = few
    told = migrate(deployment, "local", "other")
    assert told["moved"] == 6
    assert told["bytes"] == 1800
    assert {told[each] for each in ("already_there", "conflicts", "missing", "failed")} == {0}
    assert told["seconds"] > 0
    assert told["config"] == '[storage] store = "other"'
    assert_whole(archive, other(deployment))


def test_without_a_terminal_and_all_well_nothing_is_said(few):
    deployment, _ = few
    ended = deployment.call("migrate-storage", "local", "other")
    assert (ended.code, ended.out, ended.err) == (0, "", "")


def test_it_is_undone_by_running_it_the_other_way(few):
    deployment, archive = few
    migrate(deployment, "local", "other")
    told = migrate(deployment, "other", "local")
    assert (told["moved"], told["already_there"], told["config"]) == (0, 6, None)
    assert_whole(archive, archive.store)


def test_a_rehearsal_says_what_would_be_and_changes_nothing(few):
    deployment, archive = few
    gone, rotten, conflicting = sorted(archive.rows())[:3]
    archive.store.delete(gone)
    archive.store.path(rotten).write_bytes(b"rotten")
    there = other(deployment).path(conflicting)
    there.parent.mkdir(parents=True)
    there.write_bytes(b"other")
    told = migrate(deployment, "local", "other", "--dry-run", code=3)
    assert (told["moved"], told["missing"], told["conflicts"]) == (3, 2, 1)
    assert {each["kind"] for each in told["problems"]} == {"missing", "rotten", "conflict"}
    assert {row["store"] for row in archive.rows().values()} == {"local"}
    assert len(list(other(deployment).list(""))) == 1
    real = migrate(deployment, "local", "other", code=3)
    same = ("moved", "missing", "conflicts", "bytes")
    assert [told[each] for each in same] == [real[each] for each in same]
    assert sorted(told["problems"], key=str) == sorted(real["problems"], key=str)


def test_what_went_wrong_is_told_in_lines_for_a_mail(few):
    deployment, archive = few
    key = min(archive.rows())
    archive.store.delete(key)
    ended = deployment.call("migrate-storage", "local", "other")
    assert (ended.code, ended.out) == (3, "")
    assert "1 objects could not be moved from local to other" in ended.err
    assert f"{key}, missing" in ended.err


def test_a_limit_moves_so_many_and_the_next_run_goes_on(few):
    deployment, _ = few
    assert migrate(deployment, "local", "other", "--limit", "4")["moved"] == 4
    assert migrate(deployment, "local", "other", "--verify", "read")["moved"] == 2


def test_what_was_left_behind_goes_only_when_asked_and_only_when_old(few):
    deployment, archive = few
    migrate(deployment, "local", "other")
    delete = ("local", "other", "--delete-source", "--older-than")
    assert migrate(deployment, *delete, "30d")["deleted"] == 0
    with sqlite3.connect(archive.ledger) as ledger:
        left = "json_object('left_in', json_object('local', '2025-12-08T03:00:00+00:00'))"
        ledger.execute(f"UPDATE episodes SET metadata = json_patch(metadata, {left})")
    assert migrate(deployment, *delete, "30d", "--dry-run")["deleted"] == 6
    assert len(list(archive.store.list(""))) == 6
    told = migrate(deployment, *delete, "30d")
    assert (told["deleted"], told["moved"], told["config"]) == (6, 0, None)
    assert list(archive.store.list("")) == []
    assert_whole(archive, other(deployment))


def test_files_of_the_platform_come_along_and_what_is_nobodys_is_named(few):
    deployment, archive = few
    archive.store.path("podcasts/podcast_42_1733600000.mp3").write_bytes(b"old")
    archive.store.path("notes.txt").write_bytes(b"whose?")
    told = migrate(deployment, "local", "other", "--unrecorded")
    assert (told["moved"], told["unrecorded"], told["unattributed_keys"]) == (8, 2, ["notes.txt"])
    ended = deployment.call("migrate-storage", "local", "other", "--unrecorded")
    assert ended.code == 0
    assert "notes.txt" in ended.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("local", "local"), "name two stores"),
        (("local", "s4"), "no store 's4'"),
        (("local", "other", "--delete-source"), "--older-than"),
        (("local", "other", "--older-than", "30d"), "--delete-source"),
        (("local", "other", "--delete-source", "--older-than", "soon"), "length of time"),
        (("local", "other", "--delete-source", "--older-than", "23h"), "1d or more"),
        (("local", "other", "--bandwidth", "fast"), "bytes in a second"),
        (
            ("local", "other", "--delete-source", "--older-than", "1d", "--unrecorded"),
            "--unrecorded",
        ),
    ],
)
def test_a_command_that_contradicts_itself_is_misuse(few, arguments, said):
    ended = few[0].call("migrate-storage", *arguments)
    assert ended.code == 2
    assert said in ended.err


def test_one_place_under_two_names_is_misuse_before_anything_is_deleted(tmp_path):
    deployment, archive = deployed(tmp_path, 2)
    (tmp_path / "other").symlink_to(tmp_path / "media")
    ended = deployment.call("migrate-storage", "local", "other")
    assert ended.code == 2
    assert "same place" in ended.err
    assert {row["store"] for row in archive.rows().values()} == {"local"}


def test_a_second_migration_at_the_same_time_is_told_to_come_later(few):
    deployment, _ = few
    with run_lock(deployment.state / "migrate.lock"):
        told = migrate(deployment, "local", "other", code=75)
    assert "migrate.lock" in told["put_off"]


def test_a_night_that_is_at_work_for_too_long_ends_it_with_try_later(few):
    deployment, archive = few
    with run_lock(deployment.state / "ledger.lock"):
        told = migrate(deployment, "local", "other", "--wait", "1s", code=75)
    assert "ledger.lock" in told["put_off"]
    assert {row["store"] for row in archive.rows().values()} == {"local"}
    assert migrate(deployment, "local", "other")["moved"] == 6


def test_what_a_migration_had_copied_when_it_was_killed_is_pruned_with_all_else(few):
    deployment, archive = few
    slowly = ("migrate-storage", "local", "other", "--bandwidth", "300")
    process = deployment.start(*slowly, start_new_session=True)
    while not list(other(deployment).list("podcasts/")):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert {row["store"] for row in archive.rows().values()} == {"local"}
    assert deployment.call("verify", "--json").json["problems"] == []
    assert deployment.call("prune", "--older-than", "30d").code == 0
    assert [*archive.store.list(""), *other(deployment).list("")] == []


def test_what_a_killed_run_left_half_fetched_is_gone_after_the_next(few):
    deployment, _ = few
    room = deployment.state / "spool" / ".moving"
    room.mkdir(parents=True)
    (room / ".abc.part").write_bytes(b"half")
    migrate(deployment, "local", "other")
    assert list(deployment.leftovers()) == []
    assert not room.exists()


def test_a_ledger_of_an_older_version_is_renewed(few):
    deployment, archive = few
    with sqlite3.connect(archive.ledger) as older:
        older.execute("DROP INDEX episodes_by_store")
        older.execute("DROP INDEX episodes_with_copies")
        older.execute("DELETE FROM _sqlite_migrations WHERE name = ?", [MIGRATIONS[2]])
    older.close()
    assert migrate(deployment, "local", "other")["moved"] == 6


@pytest.mark.servers  # patience
def test_a_night_that_starts_meanwhile_is_served_and_an_interruption_loses_nothing(tmp_path):
    deployment, archive = deployed(tmp_path, 200, size=1000)
    slowly = ("migrate-storage", "local", "other", "--bandwidth", "5k", "--json")
    process = deployment.start(*slowly)
    while sum(row["store"] == "other" for row in archive.rows().values()) < 5:
        assert process.poll() is None
        time.sleep(0.05)
    night = deployment.run("generate", "--date", "today", "--user", "42", "--json")
    assert (night.code, night.json["completed"]) == (0, 1)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    told = json.loads(out)
    assert process.returncode == 130
    assert told["interrupted"]
    assert "interrupted with" in err
    switched = sum(row["store"] == "other" for row in archive.rows().values())
    assert 5 <= switched == told["moved"] < 200


@pytest.mark.servers  # patience
def test_a_migration_may_be_killed_at_any_moment(tmp_path):
    deployment, archive = deployed(tmp_path, 200)
    survived(deployment, archive, kills=3, seconds=0.4)
