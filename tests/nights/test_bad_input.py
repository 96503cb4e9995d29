"""Whatever a user gets wrong: one sentence that says what, where and what to do, and the code."""

import fcntl
import gzip
import json
import os
from datetime import UTC, datetime, timedelta

import pytest
from deployments import Deployment, Ended, in_process

NOW = datetime.now(UTC).isoformat()
GOOD = {"user_id": "7", "last_active_at": NOW}


def export(fresh: Deployment, content: bytes | str, name: str = "learners.json") -> str:
    path = fresh.folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def lines(*records: dict) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def assert_told(ended: Ended, code: int, *words: str) -> None:
    assert ended.code == code, ended
    assert "Traceback" not in ended.err
    assert ended.err.startswith("podcaster: "), ended.err
    for word in words:
        assert word in ended.err


def test_a_config_that_is_named_and_not_there_is_told(tmp_path):
    assert_told(Deployment(tmp_path).call("generate"), 2, str(tmp_path / "config.toml"))


def test_without_any_config_the_places_and_init_are_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PODCASTER_CONFIG", raising=False)
    ended = in_process("generate")
    assert_told(ended, 2, "--config", "PODCASTER_CONFIG", "/etc", "podcaster init")


def test_five_mistakes_in_a_config_are_told_at_once(fresh):
    fresh.configure(
        'timezone = "Mars/Olympus"\nstroage = 1\n[audio]\nbitrate = 64\n'
        '[eligibility]\nbatch_size = 0\n[script]\nchain = ["tempalte"]\n'
    )
    ended = fresh.call("generate")
    assert_told(
        ended, 2, "timezone", "stroage", "storage", "bitrate_kbps", "batch_size", "template"
    )


BROKEN_EXPORTS = {
    "empty": (b"", 4, "empty"),
    "binary": (bytes(range(256)) * 40, 4, "learners.json"),
    "not json": (b"user 7 was here\nand here", 4, "learners.json"),
    "cut in an array": (json.dumps([GOOD, GOOD])[:-20].encode(), None, "learners.json"),
    "cut gzip": (gzip.compress(lines(GOOD).encode() * 50)[:-9], None, "learners.json"),
    "deeply nested": (b'[{"user_id": "7", "x": ' + b"[" * 100_000, 4, "learners.json"),
    "a csv with bars": (b"user_id|plan\n7|free\n", 4, "neither JSON nor CSV"),
}


@pytest.mark.parametrize("case", BROKEN_EXPORTS)
def test_an_export_that_cannot_be_read_is_named_with_what_is_wrong(fresh, case):
    content, code, word = BROKEN_EXPORTS[case]
    ended = fresh.call("generate", "--dry-run", "--source", export(fresh, content))
    assert_told(ended, ended.code if code is None else code, word)
    assert ended.code in (3, 4)


def test_an_export_that_is_not_there_is_named(fresh):
    assert_told(fresh.call("generate", "--source", "nowhere.json"), 4, "nowhere.json")


def test_a_directory_is_no_export(fresh):
    assert_told(fresh.call("generate", "--source", str(fresh.folder)), 4, "directory")


def test_a_pipe_is_refused_without_waiting_for_somebody_to_write(fresh):
    pipe = fresh.folder / "pipe"
    os.mkfifo(pipe)
    assert_told(fresh.call("generate", "--source", str(pipe)), 4, "pipe")


def test_a_database_url_is_not_taken_for_a_file_and_not_repeated(fresh):
    ended = fresh.call("generate", "--source", "postgresql://me:hunter2@db.invalid/x")
    assert ended.code == 4
    assert "hunter2" not in ended.out + ended.err


def test_a_bad_line_in_the_middle_is_one_records_trouble(fresh):
    content = lines(GOOD) + "{oops\n" + lines({"user_id": "8", "last_active_at": NOW})
    ended = fresh.call("generate", "--dry-run", "--json", "--source", export(fresh, content))
    assert (ended.code, ended.json["due"]) == (3, 2)
    assert [bad["line"] for bad in ended.json["bad_records"]] == [2]


def test_a_second_record_of_a_learner_is_counted_and_left_out(fresh):
    ended = fresh.call(
        "generate", "--dry-run", "--json", "--source", export(fresh, lines(GOOD, GOOD, GOOD))
    )
    assert (ended.json["due"], ended.json["skipped"]) == (1, {"duplicate": 2})


@pytest.mark.parametrize("date", ["2026-02-30", "tomorrow", "2999-01-01", "1999-01-01", ""])
def test_a_date_that_cannot_be_made_is_refused(fresh, date):
    assert_told(fresh.call("generate", "--date", date), 2)


def test_a_date_ahead_of_every_learner_is_refused(fresh):
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()
    learner = {**GOOD, "timezone": "Pacific/Pago_Pago"}
    path = export(fresh, lines(learner))
    assert_told(fresh.call("generate", "--date", str(tomorrow), "--source", path), 2, "begun")


