"""What the ledger remembers, told: nights, and one learner's story."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta

from podcaster.cli.drawing import draw_table
from podcaster.cli.summary import at_least, money
from podcaster.cli.terminal import in_line, print_json, say
from podcaster.domain.attempt import Attempt
from podcaster.domain.episode import SERVED, Status
from podcaster.errors import NothingToShow
from podcaster.ledger.costs import RunCost
from podcaster.ledger.entries import EpisodeRow, RunRow
from podcaster.wiring.house import House

SHOWABLE: frozenset[Status] = frozenset({"completed", "completed_with_fallback", "script_only"})


def tell_nights(house: House, day: date, limit: int, *, as_json: bool) -> None:
    """The last runs, and how the episodes of a date and of its neighbours stand.

    While it is one date here, it is the day before or after for learners in other zones.
    """
    with house.reading_ledger() as ledger:
        runs = ledger.runs(limit)
        costs = {run.id: ledger.spending(run.id) for run in runs if run.cost_micro_usd is None}
        around = (day + timedelta(days=away) for away in (-1, 0, 1))
        by_date = {each: counts for each in around if (counts := ledger.counts(each))}
    if not as_json:
        _draw_runs(runs, costs)
        _draw_dates(by_date)
        return
    counts = by_date.get(day, {})
    print_json(
        {
            "date": day.isoformat(),
            "by_status": dict(counts),
            "by_date": {each.isoformat(): dict(those) for each, those in by_date.items()},
            "pending": sum(n for status, n in counts.items() if status not in SERVED),
            "runs": [_run_json(run) for run in runs],
        }
    )


def tell_learner(house: House, user: str, tenant: str | None, *, as_json: bool) -> None:
    """The story of a learner's latest episode: how far it came, who was asked, what to run."""
    with house.reading_ledger() as ledger:
        row = ledger.episode(user, tenant)
        if row is None:
            raise NothingToShow(
                f"nothing was ever made for learner {in_line(user)};"
                " `podcaster preview --user` says why"
            )
        attempts = ledger.attempts(row.id)
    if as_json:
        print_json(_story_json(row, attempts))
        return
    _draw_story(row, attempts)


def _draw_runs(runs: Sequence[RunRow], costs: Mapping[str, RunCost]) -> None:
    if not runs:
        say("No runs yet: `podcaster generate --date today` makes the first.")
        return
    columns = ("started (UTC)", "command", "date", "due", "done", "failed", "cost", "ended")
    draw_table(columns, [_run_cells(run, costs.get(run.id)) for run in runs])


def _draw_dates(by_date: Mapping[date, Mapping[Status, int]]) -> None:
    say("")
    for day, counts in by_date.items():
        say(f"Episodes of {day}: {_counted(counts)}")
    if not by_date:
        say("No episodes of that day yet.")


def _run_cells(run: RunRow, cost: RunCost | None) -> tuple[object, ...]:
    started = f"{run.started_at:%Y-%m-%d %H:%M}"
    day = run.date or "today"
    if run.finished_at is None:
        return started, run.command, day, None, None, None, None, "running, or it died"
    took = (run.finished_at - run.started_at).total_seconds()
    ended = f"{took:.0f} s, exit {run.exit_code}"
    known = money(run.cost_micro_usd) if cost is None else at_least(cost)
    return started, run.command, day, run.eligible, run.completed, run.failed, known, ended


def _run_json(run: RunRow) -> dict[str, object]:
    return {
        "run_id": run.id,
        "command": run.command,
        "date": _iso(run.date),
        "started_at": _iso(run.started_at),
        "finished_at": _iso(run.finished_at),
        "due": run.eligible,
        "completed": run.completed,
        "failed": run.failed,
        "skipped": dict(run.skipped),
        "cost_micro_usd": run.cost_micro_usd,
        "exit_code": run.exit_code,
    }


def _draw_story(row: EpisodeRow, attempts: Sequence[Attempt]) -> None:
    say(f"{in_line(row.user_id)}, {row.date}: {row.status.replace('_', ' ')}", "bold")
    say(f"Milestone: {row.milestone}. Episode {row.id}, plan {row.plan}, language {row.language}.")
    if row.error_message:
        say(f"Failed {row.failures} times, last at its {row.error_message}", "red")
    if attempts:
        columns = ("at (UTC)", "stage", "provider", "voice", "seconds", "outcome", "cost")
        draw_table(columns, [_attempt_cells(each) for each in attempts])
    say(_next_command(row), "dim")


def _attempt_cells(attempt: Attempt) -> tuple[object, ...]:
    outcome = f"{attempt.error_kind}: {attempt.error_message}" if attempt.error_kind else "ok"
    return (
        f"{attempt.started_at:%H:%M:%S}",
        attempt.stage,
        attempt.provider,
        attempt.voice,
        f"{attempt.seconds:.2f}",
        outcome,
        money(attempt.cost_micro_usd),
    )


def _story_json(row: EpisodeRow, attempts: Sequence[Attempt]) -> dict[str, object]:
    return {
        "user_id": row.user_id,
        "tenant": row.tenant,
        "date": row.date.isoformat(),
        "episode_id": row.id,
        "status": row.status,
        "milestone": row.milestone,
        "failures": row.failures,
        "error_message": row.error_message,
        "next_try_at": _iso(row.next_try_at),
        "next_command": _next_command(row),
        "attempts": [asdict(each) | {"started_at": _iso(each.started_at)} for each in attempts],
    }


def _next_command(row: EpisodeRow) -> str:
    who = f"--user {shlex.quote(row.user_id)}"
    if row.tenant:
        who += f" --tenant {shlex.quote(row.tenant)}"
    if row.status in SHOWABLE:
        return f"To see it: podcaster show {who} --date {row.date}"
    if row.is_served:
        return "Nothing is left to do for this episode."
    return f"To finish it: podcaster retry {who}"


def _counted(counts: Mapping[Status, int]) -> str:
    return ", ".join(f"{n} {status.replace('_', ' ')}" for status, n in sorted(counts.items()))


def _iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None
