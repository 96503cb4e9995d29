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


def test_an_episode_that_cannot_be_shown_has_failed(made):
    made.execute("UPDATE episodes SET status = 'failed'")
    ended = made.deployment.call("show", "--user", "1")
    assert ended.err == "podcaster: learner 1 has no episode yet: it has failed\n"
