"""`podcaster status`: the date that was meant, and how runs ended."""

from datetime import UTC, date, datetime, timedelta

import pytest
from planted import Archive, archive

from podcaster.ledger.lock import run_lock

TODAY = datetime.now(UTC).date()


@pytest.fixture
def made(tmp_path) -> Archive:
    """Two episodes each of three learners."""
    return archive(tmp_path / "deployment", 6, newest=TODAY, learners=3)


def story_of(made: Archive, *arguments: str) -> dict:
    learner = made.episodes[0].learner
    who = ("--user", learner.user_id, "--tenant", learner.tenant)
    return made.deployment.call("status", *who, *arguments, "--json").json


def days(made: Archive) -> set[date]:
    """Of the first learner."""
    return {each.day for each in made.episodes if each.learner == made.episodes[0].learner}


def test_a_learners_story_is_told_of_the_date_that_was_named(made):
    assert len(days(made)) == 2
    told = {story_of(made, "--date", str(day))["date"] for day in days(made)}
    assert told == set(map(str, days(made)))


def test_a_learners_story_is_of_the_latest_episode_where_no_date_was_named(made):
    assert story_of(made)["date"] == str(max(days(made)))


def test_a_date_without_an_episode_names_the_command_that_says_why(made):
    ended = made.deployment.call("status", "--user", "1", "--date", "2020-01-01")
    assert ended.code == 3
    assert "`podcaster preview --user 1 --date 2020-01-01` says why" in ended.err


def test_one_failure_is_one_time(made):
    made.execute("UPDATE episodes SET status='failed', failures=1, error_message='speech: no'")
    told = made.deployment.call("status", "--user", "1")
    assert "Failed 1 time, last at its speech: no" in told.out


def test_a_night_for_yesterday_is_recorded_with_its_date(tmp_path):
    deployment = archive(tmp_path / "deployment", 1).deployment
    for word, day in (("yesterday", str(TODAY - timedelta(days=1))), ("today", None)):
        told = deployment.call("generate", "--date", word, "--user", "nobody-knows", "--json")
        (run,) = deployment.rows("SELECT date FROM runs ORDER BY rowid DESC LIMIT 1")
        assert run["date"] == day, told


def test_a_run_without_an_end_has_died_where_nobody_has_the_lock(made):
    assert "died" in made.deployment.call("status").out
    assert "running" not in made.deployment.call("status").out
    (run,) = made.deployment.call("status", "--json").json["runs"]
    assert run["died"] is True


def test_a_run_without_an_end_may_be_running_while_the_lock_is_held(made):
    with run_lock(made.deployment.state / "ledger.lock"):
        (run,) = made.deployment.call("status", "--json").json["runs"]
        assert "running" in made.deployment.call("status").out
    assert run["died"] is False


def test_a_run_without_an_end_that_another_has_followed_has_died(made):
    made.execute("INSERT INTO runs (id, command, started_at) VALUES ('b', 'retry', '2026-11-02')")
    with run_lock(made.deployment.state / "ledger.lock"):
        runs = made.deployment.call("status", "--json").json["runs"]
    assert [(run["command"], run["died"]) for run in runs] == [("retry", False), ("generate", True)]


def test_providers_are_told_by_how_they_answered(made):
    (run,) = made.deployment.rows("SELECT id FROM runs")
    for outcome, seconds, cost in (("ok", 1.0, 30), ("ok", 3.0, 40), ("failed", 9.0, 0)):
        made.execute(
            "INSERT INTO attempts (run_id, stage, provider, model, voice, started_at, seconds,"
            " outcome, error_kind, cost_micro_usd, answer, error_message)"
            f" VALUES ('{run['id']}', 'speech', 'polly', '', '', '{TODAY}T03:00:00.000Z',"
            f" {seconds}, '{outcome}', '', {cost}, '', '')"
        )
    told = made.deployment.call("status", "--json").json
    (polly,) = (each for each in told["providers"] if each["provider"] == "polly")
    assert (polly["ok"], polly["failed"], polly["mean_seconds"]) == (2, 1, 2.0)
    assert polly["cost_micro_usd"] == told["spent_micro_usd"]["days_7"] == 70
    (line,) = (each for each in made.deployment.call("status").out.splitlines() if "polly" in each)
    assert line.split()[:6] == ["speech", "polly", "2", "1", "33.3%", "2.00"]


