"""The last runs, and how the episodes of a date stand, told."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from podcaster.cli.amounts import at_least, money
from podcaster.cli.dates import iso
from podcaster.cli.drawing import draw_table
from podcaster.cli.standings import RATED_DAYS, Standings
from podcaster.cli.terminal import print_json, say
from podcaster.domain.episode import SERVED, Status
from podcaster.ledger.costs import RunCost
from podcaster.ledger.entries import RunRow
from podcaster.wiring.house import House


def tell_nights(house: House, day: date, limit: int, *, as_json: bool) -> None:
    """The last runs, and how the episodes of a date and of its neighbours stand.

    While it is one date here, it is the day before or after for learners in other zones.
    """
    is_idle = house.is_idle  # asked first: a run that ends meanwhile has an end in its row
    with house.reading_ledger() as ledger:
        runs = ledger.runs(limit)
        dead = _dead(runs, is_idle)
        costs = {run.id: ledger.spending(run.id) for run in runs if run.cost_micro_usd is None}
        around = (day + timedelta(days=away) for away in (-1, 0, 1))
        by_date = {each: counts for each in around if (counts := ledger.counts(each))}
        now = datetime.now(UTC)
        standings = Standings.of(ledger, now, house.config.pipeline.retry_days)
        spent = {days: ledger.spent(now - timedelta(days=days)) for days in (1, RATED_DAYS)}
    if not as_json:
        _draw_runs(runs, costs, dead)
        standings.draw_providers()
        _draw_dates(by_date)
        standings.draw_unfinished()
        if spent[RATED_DAYS]:
            of_week = f"{money(spent[RATED_DAYS])} in the last {RATED_DAYS} days"
            say(f"Spent: {of_week}, {money(spent[1])} in the last one; see `podcaster costs`")
        return
    counts = by_date.get(day, {})
    print_json(
        {
            "date": day.isoformat(),
            "by_status": dict(counts),
            "by_date": {each.isoformat(): dict(those) for each, those in by_date.items()},
            "pending": sum(n for status, n in counts.items() if status not in SERVED),
            "runs": [_run_json(run) | {"died": run.id in dead} for run in runs],
            **standings.as_json(),
            "spent_micro_usd": {"days_1": spent[1], f"days_{RATED_DAYS}": spent[RATED_DAYS]},
        }
    )


def _dead(runs: Sequence[RunRow], is_idle: bool) -> frozenset[str]:
    """Those that never ended and are not at work: only the latest can be, and it has the lock."""
    at_work = 0 if is_idle else 1
    never_ended = (run.id for run in runs[at_work:] if run.finished_at is None)
    return frozenset(never_ended)


def _draw_runs(runs: Sequence[RunRow], costs: Mapping[str, RunCost], dead: frozenset[str]) -> None:
    if not runs:
        say("No runs yet: `podcaster generate --date today` makes the first.")
        return
    columns = ("started (UTC)", "command", "date", "due", "done", "failed", "cost", "ended")
    draw_table(columns, [_run_cells(run, costs.get(run.id), run.id in dead) for run in runs])


def _draw_dates(by_date: Mapping[date, Mapping[Status, int]]) -> None:
    say("")
    for day, counts in by_date.items():
        say(f"Episodes of {day}: {_counted(counts)}")
    if not by_date:
        say("No episodes of that day yet.")


def _run_cells(run: RunRow, cost: RunCost | None, died: bool) -> tuple[object, ...]:
    started = f"{run.started_at:%Y-%m-%d %H:%M}"
    day = run.date or "today"
    if run.finished_at is None:
        ended = "died" if died else "running, or it died"
        return started, run.command, day, None, None, None, None, ended
    ended = f"{_seconds(run.started_at, run.finished_at):.0f} s, exit {run.exit_code}"
    known = money(run.cost_micro_usd) if cost is None else at_least(cost)
    return started, run.command, day, run.eligible, run.completed, run.failed, known, ended


def _run_json(run: RunRow) -> dict[str, object]:
    return {
        "run_id": run.id,
        "command": run.command,
        "date": iso(run.date),
        "started_at": iso(run.started_at),
        "finished_at": iso(run.finished_at),
        "seconds": None if run.finished_at is None else _seconds(run.started_at, run.finished_at),
        "due": run.eligible,
        "completed": run.completed,
        "failed": run.failed,
        "skipped": dict(run.skipped),
        "cost_micro_usd": run.cost_micro_usd,
        "exit_code": run.exit_code,
    }


def _seconds(started_at: datetime, finished_at: datetime) -> float:
    return (finished_at - started_at).total_seconds()


def _counted(counts: Mapping[Status, int]) -> str:
    return ", ".join(f"{n} {status.replace('_', ' ')}" for status, n in sorted(counts.items()))
