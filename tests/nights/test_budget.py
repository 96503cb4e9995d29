"""Money is told before it is spent, and spending stops where the operator said."""

from dataclasses import replace
from pathlib import Path

import pytest
from deployments import Deployment
from quick_nights import SHORT, UNHURRIED, cloud, learner, live_in
from vendors.faults import hang
from vendors.scripts import canned

LEARNERS = 10
MILLION = 1_000_000
A_FEW = 0.01
"""Dollars that are enough for three learners and not for ten."""


def named(number: int) -> dict[str, object]:
    """A learner of whose speech some is theirs alone."""
    return learner(number, display_name=f"Ann{'abcdefghij'[number]}", voice_gender="female")


@pytest.fixture
def night(tmp_path: Path, monkeypatch, vendors):
    """A deployment with a budget, for learners or for the sample's."""

    def made(more: str, records: list | None) -> Deployment:
        live_in(monkeypatch, vendors.environment())
        return cloud(tmp_path / "night", vendors.environment(), UNHURRIED + more, records)

    return made


@pytest.fixture
def limited(night):
    """A deployment of ten learners with such a limit in dollars."""

    def made(key: str, usd: float) -> Deployment:
        records = [named(number) for number in range(LEARNERS)]
        return night(f"{SHORT}[budget]\n{key} = {usd}\n", records)

    return made


@pytest.mark.parametrize("key", ["per_run_usd", "per_day_usd"])
@pytest.mark.parametrize("jobs", ["1", "4"])
def test_a_night_stops_before_its_budget_is_passed(limited, vendors, key, jobs):
    ended = limited(key, A_FEW).call("generate", "--json", "--jobs", jobs)
    assert ended.code == 75
    assert 0 < vendors.micro_usd <= A_FEW * MILLION
    assert 0 < ended.json["completed"] < LEARNERS


@pytest.mark.parametrize("key", ["per_run_usd", "per_day_usd"])
def test_whoever_waits_for_money_has_not_failed_and_one_sentence_names_the_key(limited, key):
    deployment = limited(key, A_FEW)
    ended = deployment.call("generate", "--json", "--jobs", "4")
    assert ended.json["failed"] == 0
    assert ended.err.count(f"[budget] {key}") == 1
    assert "podcaster retry" in ended.err
    assert deployment.rows("SELECT 1 FROM episodes WHERE failures > 0") == []


@pytest.mark.parametrize("key", ["per_run_usd", "per_day_usd"])
def test_a_budget_of_nothing_asks_nobody(limited, vendors, key):
    ended = limited(key, 0).call("generate", "--json")
    assert (ended.code, vendors.count()) == (75, 0)


def test_a_run_has_its_own_budget_and_the_next_one_another(limited, vendors):
    deployment = limited("per_run_usd", A_FEW)
    first = deployment.call("generate", "--json", "--jobs", "1").json["completed"]
    second = deployment.call("generate", "--json", "--jobs", "1").json["completed"]
    assert first > 0
    assert second > 0
    assert A_FEW * MILLION < vendors.micro_usd <= 2 * A_FEW * MILLION


def test_a_day_has_one_budget_for_all_its_runs(limited, vendors):
    deployment = limited("per_day_usd", A_FEW)
    for _ in range(3):
        assert deployment.call("generate", "--jobs", "1").code == 75
    assert vendors.micro_usd <= A_FEW * MILLION


def test_a_preview_obeys_the_budget_of_the_day(limited, vendors):
    deployment = limited("per_day_usd", 0.0001)
    ended = deployment.call("preview", "--user", "0", "--script")
    assert (ended.code, vendors.count()) == (75, 0)
    assert "[budget] per_day_usd" in ended.err


