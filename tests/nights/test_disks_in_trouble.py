"""Disks that fill at any byte, and a ledger that is locked, moved away or replaced meanwhile.

Nights in which everything is paid for: what was paid is not paid again.
"""

import os
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from deployments import Deployment, Ended
from quick_nights import SHORT, UNHURRIED, QuickHouse, cloud, learner, live_in, short_script

from podcaster.ledger.ledger import Ledger

LEARNERS = 2
QUICK_ONES = (5000,)
PATIENT_ONES = (0, 3, 36, 17_100, 24_000, 33_000, 40_000, 70_000, 90_000, 110_000)
if "IN_FULL" in os.environ:
    PATIENT_ONES = (*range(64), *range(64, 130_000, 1021))
SIZES = [*QUICK_ONES, *(pytest.param(size, marks=pytest.mark.servers) for size in PATIENT_ONES)]
"""Bytes at which files stop growing: within the lock, a recording, an answer, the ledger."""


class ImpatientHouse(QuickHouse):
    """A house that does not wait for whoever else writes in its ledger."""

    def ledger(self) -> Ledger:
        return Ledger.open(self._ledger_path, busy_timeout=0.05, redact=self.redact)


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """What this process writes to a file after so many bytes is refused, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def night(tmp_path: Path, monkeypatch, vendors):
    """Makes deployments of a few learners; `house` is what they live in."""

    def made(name: object = "night", house: type[QuickHouse] = QuickHouse) -> Deployment:
        live_in(monkeypatch, vendors.environment(), house)
        records = [learner(number) for number in range(LEARNERS)]
        config = SHORT + UNHURRIED + "[pipeline]\njobs = 1\n"
        return cloud(tmp_path / str(name), vendors.environment(), config, records)

    return made


def at_the_second_script(vendors, trouble) -> None:
    """Lets `trouble` come while the second script is under way."""
    asked = []

    def writer(wanted) -> str:
        asked.append(wanted)
        if len(asked) == 2:
            trouble()
        return short_script(wanted)

    vendors.settings.writer = writer


def assert_all_is_done(deployment: Deployment) -> None:
    rows = deployment.rows("SELECT * FROM episodes")
    assert [row["status"] for row in rows] == ["completed"] * LEARNERS
    assert deployment.mp3s() == {row["object_key"]: row["sha256"] for row in rows}
    assert list(deployment.leftovers()) == []


def assert_put_off(ended: Ended) -> None:
    assert ended.code == 75, ended
    assert ended.err.startswith("podcaster: ")
    assert "Traceback" not in ended.err


def assert_no_half_file(deployment: Deployment) -> None:
    """What a reader of the store sees is whole, and nobody is promised more."""
    try:
        rows = deployment.rows("SELECT * FROM episodes WHERE status = 'completed'")
        hashes = {row["sha256"] for row in deployment.rows("SELECT sha256 FROM episodes")}
    except sqlite3.OperationalError:  # there is no ledger yet
        rows, hashes = [], set()
    visible = deployment.mp3s()
    assert {row["object_key"]: row["sha256"] for row in rows}.items() <= visible.items()
    assert set(visible.values()) <= hashes


@pytest.mark.parametrize("size", SIZES)
def test_where_no_file_may_grow_further_a_night_ends_and_the_next_one_finishes_it(
    night, vendors, size
):
    deployment = night()
    with no_file_longer_than(size):
        ended = deployment.call("generate")
    assert ended.code in (0, 3, 4, 75), ended
    assert "Traceback" not in ended.err
    assert_no_half_file(deployment)
    again = deployment.call("generate")
    assert again.code == 0, again
    assert_all_is_done(deployment)
    assert vendors.count("openai") <= LEARNERS + 1  # the one that was under way


def test_a_ledger_in_other_hands_for_too_long_ends_the_night_and_costs_nothing_again(
    night, vendors
):
    deployment = night(house=ImpatientHouse)
    others = []

    def take_it() -> None:
        others.append(sqlite3.connect(deployment.state / "ledger.sqlite", check_same_thread=False))
        others[0].execute("BEGIN IMMEDIATE")

    at_the_second_script(vendors, take_it)
    ended = deployment.call("generate")
    assert_put_off(ended)
    assert "written by another program" in ended.err
    with closing(others[0]) as other:
        other.rollback()
    assert deployment.call("generate").code == 0
    assert vendors.count("openai") == LEARNERS
    assert_all_is_done(deployment)


@pytest.mark.servers  # patience
def test_a_ledger_that_is_moved_away_ends_the_night_and_nothing_new_is_begun_beside_it(
    night, vendors
):
    deployment = night()
    ledger = deployment.state / "ledger.sqlite"
    away = ledger.with_name("away")
    at_the_second_script(vendors, lambda: ledger.rename(away))
    ended = deployment.call("generate")
    assert_put_off(ended)
    assert "was moved away" in ended.err
    for command in ("generate", "retry", "status"):
        ended = deployment.call(command)
        assert (ended.code, "is gone" in ended.err) == (2, True), ended
    away.rename(ledger)
    assert deployment.call("generate").code == 0
    assert vendors.count("openai") == LEARNERS
    assert_all_is_done(deployment)


@pytest.mark.servers
def test_what_was_paid_in_a_night_whose_ledger_is_lost_for_good_is_not_paid_again(night, vendors):
    deployment = night()

    def lose_it() -> None:
        for path in deployment.state.glob("ledger.sqlite*"):
            path.unlink()

    at_the_second_script(vendors, lose_it)
    assert_put_off(deployment.call("generate"))
    assert vendors.count("openai") == LEARNERS
    assert deployment.call("generate").code == 0
    # The first episode was done and its answers thrown away; the second one's were kept.
    assert vendors.count("openai") == LEARNERS + 1


@pytest.mark.servers
def test_a_ledger_that_is_replaced_in_mid_night_ends_the_night(night, vendors):
    deployment = night()
    ledger = deployment.state / "ledger.sqlite"

    def replace_it() -> None:
        other = ledger.with_name("other")
        other.write_bytes(b"")
        other.replace(ledger)

    at_the_second_script(vendors, replace_it)
    ended = deployment.call("generate")
    assert_put_off(ended)
    assert "was replaced" in ended.err
    assert ledger.stat().st_size == 0