@pytest.mark.parametrize("command", [["generate"], ["preview"], ["generate", "--dry-run"]])
def test_a_user_who_does_not_exist_is_refused(fresh, command):
    assert_told(fresh.call(*command, "--user", "nobody"), 2, "nobody")


def test_a_user_in_several_tenants_is_asked_for(fresh):
    path = export(fresh, lines({**GOOD, "tenant": "north"}, {**GOOD, "tenant": "south"}))
    asked = ["preview", "--user", "7", "--source", path]
    assert_told(fresh.call(*asked), 2, "north", "south", "--tenant")
    assert fresh.call(*asked, "--tenant", "south", "--json").json["tenant"] == "south"


STRANGE_IDS = ["../../etc", "a" * 10_000, "😀", "x/y", "..", " 7", "日本", "a\x00b"]


@pytest.mark.servers
def test_strange_ids_are_served_and_none_of_them_leaves_its_place(fresh):
    records = [{"user_id": each, "last_active_at": NOW} for each in STRANGE_IDS]
    ended = fresh.run("generate", "--source", export(fresh, lines(*records)), "--json")
    assert ended.json["completed"] + len(ended.json["bad_records"]) == len(STRANGE_IDS), ended
    assert all(key.count("/") == 2 for key in fresh.mp3s())
    assert {path.name for path in fresh.folder.iterdir()} == {
        *("config.toml", "learners.json", "media", "var")
    }


def test_strange_names_are_served_and_never_change_what_is_said(fresh):
    names = ["x" * 2**20, "<b>Ann</b>", "a\x00b\x1b[31m", "\ud800", "{{ 7*7 }}", "[pause 99s]"]
    records = [
        {"user_id": str(n), "display_name": name, "last_active_at": NOW}
        for n, name in enumerate(names)
    ]
    fresh.configure('[speech]\nwithout_credentials = "script_only"\n')
    ended = fresh.run("generate", "--source", export(fresh, lines(*records)), "--json")
    assert (ended.code, ended.json["completed"]) == (0, len(names)), ended
    for row in fresh.rows("SELECT script_text FROM episodes"):
        assert not set("<>{}[]\x00\x1b") & set(row["script_text"])


def test_a_state_directory_that_cannot_be_made_is_named(fresh):
    (fresh.folder / "file").write_text("")
    fresh.configure('state_dir = "file/var"\n')
    assert_told(fresh.call("generate"), 2, "file/var")


def test_a_store_that_cannot_be_written_costs_nothing(fresh):
    (fresh.folder / "file").write_text("")
    fresh.configure('[stores.local]\npath = "file/media"\n')
    assert_told(fresh.call("generate"), 2, "file/media")
    assert fresh.rows("SELECT * FROM attempts") == []


def test_of_two_runs_at_once_the_second_exits_75_at_once(fresh):
    fresh.state.mkdir()
    with (fresh.state / "ledger.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert_told(fresh.call("generate"), 75, "another run")


def test_a_retry_beside_a_run_exits_75_and_says_nothing(fresh):
    fresh.state.mkdir()
    with (fresh.state / "ledger.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ended = fresh.call("retry")
    assert (ended.code, ended.out, ended.err) == (75, "", "")


def test_a_lock_left_by_a_dead_run_blocks_nobody(fresh):
    fresh.state.mkdir()
    (fresh.state / "ledger.lock").write_text("999999\n")
    path = export(fresh, lines({**GOOD, "is_active": False}))
    assert fresh.call("generate", "--source", path).code == 0


def test_a_ledger_that_is_none_is_named_and_left_alone(fresh):
    fresh.state.mkdir()
    broken = fresh.state / "ledger.sqlite"
    broken.write_bytes(b"this is no database" * 100)
    assert_told(fresh.call("generate"), 2, "ledger.sqlite")
    assert broken.read_bytes().startswith(b"this is no database")


def test_an_export_may_begin_with_a_byte_order_mark_in_utf_16(fresh):
    content = json.dumps([GOOD]).encode("utf-16")
    ended = fresh.call("generate", "--dry-run", "--json", "--source", export(fresh, content))
    assert (ended.code, ended.json["due"]) == (0, 1)


def test_existing_files_stop_init_before_it_writes_any(tmp_path):
    (tmp_path / "config.toml").write_text("# mine\n")
    ended = in_process("init", str(tmp_path))
    assert_told(ended, 2, "never overwritten")
    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]


def test_a_plan_without_an_engine_refuses_an_export_before_anything_is_begun(fresh):
    fresh.configure("[speech]\n[speech.plans]\nfree = []\n")
    ended = fresh.call("generate", "--source", export(fresh, lines(GOOD)))
    assert_told(ended, 2, "plan free", "without_credentials")
    assert fresh.rows("SELECT * FROM runs") == []


def test_an_operator_may_run_without_speech(fresh):
    fresh.configure('[speech]\nwithout_credentials = "script_only"\n[speech.plans]\nfree = []\n')
    ended = fresh.call("generate", "--json", "--source", export(fresh, lines(GOOD)))
    assert (ended.code, ended.json["by_status"]) == (0, {"script_only": 1}), ended
    assert fresh.mp3s() == {}
