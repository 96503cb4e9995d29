from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from deployments import Deployment
from ledger.episodes import AT, DAY, attempt, brief_for, key_of, scripted_from

from podcaster.cli.amounts import amount
from podcaster.cli.bills import draw_costs, period
from podcaster.domain.attempt import Attempt
from podcaster.domain.episode import Opened, Status
from podcaster.errors import Misused
from podcaster.ledger.costs import CostRow, RunCost, Spending
from podcaster.ledger.ledger import Ledger

NOW = datetime(2025, 12, 7, 23, 30, tzinfo=UTC)
WHEN = ("--since", "2025-12-01", "--until", "2025-12-31")


def paid(provider: str, cost: int | None, *, ok: bool = True, days: int = 0) -> Attempt:
    return replace(
        attempt(cost),
        provider=provider,
        outcome="ok" if ok else "failed",
        started_at=AT + timedelta(days=days),
    )


def remember(
    ledger: Ledger, run_id: str, user: str, plan: str, status: Status, *attempts: Attempt
) -> None:
    """An episode with what was asked for it."""
    opened = ledger.open_episode(replace(brief_for(key_of(user)), plan=plan), run_id, AT)
    assert isinstance(opened, Opened)
    ledger.save(scripted_from(opened), status=status, at=AT)
    for each in attempts:
        ledger.record(each, run_id, opened.id)


