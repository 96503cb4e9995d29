"""What was spent, as tables for people and as one object for scripts."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from podcaster.cli.amounts import amount, at_least, money
from podcaster.cli.costings import Costs, by_day, by_plan, by_provider, whole
from podcaster.cli.dates import parse_date
from podcaster.cli.drawing import draw_table
from podcaster.cli.terminal import print_json, say
from podcaster.errors import Misused
from podcaster.ledger.costs import CostRow, RunCost, Spending

USUAL_DAYS = 7
UTC = ZoneInfo("UTC")
COLUMNS = ("requests", "failed", "episodes", "cost", "per episode", "on failures")


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
            **_costs_json(whole(rows)),
            "by_day": [{"day": d.isoformat(), **_costs_json(c)} for d, c in by_day(rows).items()],
            "by_provider": [
                {"provider": p, **_costs_json(c)} for p, c in by_provider(rows).items()
            ],
            "by_plan": [{"plan": p, **_costs_json(c)} for p, c in by_plan(rows).items()],
        }
    )


def draw_costs(rows: Sequence[CostRow], since: date, until: date) -> None:
    """Three tables, and below them what they come to."""
    say(f"Costs from {since} to {until}, by the days, in UTC, of the requests", "bold")
    if not rows:
        say("Nothing was asked of anybody.")
        return
    for name, split in (
        ("day", by_day(rows)),
        ("provider", by_provider(rows)),
        ("plan", by_plan(rows)),
    ):
        if split:
            say("")
            draw_table((name, *COLUMNS), [(key, *_cells(costs)) for key, costs in split.items()])
    say("")
    _drawwhole(whole(rows))


def _drawwhole(costs: Costs) -> None:
    spent = costs.episodes
    each = f", {money(costs.each)} each" if costs.each else ""
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
