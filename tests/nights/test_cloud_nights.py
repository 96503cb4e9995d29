"""Whole nights by the command line in which a vendor has trouble."""

from dataclasses import dataclass
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
from vendors import MODELS, Vendors
from vendors.faults import AUTH, NO_QUOTA, OVERLOADED, RATE, overloaded, rate

LEARNERS = 12
BRIEF_PATIENCE = "[pipeline]\npatience = 1.5\n"


@pytest.fixture
def night(tmp_path: Path, monkeypatch, vendors):
    """A deployment for so many learners, with the vendors in this process' environment."""

    def made(learners: int = 1, config: str = BRIEF_PATIENCE, script: str = "") -> Deployment:
        live_in(monkeypatch, vendors.environment())
        records = [learner(number) for number in range(learners)]
        config = SHORT + script + UNHURRIED + config
        return cloud(tmp_path / "deployment", vendors.environment(), config, records)

    return made


def attempts(deployment: Deployment, provider: str) -> list[tuple]:
    rows = deployment.rows("SELECT * FROM attempts WHERE provider = ? ORDER BY id", provider)
    return [(row["error_kind"], row["http_status"], row["outcome"]) for row in rows]


@pytest.mark.parametrize("fault", [RATE, rate(1, date=True)], ids=["in seconds", "as a date"])
def test_429_with_a_hint_and_then_200_are_two_requests(night, vendors, fault):
    vendors.play("openai", fault)
    ended = night().call("generate", "--json")
    assert (ended.code, ended.json["by_status"]) == (0, {"completed": 1}), ended
    assert vendors.count("openai") == 2
    assert vendors.count("gemini", "anthropic") == 0


def test_529_529_and_then_200_are_three_requests(night, vendors):
    vendors.play("anthropic", overloaded(529), overloaded(529))
    deployment = night(script='chain = ["anthropic"]\n')
    assert deployment.call("generate").code == 0
    assert vendors.count("anthropic") == 3
    kinds = attempts(deployment, "anthropic")
    assert kinds == [*[("overloaded", 529, "failed")] * 2, ("", None, "ok")]


def test_an_account_without_quota_is_asked_once_and_by_no_other_learner_of_the_run(night, vendors):
    vendors.always("openai", NO_QUOTA)
    deployment = night(LEARNERS)
    ended = deployment.call("generate", "--json", "--jobs", "1")
    assert (ended.code, ended.json["completed"]) == (0, LEARNERS), ended
    assert (vendors.count("openai"), vendors.count("gemini")) == (1, LEARNERS)
    assert attempts(deployment, "openai") == [("quota", 429, "failed")]


def test_with_many_at_once_an_account_that_is_out_is_asked_by_those_under_way_alone(night, vendors):
    vendors.always("azure", AUTH)
    deployment = night(LEARNERS, config='[speech.plans]\nfree = ["azure", "google"]\n')
    ended = deployment.call("generate", "--json", "--jobs", "4")
    assert (ended.code, ended.json["completed"]) == (0, LEARNERS), ended
    assert 1 <= vendors.count("azure") <= 4


@dataclass(frozen=True)
class Silent:
    """A night in which every engine was down, a retry once they were back, and the next night.

    `scripts` had been paid for after each of them, of `begun` episodes in the first.
    """

    ended: Ended
    retried: Ended
    rest: Ended
    begun: list[dict]
    scripts: tuple[int, int, int]


@pytest.fixture(scope="module")
def silent(tmp_path_factory) -> Silent:
    records = [learner(number) for number in range(LEARNERS)]
    with Vendors(writer=short_script) as vendors, pytest.MonkeyPatch.context() as monkeypatch:
        folder, environment = tmp_path_factory.mktemp("silent"), vendors.environment()
        live_in(monkeypatch, environment)
        deployment = cloud(folder, environment, SHORT + BRIEF_PATIENCE, records)
        vendors.down("polly", "google", "azure")
        ended = deployment.call("generate", "--json", "--jobs", "2")
        begun, first = deployment.rows("SELECT * FROM episodes"), vendors.count("openai")
        vendors.clear()
        retried = deployment.call("retry", "--json")
        second = vendors.count("openai")
        rest = deployment.call("generate", "--json")
    return Silent(ended, retried, rest, begun, (first, second, vendors.count("openai")))


def test_without_any_engine_the_rest_of_the_night_is_put_off_with_one_message(silent):
    assert silent.ended.code == 75
    assert silent.ended.err.count("no speech can be had for now") == 1
    assert "podcaster retry" in silent.ended.err


def test_without_any_engine_a_few_learners_fail_and_not_a_thousand(silent):
    assert silent.ended.json["failed"] <= 4
    assert len(silent.begun) < LEARNERS


def test_what_is_put_off_is_no_failure_of_its_learner(silent):
    assert sum(row["failures"] for row in silent.begun) == silent.ended.json["failed"]
    assert {row["status"] for row in silent.begun} == {"failed", "script_generated"}


def test_a_retry_after_the_engines_are_back_pays_no_script(silent):
    first, second, _ = silent.scripts
    assert first == second == len(silent.begun)
    assert silent.retried.code == 0
    assert silent.retried.json["completed"] == silent.retried.json["due"] > 0


def test_the_next_night_serves_everybody_else_for_one_script_each(silent):
    assert silent.rest.json["completed"] == LEARNERS - silent.retried.json["completed"]
    assert silent.scripts[-1] == LEARNERS


def test_whoever_answered_nothing_all_night_is_named_though_all_are_served(night, vendors):
    vendors.down("openai")
    told = night().call("generate", "--json").json
    assert told["failed"] == 0
    assert [
        warning for warning in told["warnings"] if warning.startswith("openai answered none of")
    ]
    assert not [warning for warning in told["warnings"] if warning.startswith("gemini")]


def test_a_night_without_any_model_is_written_by_the_template_and_says_so(night, vendors):
    for model in MODELS:
        vendors.always(model, AUTH)
    deployment = night(3)
    ended = deployment.call("generate", "--json", "--jobs", "1")
    assert (ended.code, ended.json["by_status"]) == (0, {"completed_with_fallback": 3}), ended


def test_a_night_of_a_process_of_its_own_ends_silently_when_all_is_well(night, vendors):
    deployment = night(2)
    ended = deployment.run("generate", program=QUICK)
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert vendors.count("openai") == 2
    assert vendors.count("polly") == SECTIONS


def test_trouble_that_is_over_before_the_night_is_shows_in_the_attempts_alone(night, vendors):
    vendors.play("openai", OVERLOADED)
    vendors.play("polly", OVERLOADED)
    deployment = night()
    ended = deployment.call("generate")
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert ("overloaded", 503, "failed") in attempts(deployment, "openai")
    assert ("overloaded", 500, "failed") in attempts(deployment, "polly")
