"""One learner's episode, told: how far it came, who was asked, what to run."""

import shlex
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from podcaster.cli.amounts import money
from podcaster.cli.dates import iso
from podcaster.cli.drawing import draw_table
from podcaster.cli.terminal import in_line, print_json, say
from podcaster.domain.attempt import Attempt
from podcaster.domain.episode import Status
from podcaster.errors import NothingToShow
from podcaster.ledger.entries import EpisodeRow
from podcaster.wiring.house import House

SHOWABLE: frozenset[Status] = frozenset({"completed", "completed_with_fallback", "script_only"})


def tell_learner(
    house: House, user: str, tenant: str | None, day: date | None, *, as_json: bool
) -> None:
    """The story of a learner's episode of `day`, or the latest.

    That is how far it came, who was asked, and what to run.
    """
    with house.reading_ledger() as ledger:
        row = ledger.episode(user, tenant, day)
        if row is None:
            raise NothingToShow(_why_nothing(user, tenant, day))
        attempts = ledger.attempts(row.id)
    if as_json:
        print_json(_story_json(row, attempts))
        return
    _draw_story(row, attempts)


def _why_nothing(user: str, tenant: str | None, day: date | None) -> str:
    made = f"made for learner {in_line(user)}"
    said = f"nothing was {made} on {day}" if day else f"nothing was ever {made}"
    on = f" --date {day}" if day else ""
    return f"{said}; `podcaster preview {_options(in_line(user), tenant)}{on}` says why"


def _options(user: str, tenant: str | None) -> str:
    who = f"--user {shlex.quote(user)}"
    return f"{who} --tenant {shlex.quote(tenant)}" if tenant else who


def _draw_story(row: EpisodeRow, attempts: Sequence[Attempt]) -> None:
    say(f"{in_line(row.user_id)}, {row.date}: {row.status.replace('_', ' ')}", "bold")
    say(f"Milestone: {row.milestone}. Episode {row.id}, plan {row.plan}, language {row.language}.")
    if row.error_message:
        times = f"{row.failures} time{'s' * (row.failures != 1)}"
        say(f"Failed {times}, last at its {row.error_message}", "red")
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
        "next_try_at": iso(row.next_try_at),
        "next_command": _next_command(row),
        "attempts": [asdict(each) | {"started_at": iso(each.started_at)} for each in attempts],
    }


def _next_command(row: EpisodeRow) -> str:
    who = _options(row.user_id, row.tenant)
    if row.status in SHOWABLE:
        return f"To see it: podcaster show {who} --date {row.date}"
    if row.is_served:
        return "Nothing is left to do for this episode."
    return f"To finish it: podcaster retry {who}"