@pytest.fixture(scope="module")
def spent(tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """Two completed episodes, one that failed after its script was paid, and a preview."""
    deployment = Deployment(tmp_path_factory.mktemp("spent")).configure()
    with Ledger.open(deployment.state / "ledger.sqlite") as ledger:
        run_id = ledger.start_run("generate", DAY, AT)
        script, speech = paid("openai", 650), paid("polly", 57_600)
        refused = paid("openai", 700, ok=False)
        remember(ledger, run_id, "1", "free", "script_only", refused, script, speech)
        later = (paid("openai", 650), paid("google", 108_000, days=1))
        remember(ledger, run_id, "2", "premium", "script_only", *later)
        remember(ledger, run_id, "3", "premium", "failed", paid("openai", 650))
        ledger.record(paid("openai", 660), None, None)
    return deployment


@pytest.fixture
def empty(tmp_path: Path) -> Deployment:
    return Deployment(tmp_path / "empty").configure()


def test_costs_as_json_add_up_in_micro_dollars(spent: Deployment):
    told = spent.call("costs", *WHEN, "--json").json
    own = 700 + 650 + 57_600 + 650 + 108_000 + 650
    assert told["cost_micro_usd"] == own + 660
    assert told["previews_micro_usd"] == 660
    assert (told["attempts"], told["failed_attempts"], told["unknown_attempts"]) == (7, 1, 0)
    assert (told["completed"], told["per_completed_micro_usd"]) == (2, own // 2)
    assert (told["since"], told["until"], told["zone"]) == ("2025-12-01", "2025-12-31", "UTC")


@pytest.mark.parametrize("cut", ["by_day", "by_provider"])
def test_days_and_providers_add_up_to_the_whole(spent: Deployment, cut: str):
    told = spent.call("costs", *WHEN, "--json").json
    for named in ("attempts", "cost_micro_usd", "previews_micro_usd", "failures_micro_usd"):
        assert sum(each[named] for each in told[cut]) == told[named]


def test_plans_add_up_to_the_whole_without_previews(spent: Deployment):
    told = spent.call("costs", *WHEN, "--json").json
    sums = {each["plan"]: each["cost_micro_usd"] for each in told["by_plan"]}
    assert sums == {"free": 58_950, "premium": 109_300}
    assert sum(sums.values()) == told["cost_micro_usd"] - told["previews_micro_usd"]


def test_costs_tell_what_was_spent_on_failures(spent: Deployment):
    told = spent.call("costs", *WHEN, "--json").json
    assert told["failed_attempts_micro_usd"] == 700
    assert told["unfinished_episodes_micro_usd"] == 650
    assert told["failures_micro_usd"] == 1350


def test_costs_of_a_provider_are_per_episode_that_it_had_a_part_in(spent: Deployment):
    told = spent.call("costs", *WHEN, "--json").json
    of = {each["provider"]: each for each in told["by_provider"]}
    assert list(of) == ["google", "openai", "polly"]
    assert of["google"]["per_completed_micro_usd"] == 108_000
    assert of["openai"]["completed"] == 2
    assert of["openai"]["per_completed_micro_usd"] == (700 + 3 * 650) // 2


def test_a_provider_that_only_failed_for_an_episode_had_no_part_in_it(empty: Deployment):
    with Ledger.open(empty.state / "ledger.sqlite") as ledger:
        run_id = ledger.start_run("generate", DAY, AT)
        asked = paid("openai", 650), paid("google", 700, ok=False), paid("polly", 57_600)
        remember(ledger, run_id, "1", "free", "script_only", *asked)
        again = paid("openai", 650), paid("openai", 10, ok=False), paid("polly", 57_600)
        remember(ledger, run_id, "2", "free", "script_only", *again)
    told = empty.call("costs", *WHEN, "--json").json
    of = {each["provider"]: each for each in told["by_provider"]}
    assert {name: each["completed"] for name, each in of.items()} == {
        "google": 0,
        "openai": 2,
        "polly": 2,
    }
    assert of["google"]["per_completed_micro_usd"] is None
    assert of["google"]["failed_attempts_micro_usd"] == 700


def test_costs_by_day_count_an_episode_on_the_day_it_was_completed(spent: Deployment):
    told = spent.call("costs", *WHEN, "--json").json
    completed = [(each["day"], each["completed"]) for each in told["by_day"]]
    assert completed == [("2025-12-07", 1), ("2025-12-08", 1)]


def test_only_the_days_asked_for_are_told(spent: Deployment):
    told = spent.call("costs", "--since", "2025-12-08", "--until", "2025-12-08", "--json").json
    assert told["cost_micro_usd"] == 108_000


def test_people_see_three_tables_and_what_they_come_to(spent: Deployment):
    ended = spent.call("costs", *WHEN)
    assert ended.code == 0
    lines = [" ".join(line.split()) for line in ended.out.splitlines()]
    assert lines[0] == ("Costs from 2025-12-01 to 2025-12-31, by the days, in UTC, of the requests")
    assert "2025-12-07 6 1 1 $0.0609 $0.0603 $0.001350" in lines
    assert "google 1 0 1 $0.1080 $0.1080" in lines
    assert "free 3 1 1 $0.0590 $0.0590 $0.000700" in lines
    assert "Episodes: $0.1683 for 2 completed, $0.0841 each." in lines
    assert (
        "Spent on failures: $0.001350, of which $0.000700 on failed requests and $0.000650"
        " on episodes that are not done."
    ) in lines
    assert "Previews: $0.000660 for 1 requests." in lines


def test_what_is_not_known_is_said_and_no_mean_is_made_of_it(empty: Deployment):
    with Ledger.open(empty.state / "ledger.sqlite") as ledger:
        run_id = ledger.start_run("generate", DAY, AT)
        asked = paid("openai", 650), paid("mine", None)
        remember(ledger, run_id, "1", "free", "script_only", *asked)
    told = empty.call("costs", *WHEN, "--json").json
    assert (told["cost_micro_usd"], told["unknown_attempts"]) == (650, 1)
    assert told["per_completed_micro_usd"] is None
    out = empty.call("costs", *WHEN).out
    assert "at least $0.000650 for 1 completed." in out
    assert "1 request of unknown cost is in none of these sums." in out
    assert "mine" in out
    assert "cost unknown" in out


def test_a_request_that_was_given_up_is_of_unknown_cost_and_the_known_part_is_told(
    empty: Deployment,
):
    given_up = replace(
        paid("openai", None, ok=False), error_kind="timeout", units_in=None, units_out=None
    )
    refused = replace(given_up, error_kind="auth")
    with Ledger.open(empty.state / "ledger.sqlite") as ledger:
        run_id = ledger.start_run("generate", DAY, AT)
        asked = given_up, given_up, refused, paid("openai", 650)
        remember(ledger, run_id, "1", "free", "script_only", *asked)
        told = ledger.spending(run_id)
        ledger.finish_run(
            run_id,
            at=AT,
            eligible=1,
            completed=1,
            failed=0,
            skipped={},
            cost_micro_usd=told.cost_micro_usd,
            exit_code=0,
        )
    assert amount(told) == "$0.000650 and 2 requests of unknown cost"
    assert empty.call("costs", *WHEN, "--json").json["unknown_attempts"] == 2
    out = empty.call("costs", *WHEN).out
    assert "at least $0.000650 for 1 completed." in out
    assert "2 requests of unknown cost are in none of these sums." in out
    status = empty.call("status").out.split()
    assert "least" in status
    assert "$0.000650" in status


@pytest.mark.parametrize(
    ("known", "unknown", "said"),
    [
        (328_900, 0, "$0.3289"),
        (328_900, 1, "$0.3289 and 1 request of unknown cost"),
        (0, 2, "2 requests of unknown cost"),
        (0, 0, "free"),
    ],
)
def test_what_a_run_cost_is_told_as_far_as_it_is_known(known: int, unknown: int, said: str):
    assert amount(RunCost(known_micro_usd=known, unknown=unknown)) == said


def test_a_deployment_that_never_ran_has_spent_nothing_and_stays_untouched(empty: Deployment):
    told = empty.call("costs", "--json").json
    assert (told["cost_micro_usd"], told["by_day"], told["completed"]) == (0, [], 0)
    assert "Nothing was asked of anybody." in empty.call("costs").out
    assert not empty.state.exists()


def test_quiet_costs_say_nothing_but_json(spent: Deployment):
    assert spent.call("costs", *WHEN, "--quiet").out == ""
    assert spent.call("costs", *WHEN, "--quiet", "--json").json["completed"] == 2


@pytest.mark.parametrize(
    ("since", "until", "days", "first", "last"),
    [
        (None, None, None, "2025-12-01", "2025-12-07"),
        (None, None, 1, "2025-12-07", "2025-12-07"),
        (None, "yesterday", 2, "2025-12-05", "2025-12-06"),
        ("2025-11-30", None, None, "2025-11-30", "2025-12-07"),
        ("yesterday", "today", None, "2025-12-06", "2025-12-07"),
        ("2025-12-03", "2025-12-03", None, "2025-12-03", "2025-12-03"),
        (None, "0001-01-03", None, "0001-01-01", "0001-01-03"),
        ("0001-01-01", "9999-12-31", None, "0001-01-01", "9999-12-31"),
    ],
)
def test_the_days_are_those_that_were_asked_for(since, until, days, first, last):
    told = period(since, until, days, NOW)
    assert told == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("since", "until", "days", "why"),
    [
        ("2025-12-01", None, 3, "leave one of them out"),
        ("2025-12-08", None, None, "before they begin"),
        ("2025-12-03", "2025-12-02", None, "before they begin"),
        ("monday", None, None, "is no date"),
        (None, "12/07/2025", None, "is no date"),
    ],
)
def test_days_that_contradict_each_other_are_misuse(since, until, days, why):
    with pytest.raises(Misused, match=why):
        period(since, until, days, NOW)


def test_days_that_are_wrong_end_with_the_code_of_misuse(empty: Deployment):
    assert empty.call("costs", "--since", "never").code == 2
    assert empty.call("costs", "--days", "0").code == 2


def test_episodes_that_cost_nothing_are_free_and_not_free_each(capsys):
    made = Spending(attempts=2, completed=2)
    draw_costs([CostRow(day=DAY, provider="espeak", plan="free", spending=made)], DAY, DAY)
    assert "Episodes: free for 2 completed.\n" in capsys.readouterr().out