def test_what_is_to_be_finished_is_told_with_its_next_try(made):
    now, soon = datetime.now(UTC), "2099-01-01T03:00:00.000Z"
    made.execute(
        f"UPDATE episodes SET status='failed', next_try_at='{soon}', created_at='{now.isoformat()}'"
        " WHERE rowid IN (SELECT rowid FROM episodes LIMIT 2)"
    )
    made.execute(
        "UPDATE episodes SET status='pending', created_at='2020-01-01T00:00:00.000Z'"
        " WHERE rowid IN (SELECT rowid FROM episodes WHERE status <> 'failed' LIMIT 1)"
    )
    told = made.deployment.call("status", "--json").json
    (failed,) = told["unfinished"]
    assert (failed["status"], failed["episodes"]) == ("failed", 2)
    assert failed["first_try_at"].startswith("2099-01-01T03:00")
    assert told["too_old_to_retry"] == 1
    assert "2 failed, tried from 2099-01-01 03:00 UTC on" in made.deployment.call("status").out


def ran(made: Archive, *runs: tuple[str, float, int, int]) -> None:
    """Runs of a command that ended so many hours ago, with an exit code, and how many were done."""
    made.execute("DELETE FROM attempts")
    made.execute("UPDATE runs SET started_at='2020-01-01T00:00:00.000Z'")
    for at, (command, hours, code, completed) in enumerate(runs):
        ended = (datetime.now(UTC) - timedelta(hours=hours)).isoformat(timespec="milliseconds")
        made.execute(
            "INSERT INTO runs (id, command, started_at, finished_at, eligible, completed, failed,"
            f" exit_code) VALUES ('r{at}', '{command}', '{ended}', '{ended}', 9, {completed}, 0,"
            f" {code})"
        )


@pytest.mark.parametrize(
    ("runs", "code"),
    [
        ([], 3),
        ([("generate", 2, 0, 9)], 0),
        ([("generate", 2, 0, 0)], 0),
        ([("generate", 2, 3, 5)], 0),
        ([("generate", 2, 3, 0)], 3),
        ([("generate", 2, 4, 0)], 3),
        ([("generate", 2, 75, 5)], 3),
        ([("generate", 30, 0, 9)], 3),
        ([("generate", 30, 0, 9), ("generate", 2, 4, 0)], 3),
        ([("generate", 3, 0, 9), ("generate", 2, 4, 0)], 0),
        ([("generate", 3, 4, 0), ("retry", 2, 0, 9)], 0),
        ([("generate", 30, 4, 0), ("retry", 2, 0, 9)], 3),
        ([("generate", 30, 0, 9), ("generate --user", 2, 0, 1)], 3),
        ([("generate", 3, 4, 0), ("retry --user", 2, 0, 1)], 3),
        ([("generate", 3, 0, 9), ("generate --user", 2, 4, 0)], 0),
    ],
)
def test_a_monitoring_learns_whether_nights_end_well(made, runs, code):
    ran(made, *runs)
    ended = made.deployment.call("status", "--max-age", "26h")
    assert (ended.code, len(ended.out.splitlines()), ended.err) == (code, 1, "")
    assert ended.out.startswith("late: " if code else "ok: ")
    assert made.deployment.call("status", "--max-age", "26h", "--json").json["ok"] is (code == 0)


def test_a_run_by_hand_for_one_learner_does_not_hide_how_the_last_night_ended(made):
    ran(made, ("generate", 30, 4, 0))
    assert made.deployment.call("generate", "--user", "nobody-knows").code != 1
    ended = made.deployment.call("status", "--max-age", "26h")
    assert ended.code == 3
    assert "the last, generate, ended 1 d 6 h" in ended.out


def test_an_age_that_is_none_is_misused(made):
    assert made.deployment.call("status", "--max-age", "soon").code == 2


def test_where_there_was_no_run_yet_nights_are_late(tmp_path):
    from deployments import Deployment

    ended = Deployment(tmp_path).configure().call("status", "--max-age", "26h")
    assert (ended.code, ended.err) == (3, "")
    assert "there was no run yet" in ended.out
    assert not (tmp_path / "var").exists()


def test_an_episode_that_cannot_be_shown_has_failed(made):
    made.execute("UPDATE episodes SET status = 'failed'")
    ended = made.deployment.call("show", "--user", "1")
    assert ended.err == "podcaster: learner 1 has no episode yet: it has failed\n"
