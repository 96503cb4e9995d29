"""What was spent, as tables for people and as one object for scripts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from podcaster.cli.amounts import amount, at_least, money
from podcaster.cli.dates import parse_date
from podcaster.cli.drawing import draw_table
from podcaster.cli.terminal import print_json, say
from podcaster.errors import Misused
from podcaster.ledger.costs import CostRow, RunCost, Spending, total

K = TypeVar("K", str, date)
USUAL_DAYS = 7
UTC = ZoneInfo("UTC")
COLUMNS = ("requests", "failed", "episodes", "cost", "per episode", "on failures")


@dataclass(frozen=True, slots=True)
class Costs:
    """What was spent on episodes and, apart from them, in previews.

    `completed` is how many episodes came of it.
    """

    episodes: Spending = field(default_factory=Spending)
    previews: Spending = field(default_factory=Spending)
    completed: int = 0

    @property
    def all(self) -> Spending:
        """Both together."""
        return self.episodes + self.previews

    @property
    def each(self) -> int | None:
        """What a completed episode cost, the failures too; None where that is not known."""
        return self.episodes.per(self.completed)


def period(
    since: str | None, until: str | None, days: int | None, now: datetime | None = None
) -> tuple[date, date]:
    """The first and the last day that are meant; Misused where they contradict each other."""
    last = parse_date(until or "today", now).for_zone(UTC)
    if since is None:
        return date.fromordinal(max(1, last.toordinal() + 1 - (days or USUAL_DAYS))), last
    if days is not None:
        raise Misused("--since and --days say the same twice: leave one of them out")
    first = parse_date(since, now).for_zone(UTC)
    if first > last:
        raise Misused(f"the days end on {last}, before they begin on {first}")
    return first, last


def print_costs(rows: Sequence[CostRow], since: date, until: date) -> None:
    """The object of `costs --json`; amounts are whole micro-dollars."""
    print_json(
        {
            "since": since.isoformat(),
            "until": until.isoformat(),
            "zone": "UTC",
            **_costs_json(_whole(rows)),
            "by_day": [{"day": d.isoformat(), **_costs_json(c)} for d, c in _by_day(rows).items()],
            "by_provider": [
                {"provider": p, **_costs_json(c)} for p, c in _by_provider(rows).items()
            ],
            "by_plan": [{"plan": p, **_costs_json(c)} for p, c in _by_plan(rows).items()],
        }
    )


def draw_costs(rows: Sequence[CostRow], since: date, until: date) -> None:
    """Three tables, and below them what they come to."""
    say(f"Costs from {since} to {until}, by the days in UTC on which was asked", "bold")
    if not rows:
        say("Nothing was asked of anybody.")
        return
    for name, split in (
        ("day", _by_day(rows)),
        ("provider", _by_provider(rows)),
        ("plan", _by_plan(rows)),
    ):
        if split:
            say("")
            draw_table((name, *COLUMNS), [(key, *_cells(costs)) for key, costs in split.items()])
    say("")
    _draw_whole(_whole(rows))


def _draw_whole(costs: Costs) -> None:
    spent = costs.episodes
    each = f", {money(costs.each)} each" if costs.each is not None else ""
    say(f"Episodes: {_amount(spent)} for {costs.completed} completed{each}.")
    if lost := spent.in_vain_micro_usd:
        refused, unfinished = money(spent.refused_micro_usd), money(spent.unfinished_micro_usd)
        say(
            f"Spent on failures: {money(lost)}, of which {refused} on failed requests and"
            f" {unfinished} on episodes that are not done."
        )
    if costs.previews.attempts:
        say(f"Previews: {_amount(costs.previews)} for {costs.previews.attempts} requests.")
    if unknown := costs.all.unknown:
        told = amount(RunCost(unknown=unknown))
        say(f"{told} {'is' if unknown == 1 else 'are'} in none of these sums.", "yellow")


def _cells(costs: Costs) -> tuple[object, ...]:
    spent = costs.all
    each = money(costs.each) if costs.completed else None
    lost = costs.episodes.in_vain_micro_usd
    lost_cell = money(lost) if lost else None
    return spent.attempts, spent.failed, costs.completed, _amount(spent), each, lost_cell


def _amount(spent: Spending) -> str:
    return at_least(RunCost(known_micro_usd=spent.cost_micro_usd, unknown=spent.unknown))


def _costs_json(costs: Costs) -> dict[str, object]:
    return {
        "attempts": costs.all.attempts,
        "failed_attempts": costs.all.failed,
        "unknown_attempts": costs.all.unknown,
        "cost_micro_usd": costs.all.cost_micro_usd,
        "previews_micro_usd": costs.previews.cost_micro_usd,
        "completed": costs.completed,
        "per_completed_micro_usd": costs.each,
        "failures_micro_usd": costs.episodes.in_vain_micro_usd,
        "failed_attempts_micro_usd": costs.episodes.refused_micro_usd,
        "unfinished_episodes_micro_usd": costs.episodes.unfinished_micro_usd,
    }


def _whole(rows: Sequence[CostRow]) -> Costs:
    episodes = total(row for row in rows if row.plan is not None)
    previews = total(row for row in rows if row.plan is None)
    return Costs(episodes, previews, episodes.completed)


def _by_day(rows: Sequence[CostRow]) -> dict[date, Costs]:
    return _split(rows, lambda row: row.day)


def _by_provider(rows: Sequence[CostRow]) -> dict[str, Costs]:
    """An episode counts with each provider that had a part in it."""
    split = _split(rows, lambda row: row.provider)
    return {name: Costs(c.episodes, c.previews, c.episodes.served) for name, c in split.items()}


def _by_plan(rows: Sequence[CostRow]) -> dict[str, Costs]:
    """Without previews, which have no plan."""
    of_plans = [row for row in rows if row.plan is not None]
    return _split(of_plans, lambda row: row.plan or "")


def _split(rows: Sequence[CostRow], key: Callable[[CostRow], K]) -> dict[K, Costs]:
    by: dict[K, list[CostRow]] = {}
    for row in rows:
        by.setdefault(key(row), []).append(row)
    return {each: _whole(by[each]) for each in sorted(by)}