def test_with_more_money_the_rest_is_made_for_the_price_of_what_is_missing(limited, vendors):
    limited("per_run_usd", A_FEW).call("generate")
    deployment = limited("per_run_usd", 1.0)
    assert deployment.call("generate", "--json").code == 0
    [row] = deployment.rows("SELECT count(*) AS n FROM episodes WHERE status = 'completed'")
    assert row["n"] == LEARNERS
    assert vendors.count("openai") == LEARNERS


def test_what_came_too_late_may_have_been_charged_and_counts_as_estimated(night, vendors):
    vendors.always("openai", hang(1))
    config = SHORT + "[models.openai]\ntimeout = 0.1\n[budget]\nper_run_usd = 0.001\n"
    ended = night(config, [named(0)]).call("generate")
    assert ended.code == 75
    assert vendors.count("openai") == 1
    assert "per_run_usd" in ended.err


PLANS = "[speech.plans]\nfree = [{0}]\npremium = [{0}]\nenterprise = [{0}]\n"
CHAINS = {
    "what comes along": "",
    "gemini and google": '[script]\nchain = ["gemini"]\n' + PLANS.format('"google"'),
    "anthropic and azure": '[script]\nchain = ["anthropic"]\n' + PLANS.format('"azure"'),
}


def is_about(estimate: float, cost: float) -> bool:
    return cost / 2 <= estimate <= cost * 2


@pytest.mark.parametrize("chains", CHAINS)
def test_an_estimate_is_within_a_factor_of_two_of_what_the_night_then_costs(night, vendors, chains):
    vendors.settings.writer = canned
    deployment = night(CHAINS[chains], None)
    told = deployment.call("generate", "--dry-run", "--json").json["estimate_micro_usd"]
    ended = deployment.call("generate", "--json")
    assert ended.json["by_status"] == {"completed": 7}, ended
    assert is_about(told, ended.json["cost_micro_usd"]), (told, ended.json["cost_micro_usd"])
    assert ended.json["cost_micro_usd"] == pytest.approx(vendors.micro_usd, abs=100)


@pytest.mark.parametrize("user", ["42", "64", "7"])
def test_a_previews_estimate_is_within_a_factor_of_two_of_the_episodes_cost(night, vendors, user):
    vendors.settings.writer = canned
    deployment = night("", None)
    told = deployment.call("preview", "--user", user, "--json").json["estimate_micro_usd"]
    assert vendors.count() == 0
    ended = deployment.call("generate", "--user", user, "--json")
    assert is_about(told, ended.json["cost_micro_usd"]), (told, ended.json["cost_micro_usd"])


def test_telling_the_price_asks_nobody_and_leaves_no_trace(night, vendors):
    deployment = night("", None)
    assert deployment.call("generate", "--dry-run").code == 0
    assert deployment.call("preview", "--user", "42").code == 0
    assert (vendors.count(), vendors.requests) == (0, type(vendors.requests)())
    assert not deployment.state.exists()


def test_a_night_without_money_says_how_many_are_done_and_how_many_are_left(limited):
    ended = limited("per_day_usd", A_FEW).call("generate", "--json", "--jobs", "1")
    done, left = ended.json["completed"], ended.json["due"] - ended.json["completed"]
    assert f"podcaster: {done} done; of those seen, {left} are left\n" in ended.err


def test_a_retry_without_money_is_silent_without_a_terminal(limited):
    deployment = limited("per_day_usd", A_FEW)
    assert deployment.call("generate", "--jobs", "1").code == 75
    ended = deployment.call("retry")
    assert (ended.code, ended.out, ended.err) == (75, "", "")
    seen = replace(deployment, environment={**deployment.environment, "FORCE_COLOR": "1"})
    assert "[budget] per_day_usd" in seen.call("retry").err


@pytest.mark.parametrize(("usd", "warned"), [(A_FEW, True), (1.0, False)])
def test_a_rehearsal_says_where_the_budget_will_not_do(limited, usd, warned):
    told = limited("per_run_usd", usd).call("generate", "--dry-run", "--json").json["warnings"]
    assert any("[budget]" in warning for warning in told) == warned
