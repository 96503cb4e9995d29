"""What each command tells, for people and for scripts."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from deployments import in_process
from killings import DAY, killed_night, prepared
from mutagen.mp3 import MP3

FACTS = {
    "accuracy_this_week",
    "accuracy_last_week",
    "weakest_subject",
    "reviews_due",
    "missed_questions",
    "lessons_finished",
    "recommended",
}


def test_preview_says_on_its_first_line_whether_a_learner_is_due(fresh):
    assert fresh.call("preview", "--user", "42").out.startswith("42 is due on ")


def test_preview_of_a_learner_who_is_not_due_says_why_and_shows_the_episode_all_the_same(
    first_night,
):
    deployment, _ = first_night
    ended = deployment.call("preview", "--user", "42")
    assert ended.out.splitlines()[0].startswith("42 is not due (already_served) on ")
    assert "Sarah" in ended.out


def test_preview_as_json_has_the_keys_that_scripts_rely_on(fresh):
    seen = fresh.call("preview", "--user", "42", "--json").json
    assert {"user_id", "eligible", "reason", "rules", "plan", "language", "chain", "voice"} <= set(
        seen
    )
    assert seen["eligible"] is True
    assert seen["reason"] is None
    assert set(seen["facts"]) <= FACTS
    assert all(set(fact) >= {"value", "n", "window", "source"} for fact in seen["facts"].values())
    assert all(set(rule) == {"rule", "value", "verdict"} for rule in seen["rules"])


def test_preview_leaves_no_trace(fresh):
    fresh.call("preview", "--user", "42")
    assert not fresh.state.exists()
    assert not fresh.media.exists()


def test_preview_speaks_into_a_file_and_remembers_only_the_attempts(fresh, tmp_path):
    mp3 = tmp_path / "try.mp3"
    ended = fresh.run("preview", "--user", "64", "--audio", str(mp3), "--json")
    assert ended.code == 0, ended
    assert MP3(mp3).info.length > 60
    assert ended.json["audio"]["bytes"] == mp3.stat().st_size
    assert fresh.rows("SELECT * FROM episodes") == fresh.rows("SELECT * FROM runs") == []
    assert [row["stage"] for row in fresh.rows("SELECT * FROM attempts")] == ["script", "speech"]
    assert not fresh.media.exists()


@pytest.mark.servers  # patience
def test_preview_of_the_audio_is_the_episode_to_the_byte(first_night, tmp_path):
    deployment, _ = first_night
    mp3 = tmp_path / "try.mp3"
    day = deployment.rows("SELECT date, sha256 FROM episodes WHERE user_id = '64'")[0]
    ended = deployment.run(
        "preview", "--user", "64", "--date", day["date"], "--audio", str(mp3), "--json"
    )
    assert ended.json["audio"]["sha256"] == day["sha256"]


def test_a_dry_run_names_who_is_due_and_makes_nothing(fresh):
    planned = fresh.call("generate", "--dry-run", "--json")
    assert planned.code == 0
    assert planned.json["dry_run"] is True
    assert planned.json["due"] == len(planned.json["learners"]) >= 6
    assert {"user_id", "tenant", "date", "plan", "language"} == set(planned.json["learners"][0])
    assert not fresh.state.exists()


def test_a_limit_is_a_limit(fresh):
    limited = fresh.call("generate", "--dry-run", "--limit", "2", "--json").json
    assert (limited["due"], limited["stopped_by_limit"]) == (2, True)


def test_one_user_is_made_alone(fresh):
    ended = fresh.run("generate", "--user", "64", "--json")
    assert (ended.code, ended.json["completed"]) == (0, 1), ended
    assert [row["user_id"] for row in fresh.rows("SELECT user_id FROM episodes")] == ["64"]


def test_generate_as_json_has_the_keys_that_scripts_rely_on(first_night):
    deployment, _ = first_night
    told = deployment.call("generate", "--json").json
    assert {
        *("date", "run_id", "dry_run", "due", "completed", "failed", "by_status", "skipped"),
        *("failures", "bad_records", "estimate_micro_usd", "cost_micro_usd"),
    } <= set(told)


def test_a_failed_learner_is_told_with_the_stage_the_reason_and_what_to_run(fresh):
    path = fresh.folder / "learners.jsonl"
    learners = [
        {"user_id": "1", "language": "xx", "last_active_at": f"{date.today()}T00:00:00Z"},
        {"user_id": "2", "last_active_at": f"{date.today()}T00:00:00Z"},
    ]
    path.write_text("".join(json.dumps(each) + "\n" for each in learners))
    ended = fresh.run("generate", "--source", str(path))
    assert ended.code == 3
    assert "1 of 2 episodes" in ended.err
    assert "no voice" in ended.err
    assert "podcaster retry" in ended.err


@pytest.mark.servers  # patience
def test_retry_finishes_what_was_interrupted_without_reading_learners(tmp_path):
    deployment = killed_night(tmp_path, "spooled", "after")
    (deployment.folder / "learners.jsonl").unlink()
    retried = deployment.run("retry", "--json")
    assert (retried.code, retried.json["due"], retried.json["completed"]) == (0, 1, 1), retried
    stages = deployment.rows("SELECT stage FROM attempts WHERE run_id = ?", retried.json["run_id"])
    assert "script" not in {row["stage"] for row in stages}


def test_a_retry_without_work_leaves_no_run_behind(first_night):
    deployment, _ = first_night
    before = deployment.rows("SELECT count(*) AS n FROM runs")
    assert deployment.call("retry").code == 0
    assert deployment.rows("SELECT count(*) AS n FROM runs") == before


def test_retry_of_a_learner_of_whom_nothing_is_known_is_refused(first_night):
    deployment, _ = first_night
    assert deployment.call("retry", "--user", "nobody").code == 2


@pytest.mark.servers  # patience
def test_one_row_that_cannot_be_read_costs_one_learner(tmp_path):
    deployment = prepared(tmp_path, learners=3)
    assert deployment.run("generate", "--date", str(DAY), "--limit", "1").code == 0
    with closing(sqlite3.connect(deployment.state / "ledger.sqlite")) as ledger, ledger:
        ledger.execute("UPDATE episodes SET status = 'failed', brief = '{}'")
    told = deployment.run("generate", "--date", str(DAY), "--json")
    assert (told.code, told.json["completed"], told.json["failed"]) == (3, 2, 1), told


def test_show_looks_where_the_episode_is_not_where_new_ones_go(first_night):
    deployment, _ = first_night
    moved = replace(
        deployment,
        environment={
            "PODCASTER_STORAGE__STORE": "archive",
            "PODCASTER_STORES__ARCHIVE": '{kind = "local", path = "archive"}',
        },
    )
    podcast = moved.run("show", "--user", "42", "--json").json["podcast"]
    assert podcast["file"].startswith(str(deployment.media))


def test_show_gives_an_episode_with_its_chapters(first_night):
    deployment, _ = first_night
    told = deployment.call("show", "--user", "42", "--json")
    podcast = told.json["podcast"]
    assert (told.code, told.json["status"]) == (0, "completed_with_fallback")
    assert {
        *("date", "title", "script", "audio_url", "file", "duration_seconds", "language"),
        *("ai_model_used", "tts_provider", "chapters"),
    } == set(podcast)
    assert podcast["chapters"][0]["start"] == 0
    assert (deployment.folder / podcast["file"]).is_file()


def test_show_of_a_learner_without_an_episode_says_it_is_coming_and_exits_3(first_night):
    deployment, _ = first_night
    told = deployment.call("show", "--user", "nobody", "--json")
    assert (told.code, told.json) == (3, {"status": "coming tomorrow", "podcast": None})


def test_status_tells_runs_and_what_became_of_a_date(first_night):
    deployment, _ = first_night
    told = deployment.call("status", "--json").json
    assert told["runs"][-1]["exit_code"] == 0
    assert sum(sum(counts.values()) for counts in told["by_date"].values()) >= 6


def test_status_of_a_learner_is_a_story_with_its_next_command(first_night):
    deployment, _ = first_night
    ended = deployment.call("status", "--user", "42")
    assert "Milestone: stored" in ended.out
    assert "podcaster show --user 42" in ended.out


def test_status_before_the_first_night_makes_no_file(fresh):
    assert fresh.call("status").code == 0
    assert not fresh.state.exists()


def test_schema_is_the_json_schema_of_one_learner():
    schema = in_process("schema").json
    assert schema["required"] == ["user_id"]
    assert "answers" in schema["properties"]


def test_init_lays_out_a_deployment_that_runs_as_it_is(tmp_path):
    folder = tmp_path / "new"
    assert in_process("init", str(folder)).code == 0
    assert (folder / "prompts/fallback/ja.j2").is_file()
    assert (folder / "podcaster.env.example").stat().st_mode & 0o777 == 0o600
    config = str(folder / "config.toml")
    assert in_process("generate", "--dry-run", "--config", config, "--json").json["due"] >= 6


def test_init_fills_an_existing_empty_folder(tmp_path):
    assert in_process("init", str(tmp_path)).code == 0


def test_help_names_every_command_with_a_sentence():
    told = in_process("--help").out
    for command in ("generate", "retry", "preview", "status", "show", "init", "schema"):
        assert command in told
    assert "Exit codes" in told


@pytest.mark.servers  # patience
def test_the_hint_after_a_night_names_the_date_that_was_made(fresh):
    ended = replace(fresh, environment={"FORCE_COLOR": "1", "NO_COLOR": "1"}).run(
        "generate", "--date", "yesterday", "--user", "64"
    )
    (row,) = fresh.rows("SELECT date FROM episodes")
    assert f"To see one: podcaster show --user 64 --date {row['date']}" in ended.out
