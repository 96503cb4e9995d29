"""The vendors' accounts against ours: what a night pays for, and what it never pays for twice."""

import random
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from deployments import Deployment, Ended
from quick_nights import (
    QUICK,
    SECTIONS,
    SHORT,
    UNHURRIED,
    cloud,
    learner,
    live_in,
    short_script,
)
from vendors import Vendors

pytestmark = pytest.mark.servers

LEARNERS = 200
JOBS = 8
KILLED_LEARNERS = 10


def named(number: int) -> dict[str, object]:
    """A learner whose name is nobody else's, so that one piece of their episode is theirs alone."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return learner(number, display_name=f"Ann{letters[number // 26]}{letters[number % 26]}")


@dataclass(frozen=True)
class Night:
    """A night that ended, and what every vendor had in its account then."""

    deployment: Deployment
    ended: Ended
    accounts: dict[str, dict] = field(repr=False)
    micro_usd: int = 0


@pytest.fixture(scope="module")
def nights(tmp_path_factory) -> tuple[Night, Night]:
    """A clean night of two hundred learners, and the same once more."""
    with Vendors(writer=short_script) as vendors, pytest.MonkeyPatch.context() as monkeypatch:
        live_in(monkeypatch, vendors.environment())
        deployment = cloud(
            tmp_path_factory.mktemp("bill"),
            vendors.environment(),
            SHORT + UNHURRIED,
            [named(number) for number in range(LEARNERS)],
        )

        def night() -> Night:
            ended = deployment.call("generate", "--json", "--jobs", str(JOBS))
            accounts = {name: each.as_dict() for name, each in vendors.accounts.items()}
            return Night(deployment, ended, accounts, vendors.micro_usd)

        return night(), night()


def test_a_clean_night_pays_one_script_for_each_learner(nights):
    night, _ = nights
    assert (night.ended.code, night.ended.json["by_status"]) == (0, {"completed": LEARNERS})
    assert night.accounts["openai"]["requests"] == LEARNERS


def test_a_clean_night_pays_each_piece_of_speech_once(nights):
    night, _ = nights
    assert night.accounts["polly"]["requests"] == LEARNERS + SECTIONS - 1


def test_a_clean_night_asks_nobody_else(nights):
    night, _ = nights
    asked = {name for name, account in night.accounts.items() if account["requests"]}
    assert asked == {"openai", "polly"}


def test_the_second_night_for_a_date_asks_nobody(nights):
    first, second = nights
    assert second.accounts == first.accounts
    assert second.ended.json["cost_micro_usd"] == 0


@pytest.mark.parametrize("provider", ["openai", "polly"])
def test_our_units_are_the_vendors_to_the_last_one(nights, provider):
    night, _ = nights
    [ours] = night.deployment.rows(
        "SELECT count(*) AS answered, sum(units_in) AS units_in,"
        " coalesce(sum(units_out), 0) AS units_out FROM attempts WHERE provider = ?",
        provider,
    )
    assert ours == {name: night.accounts[provider][name] for name in ours}


def test_our_money_is_the_vendors_but_for_rounding(nights):
    night, _ = nights
    requests = sum(account["requests"] for account in night.accounts.values())
    assert night.ended.json["cost_micro_usd"] == pytest.approx(night.micro_usd, abs=requests / 2)


def test_the_episodes_together_cost_what_the_run_did(nights):
    night, _ = nights
    [row] = night.deployment.rows("SELECT sum(cost_micro_usd) AS cost FROM episodes")
    assert row["cost"] == night.ended.json["cost_micro_usd"]


def test_after_a_clean_night_only_shared_clips_are_kept(nights):
    night, _ = nights
    kept = [path for path in (night.deployment.state / "kept").iterdir() if path.is_file()]
    assert len(kept) == SECTIONS - 1


def in_flight_at_most(vendors: Vendors, deployment: Deployment, kills: int) -> None:
    """Nothing was paid twice but what was under way when the night was killed."""
    scripts = vendors.accounts["openai"].answered - KILLED_LEARNERS
    pieces = {seen.body for seen in vendors.seen("polly")}
    speech = vendors.accounts["polly"].answered - len(pieces)
    assert scripts >= 0
    assert speech >= 0
    assert scripts + speech <= kills * JOBS
    rows = deployment.rows("SELECT status FROM episodes")
    assert [row["status"] for row in rows] == ["completed"] * KILLED_LEARNERS


def killed(folder: Path, vendors: Vendors, seed: int, kills: int) -> Deployment:
    """A night that is killed at so many random moments, each a bit further on, then let be."""
    moments = random.Random(seed)
    vendors.settings.latency = {"script": 0.05, "speech": 0.02}
    deployment = cloud(
        folder,
        vendors.environment(),
        SHORT + UNHURRIED,
        [named(number) for number in range(KILLED_LEARNERS)],
    )
    night = ("generate", "--jobs", str(JOBS))
    for _ in range(kills):
        wanted = vendors.count() + moments.randint(1, KILLED_LEARNERS)
        process = deployment.start(*night, program=QUICK)
        while process.poll() is None and vendors.count() < wanted:
            time.sleep(0.002)
        time.sleep(moments.random() * 0.1)
        process.kill()
        process.communicate(timeout=30)
    ended = deployment.run(*night, program=QUICK)
    assert ended.code == 0, ended
    vendors.settings.latency = {}
    return deployment


def test_a_killed_night_pays_again_at_most_what_was_in_flight(tmp_path, vendors):
    deployment = killed(tmp_path / "night", vendors, seed=random.randrange(2**32), kills=3)
    in_flight_at_most(vendors, deployment, kills=3)


@pytest.mark.servers
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(20))
def test_many_killed_nights_pay_again_at_most_what_was_in_flight(tmp_path, vendors, seed):
    deployment = killed(tmp_path / "night", vendors, seed, kills=4)
    in_flight_at_most(vendors, deployment, kills=4)
