"""Ctrl-C and SIGTERM during a night: a quick and orderly end, and nothing that is not made up for.

A night here has three learners: when the signal comes, one is spoken to, one waits for the one
worker there is, and one is still to come.
"""

import os
import signal
import sqlite3
import subprocess
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest
from deployments import Deployment, Ended
from killings import (
    DAY,
    assert_nobody_lives_on,
    assert_nothing_half_done,
    generate,
    outcome_of,
    prepared,
)

SECONDS_TO_END = 10
LEARNERS = 3
NIGHT = ("generate", "--date", str(DAY), "--jobs", "2")


@dataclass(frozen=True)
class Interrupted:
    """A night that was sent a signal while its first episodes were spoken."""

    number: signal.Signals
    deployment: Deployment
    ended: Ended
    seconds: float


def night_of_three(folder: Path, **environment: str) -> Deployment:
    deployment = prepared(folder, LEARNERS, **environment)
    with (folder / "config.toml").open("a") as config:
        config.write("[pipeline]\nworkers = 1\n")
    return deployment


def started(deployment: Deployment, **kwargs: bool) -> subprocess.Popen:
    """A night at the moment when its first two episodes are in flight."""
    process = deployment.start(*NIGHT, **kwargs)
    while process.poll() is None and in_flight(deployment) < 2:
        time.sleep(0.01)
    return process


def in_flight(deployment: Deployment) -> int:
    try:
        return len(deployment.rows("SELECT 1 FROM episodes WHERE status = 'audio_generating'"))
    except sqlite3.OperationalError:  # the ledger is not there yet
        return 0


def end_of(process: subprocess.Popen) -> Ended:
    out, err = process.communicate(timeout=60)
    return Ended(process.returncode, out, err)


@pytest.fixture(
    scope="module",
    params=[pytest.param(signal.SIGINT, marks=pytest.mark.servers), signal.SIGTERM],
    ids=["SIGINT", "SIGTERM"],
)
def interrupted(request, tmp_path_factory) -> Interrupted:
    mark = uuid.uuid4().hex
    deployment = night_of_three(tmp_path_factory.mktemp("interrupted"), NIGHT=mark)
    process = started(deployment)
    asked_at = time.monotonic()
    process.send_signal(request.param)
    ended = end_of(process)
    seconds = time.monotonic() - asked_at
    assert_nobody_lives_on(mark)
    return Interrupted(request.param, deployment, ended, seconds)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> list[tuple]:
    deployment = night_of_three(tmp_path_factory.mktemp("undisturbed"))
    assert generate(deployment).code == 0
    return outcome_of(deployment)


def test_an_interrupted_night_ends_soon_with_the_signal_s_code(interrupted):
    assert interrupted.ended.code == 128 + interrupted.number
    assert interrupted.seconds < SECONDS_TO_END


def test_it_says_what_to_run_and_shows_no_traceback(interrupted):
    assert interrupted.ended.out == ""
    assert "Traceback" not in interrupted.ended.err
    *causes, advice = interrupted.ended.err.splitlines()
    assert [cause.partition(" ")[0] for cause in causes] == ["podcaster:"] * len(causes) != []
    assert advice.startswith("Run `podcaster retry`")


def test_its_run_is_closed_with_its_exit_code(interrupted):
    [run] = interrupted.deployment.rows("SELECT * FROM runs")
    assert run["finished_at"] is not None
    assert run["exit_code"] == interrupted.ended.code
    assert run["failed"] == 0
    assert run["completed"] < LEARNERS


def test_what_it_began_is_completed_or_waits_and_nothing_is_half_visible(interrupted):
    assert_nothing_half_done(interrupted.deployment)
    rows = interrupted.deployment.rows("SELECT status, failures FROM episodes")
    assert {row["status"] for row in rows} == {"script_generated", "completed_with_fallback"}
    assert {row["failures"] for row in rows} == {0}


@pytest.mark.servers  # patience
def test_the_next_run_completes_it_as_if_nothing_had_been(interrupted, undisturbed):
    assert generate(interrupted.deployment).code == 0
    assert outcome_of(interrupted.deployment) == undisturbed
    assert list(interrupted.deployment.leftovers()) == []


@pytest.mark.servers  # patience
def test_ctrl_c_to_the_whole_group_lets_no_worker_complain(tmp_path):
    mark = uuid.uuid4().hex
    deployment = night_of_three(tmp_path, NIGHT=mark)
    process = started(deployment, start_new_session=True)
    time.sleep(0.2)  # by now its workers speak
    os.killpg(process.pid, signal.SIGINT)
    ended = end_of(process)
    assert ended.code == 128 + signal.SIGINT
    assert all(line.startswith(("podcaster: ", "Run ")) for line in ended.err.splitlines()), ended
    assert_nobody_lives_on(mark)
    assert_nothing_half_done(deployment)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_second_signal_ends_it_at_once(tmp_path, number):
    mark = uuid.uuid4().hex
    deployment = night_of_three(tmp_path, NIGHT=mark)
    process = started(deployment)
    process.send_signal(number)
    time.sleep(0.1)
    asked_at = time.monotonic()
    process.send_signal(number)
    ended = end_of(process)
    assert time.monotonic() - asked_at < 2
    assert ended.code in (-number, 128 + number)  # the latter where it was done by then
    assert "Traceback" not in ended.err
    assert_nobody_lives_on(mark)
    assert_nothing_half_done(deployment)


def test_sigterm_before_anything_started_leaves_no_trace(tmp_path):
    deployment = prepared(tmp_path)
    process = deployment.start(*NIGHT)
    process.terminate()
    ended = end_of(process)
    assert ended == Ended(-signal.SIGTERM, "", "")
    assert not deployment.state.exists()
    assert not deployment.media.exists()
