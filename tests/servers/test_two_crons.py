"""Two runs at once: one works, the other one is away at once; and the dead hold nothing."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from deployments import Deployment
from quick_nights import QUICK, SHORT, UNHURRIED, cloud, learner

pytestmark = [pytest.mark.servers, pytest.mark.timeout(400)]

TIMES = 50 if "IN_FULL" in os.environ else 10
READY = str(Path(__file__).with_name("ready.py"))
LATENCY = 0.16
"""Seconds that each of five pieces takes to be spoken: whoever has the lock works for a second."""
Run = tuple[int, str, float]


class Crons:
    """Starts runs that have imported all that they need."""

    def __init__(self, environment: dict[str, str]) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            [sys.executable, READY], env=environment, stdin=pipe, stdout=pipe, text=True
        )

    def start(self, deployment: Deployment, *commands: str) -> list[Run]:
        """Exit code, stderr and seconds of commands that begin at once; by exit code."""
        config = str(deployment.folder / "config.toml")
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        lines = [[command, "--config", config] for command in commands]
        self._process.stdin.write(json.dumps(lines) + "\n")
        self._process.stdin.flush()
        ended = json.loads(self._process.stdout.readline())
        return [(code, err, seconds) for code, err, seconds in ended]

    def end(self) -> None:
        self._process.communicate()


@pytest.fixture
def deployment(tmp_path: Path, vendors):
    """Makes deployments whose speech takes a while."""
    vendors.settings.latency = {"speech": LATENCY}

    def made(name: object) -> Deployment:
        config = SHORT + UNHURRIED
        return cloud(tmp_path / str(name), vendors.environment(), config, [learner(1)])

    return made


@pytest.fixture
def crons(deployment) -> Iterator[Crons]:
    starting = Crons(deployment("none").cron_environment())
    yield starting
    starting.end()


def has_script(deployment: Deployment) -> bool:
    try:
        return bool(deployment.rows("SELECT 1 FROM attempts WHERE stage = 'script'"))
    except sqlite3.OperationalError:  # the ledger is not there yet, or without its tables
        return False


def killed(deployment: Deployment, program: tuple[str, ...] = QUICK) -> subprocess.Popen:
    """A night that was killed while its first episode was spoken."""
    night = deployment.start("generate", program=program)
    while not has_script(deployment):
        assert night.poll() is None
        time.sleep(0.02)
    night.send_signal(signal.SIGKILL)
    night.communicate()
    return night


def test_of_two_nights_at_once_one_works_and_the_other_is_away_within_a_second(
    crons, deployment, vendors
):
    seconds = []
    for nth in range(TIMES):
        works, away = crons.start(deployment(nth), "generate", "generate")
        assert (works[0], away[0]) == (0, 75), (works, away)
        assert "another run (process " in away[1]
        seconds.append(away[2])
    assert median(seconds) < 1
    assert vendors.count("openai") == TIMES


@pytest.mark.parametrize("others", [("generate", "retry"), ("retry", "retry")])
def test_of_a_night_and_a_retry_at_once_one_works_for_both(crons, deployment, vendors, others):
    place = deployment("night")
    killed(place)
    works, away = crons.start(place, *others)
    assert (works[0], away[0]) == (0, 75), (works, away)
    assert [row["status"] for row in place.rows("SELECT status FROM episodes")] == ["completed"]
    assert len(place.mp3s()) == vendors.count("openai") == 1


def test_who_was_killed_holds_no_lock_even_while_its_workers_live(tmp_path):
    deployment = Deployment(tmp_path / "deployment").configure()
    dead = killed(deployment, ("-m", "podcaster"))
    assert (deployment.state / "ledger.lock").read_text() == f"{dead.pid}\n"
    ended = deployment.run("generate", "--user", "nobody")
    assert ended.code == 2, ended  # it had the lock, and there is no such learner
