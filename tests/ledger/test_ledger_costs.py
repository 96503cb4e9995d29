"""What a ledger says of money."""

import random
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from ledger.episodes import AT, DAY, attempt, brief_for, key_of, scripted_from

from podcaster.domain.attempt import Attempt
from podcaster.domain.episode import Opened, Status
from podcaster.errors import Misused
from podcaster.ledger.costs import Spending, total
from podcaster.ledger.ledger import Ledger
from podcaster.ledger.schema import MIGRATIONS

DONE: Status = "script_only"


@pytest.fixture
def episode(ledger: Ledger, run_id: str) -> Callable[..., str]:
    """Opens the episode of a learner and says how it ended; its id."""

    def made(user: str = "42", plan: str = "premium", status: Status = DONE) -> str:
        brief = replace(brief_for(key_of(user)), plan=plan)
        opened = ledger.open_episode(brief, run_id, AT)
        assert isinstance(opened, Opened)
        ledger.save(scripted_from(opened), status=status, at=AT)
        return opened.id

    return made


def paid(
    cost: int | None, provider: str = "openai", *, at: datetime = AT, ok: bool = True
) -> Attempt:
    outcome = "ok" if ok else "failed"
    return replace(attempt(cost), provider=provider, started_at=at, outcome=outcome)


def spending(ledger: Ledger, since: date = DAY, until: date = DAY) -> Spending:
    return total(ledger.costs(since, until))


def by_provider(ledger: Ledger) -> dict[str, Spending]:
    rows = ledger.costs(DAY, DAY)
    names = sorted({row.provider for row in rows})
    return {name: total(row for row in rows if row.provider == name) for name in names}


def test_nothing_was_spent_where_nothing_was_asked(ledger: Ledger):
    assert ledger.costs(DAY, DAY) == []
    assert ledger.spent(AT) == 0
    assert spending(ledger) == spending(ledger, date.min, date.max) == Spending()


def test_what_was_spent_since_a_moment_is_what_attempts_from_then_on_cost(ledger, run_id, episode):
    mine = episode()
    for cost, minutes in [(1, -1), (10, 0), (100, 1), (None, 2)]:
        ledger.record(paid(cost, at=AT + timedelta(minutes=minutes)), run_id, mine)
    ledger.record(paid(1000, at=AT, ok=False), run_id, mine)
    ledger.record(paid(10_000, at=AT), None, None)
    assert ledger.spent(AT) == 11_110


def test_a_moment_in_another_zone_is_the_same_moment(ledger, run_id, episode):
    ledger.record(paid(10), run_id, episode())
    tokyo = AT.astimezone(datetime.strptime("+0900", "%z").tzinfo)
    assert ledger.spent(tokyo) == 10
    assert ledger.spent(tokyo + timedelta(milliseconds=1)) == 0


def test_costs_are_told_by_day_provider_and_plan(ledger, run_id, episode):
    free, premium = episode("1", "free"), episode("2", "premium")
    ledger.record(paid(1, "openai"), run_id, free)
    ledger.record(paid(20, "polly"), run_id, free)
    ledger.record(paid(300, "polly"), run_id, premium)
    rows = ledger.costs(DAY, DAY)
    told = [(row.day, row.provider, row.plan, row.spending.cost_micro_usd) for row in rows]
    assert told == [
        (DAY, "openai", "free", 1),
        (DAY, "polly", "free", 20),
        (DAY, "polly", "premium", 300),
    ]
    sums = {name: each.cost_micro_usd for name, each in by_provider(ledger).items()}
    assert sums == {"openai": 1, "polly": 320}


def test_a_day_is_one_in_utc_and_both_ends_count(ledger, run_id, episode):
    mine = episode()
    midnight = datetime(2025, 12, 7, tzinfo=UTC)
    for cost, at in [
        (1, midnight - timedelta(milliseconds=1)),
        (10, midnight),
        (100, midnight + timedelta(hours=24, milliseconds=-1)),
        (1000, midnight + timedelta(hours=24)),
    ]:
        ledger.record(paid(cost, at=at), run_id, mine)
    assert spending(ledger).cost_micro_usd == 110
    assert spending(ledger, DAY - timedelta(1), DAY + timedelta(1)).cost_micro_usd == 1111
    days = [row.day for row in ledger.costs(DAY - timedelta(1), DAY + timedelta(1))]
    assert days == [DAY - timedelta(1), DAY, DAY + timedelta(1)]


