"""`podcaster retry` where nothing can be done: people are told, and cron is not."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from deployments import Deployment
from planted import archive

from podcaster.ledger.lock import run_lock

LATER = datetime.now(UTC) + timedelta(days=1)
TERMINAL = {"FORCE_COLOR": "1", "NO_COLOR": "1"}
"""Lets a command believe that somebody looks."""


@pytest.fixture
def done(tmp_path) -> Deployment:
    """A deployment in which all episodes are done."""
    return archive(tmp_path / "deployment", 8).deployment


@pytest.fixture
def waiting(done) -> Deployment:
    """One in which five have failed, and are tried again tomorrow."""
    set_back(done, 5, LATER)
    return done


def set_back(deployment: Deployment, count: int, until: datetime) -> None:
    with closing(sqlite3.connect(deployment.state / "ledger.sqlite")) as ledger, ledger:
        ledger.execute(
            "UPDATE episodes SET status = 'failed', failures = 1, next_try_at = ?, created_at = ?"
            " WHERE rowid IN (SELECT rowid FROM episodes LIMIT ?)",
            [until.isoformat(), datetime.now(UTC).isoformat(), count],
        )


def watched(deployment: Deployment) -> Deployment:
    return replace(deployment, environment=TERMINAL)


def test_a_retry_that_finds_nothing_is_no_rehearsal(done):
    told = done.call("retry", "--json").json
    assert (told["dry_run"], told["due"], told["waiting"]) == (False, 0, 0)


def test_a_retry_that_finds_nothing_says_so_on_a_terminal(done):
    ended = watched(done).call("retry")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "Nothing is to be finished now.\n"


def test_a_retry_says_how_many_wait_and_until_when(waiting):
    ended = watched(waiting).call("retry")
    assert f"5 wait until {LATER:%Y-%m-%d %H:%M} UTC; `podcaster retry --user ID`" in ended.out
    assert "would" not in ended.out


def test_a_retry_counts_those_who_wait_for_scripts(waiting):
    told = waiting.call("retry", "--json").json
    assert (told["dry_run"], told["waiting"], told["run_id"]) == (False, 5, None)


def test_a_retry_of_which_all_wait_is_silent_without_a_terminal(waiting):
    ended = waiting.call("retry")
    assert (ended.code, ended.out, ended.err) == (0, "", "")


HEAVY = (
    "podcaster.wiring",
    "podcaster.pipeline.batch",
    "requests",
    "sqlalchemy",
    "jinja2",
    "boto3",
)


def test_a_retry_of_cron_that_finds_nothing_opens_nothing_but_configuration_and_ledger(waiting):
    program = (
        "-c",
        "import atexit, sys; atexit.register(lambda: print(*sys.modules));"
        "from podcaster.__main__ import main; main()",
    )
    ended = waiting.run("retry", program=program)
    assert (ended.code, ended.err) == (0, "")
    assert [name for name in ended.out.split() if name.startswith(HEAVY)] == []


def test_an_option_that_is_none_is_refused_though_nothing_is_to_be_done(waiting):
    ended = waiting.call("retry", "--max-runtime", "soon")
    assert ended.code == 2
    assert "no length of time" in ended.err


def test_a_retry_that_finds_another_run_at_work_says_so_on_a_terminal_only(waiting):
    with run_lock(waiting.state / "ledger.lock"):
        unseen, seen = waiting.call("retry"), watched(waiting).call("retry")
    assert (unseen.code, unseen.out, unseen.err) == (75, "", "")
    assert seen.code == 75
    assert "another run" in seen.err