def test_an_episode_is_completed_once_on_the_day_of_its_last_attempt(ledger, run_id, episode):
    mine = episode()
    for day, provider in enumerate(["openai", "polly", "polly", "local"]):
        ledger.record(paid(10, provider, at=AT + timedelta(days=day // 2)), run_id, mine)
    rows = ledger.costs(DAY, DAY + timedelta(1))
    assert spending(ledger).completed == 0
    assert spending(ledger, DAY + timedelta(1), DAY + timedelta(1)).completed == 1
    assert total(rows).per(total(rows).completed) == 40


def test_an_episode_counts_once_with_every_provider_that_was_asked_for_it(ledger, run_id, episode):
    mine = episode()
    for provider in ("openai", "polly", "polly", "local"):
        ledger.record(paid(10, provider), run_id, mine)
    served = {name: each.served for name, each in by_provider(ledger).items()}
    assert served == {"local": 1, "openai": 1, "polly": 1}


@pytest.mark.parametrize("status", ["pending", "failed", "script_generated", "given_up"])
def test_what_went_into_an_episode_that_is_not_delivered_was_spent_in_vain(
    ledger, run_id, episode, status
):
    ledger.record(paid(100), run_id, episode("1", status=status))
    ledger.record(paid(20, ok=False), run_id, episode("2"))
    ledger.record(paid(3), run_id, episode("3"))
    told = spending(ledger)
    assert (told.unfinished_micro_usd, told.refused_micro_usd) == (100, 20)
    assert told.in_vain_micro_usd == 120
    assert (told.attempts, told.failed, told.completed) == (3, 1, 2)


@pytest.mark.parametrize("status", ["script_only", "expired"])
def test_what_went_into_an_episode_that_was_delivered_was_not_spent_in_vain(
    ledger, run_id, episode, status
):
    ledger.record(paid(100), run_id, episode(status=status))
    assert spending(ledger).in_vain_micro_usd == 0
    assert spending(ledger).completed == 1


def test_a_failed_attempt_for_an_unfinished_episode_is_in_vain_once(ledger, run_id, episode):
    ledger.record(paid(20, ok=False), run_id, episode(status="failed"))
    assert spending(ledger).in_vain_micro_usd == 20


def test_each_completed_episode_bears_its_part_of_the_failures(ledger, run_id, episode):
    for user, status in [("1", DONE), ("2", DONE), ("3", "failed")]:
        ledger.record(paid(5), run_id, episode(user, status=status))
    told = spending(ledger)
    assert told.per(told.completed) == 8  # 7.5, a half upwards


def test_answers_of_unknown_price_are_counted_and_leave_the_mean_unknown(ledger, run_id, episode):
    mine = episode()
    ledger.record(paid(10), run_id, mine)
    ledger.record(paid(None), run_id, mine)
    ledger.record(paid(None, ok=False), run_id, mine)
    told = spending(ledger)
    assert (told.cost_micro_usd, told.unknown, told.per(told.completed)) == (10, 2, None)


def test_a_request_that_failed_without_an_answer_is_free(ledger, run_id, episode):
    ledger.record(attempt(None, ok=False), run_id, episode())
    assert spending(ledger).unknown == 0


def test_there_is_no_mean_of_no_episodes(ledger, run_id, episode):
    ledger.record(paid(10), run_id, episode(status="failed"))
    told = spending(ledger)
    assert told.per(told.completed) is None


def test_previews_stand_apart_without_a_plan(ledger, run_id, episode):
    ledger.record(paid(10), None, None)
    ledger.record(paid(30, ok=False), None, None)
    ledger.record(paid(500), run_id, episode())
    rows = ledger.costs(DAY, DAY)
    (preview,) = (row for row in rows if row.plan is None)
    assert (preview.spending.cost_micro_usd, preview.spending.completed) == (40, 0)
    assert preview.spending.unfinished_micro_usd == 0


def reference(attempts: list[tuple[str | None, Attempt]], done: set[str]) -> Spending:
    """The same by plain counting, over all days and providers."""
    ok = [(whose, each) for whose, each in attempts if each.outcome == "ok"]
    answered = {(whose, each.provider) for whose, each in ok}
    return Spending(
        attempts=len(attempts),
        failed=len(attempts) - len(ok),
        unknown=sum(each.cost_micro_usd is None for _, each in attempts),
        cost_micro_usd=sum(each.cost_micro_usd or 0 for _, each in attempts),
        refused_micro_usd=sum(e.cost_micro_usd or 0 for _, e in attempts if e.outcome != "ok"),
        unfinished_micro_usd=sum(
            e.cost_micro_usd or 0 for whose, e in ok if whose is not None and whose not in done
        ),
        completed=len({whose for whose, _ in attempts} & done),
        served=len([whose for whose, _ in answered if whose in done]),
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_sums_are_those_of_plain_counting(ledger, run_id, episode, seed: int):
    chance = random.Random(seed)
    status = {
        episode(str(user), status=each): each
        for user in range(5)
        for each in [chance.choice([DONE, "failed"])]
    }
    made = []
    for _ in range(25):
        each = paid(
            chance.choice([None, 0, 1, 10**12]),
            chance.choice(["openai", "polly"]),
            at=AT + timedelta(days=chance.randrange(3)),
            ok=chance.random() < 0.6,
        )
        whose = chance.choice([None, *status])
        ledger.record(each, run_id if whose else None, whose)
        made.append((whose, each))
    rows = ledger.costs(DAY, DAY + timedelta(5))
    expected = reference(made, {each for each in status if status[each] == DONE})
    assert total(rows) == expected


def test_a_ledger_of_the_first_version_is_brought_up_to_date_and_keeps_its_rows(path: Path):
    with Ledger.open(path) as ledger:
        ledger.record(paid(10), None, None)
    with sqlite3.connect(path) as older:
        older.execute("DROP INDEX attempts_by_start")
        older.execute("DELETE FROM _sqlite_migrations WHERE name = ?", [MIGRATIONS[1]])
    older.close()
    with pytest.raises(Misused, match="older version"):
        Ledger.open_to_read(path)
    with Ledger.open(path) as ledger:
        assert ledger.spent(AT) == 10
        assert ledger._database.rows("SELECT * FROM sqlite_master WHERE name='attempts_by_start'")


def test_error_messages_are_redacted_before_they_are_written(path: Path):
    with Ledger.open(path, redact=lambda text: text.replace("secret", "[redacted]")) as ledger:
        run_id = ledger.start_run("generate", DAY, AT)
        mine = ledger.open_episode(brief_for(), run_id, AT).id
        ledger.record(replace(attempt(ok=False), error_message="bad secret"), run_id, mine)
        ledger.fail(mine, stage="script", message="said secret", at=AT)
        assert ledger.attempts(mine)[0].error_message == "bad [redacted]"
        row = ledger.episode("42")
        assert row is not None
        assert row.error_message == "script: said [redacted]"
    assert b"secret" not in path.read_bytes()
