"""What the ledger remembers, told: nights, one learner, one episode."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta

import typer

from podcaster.cli.drawing import draw_table
from podcaster.cli.summary import money
from podcaster.cli.terminal import print_json, say
from podcaster.domain.attempt import Attempt
from podcaster.domain.episode import SERVED, Status
from podcaster.errors import NothingToShow
from podcaster.ledger.entries import EpisodeRow, RunRow
from podcaster.wiring import House

LINK_LASTS = timedelta(hours=1)
SHOWABLE: frozenset[Status] = frozenset({"completed", "completed_with_fallback", "script_only"})


def tell_nights(house: House, day: date, limit: int, *, as_json: bool) -> None:
    """The last runs, and how the episodes of a date stand."""
    with house.reading_ledger() as ledger:
        runs, counts = ledger.runs(limit), ledger.counts(day)
    if as_json:
        pending = sum(count for status, count in counts.items() if status not in SERVED)
        print_json(
            {
                "date": day.isoformat(),
                "by_status": dict(counts),
                "pending": pending,
                "runs": [_run_json(run) for run in runs],
            }
        )
        return
    _draw_runs(runs)
    say(f"\nEpisodes of {day}: " + (_counted(counts) or "none yet"))


def tell_learner(house: House, user: str, tenant: str | None, *, as_json: bool) -> None:
    """The story of a learner's latest episode: how far it came, who was asked, what to run."""
    with house.reading_ledger() as ledger:
        row = ledger.episode(user, tenant)
        if row is None:
            raise NothingToShow(
                f"nothing was ever made for learner {user[:80]!r};"
                " `podcaster preview --user` says why"
            )
        attempts = ledger.attempts(row.id)
    if as_json:
        print_json(_story_json(row, attempts))
        return
    _draw_story(row, attempts)


def show_episode(
    house: House, user: str, tenant: str | None, day: date | None, *, as_json: bool
) -> None:
    """The episode of a date, or the latest; NothingToShow where there is none to be had."""
    with house.reading_ledger() as ledger:
        row = ledger.episode(user, tenant, day)
    if row is None or row.status not in SHOWABLE:
        status = "coming tomorrow" if row is None else row.status
        if as_json:
            print_json({"status": status, "podcast": None})
            raise typer.Exit(NothingToShow.exit_code)
        when = f"on {day}" if day else "yet"
        raise NothingToShow(f"learner {user[:80]!r} has no episode {when} ({status})")
    podcast = _podcast(house, row)
    if as_json:
        print_json({"status": row.status, "podcast": podcast})
    else:
        _draw_podcast(row, podcast)


def _podcast(house: House, row: EpisodeRow) -> dict[str, object]:
    stored = row.object_key is not None
    return {
        "date": row.date.isoformat(),
        "title": row.title,
        "script": row.script_text,
        "audio_url": house.store.link(row.object_key, LINK_LASTS) if row.object_key else None,
        "file": str(house.store.path(row.object_key)) if row.object_key else None,
        "duration_seconds": row.duration_seconds if stored else None,
        "language": row.language,
        "ai_model_used": row.ai_model_used,
        "tts_provider": row.tts_provider,
        "chapters": [{"title": each.title, "start": each.start} for each in row.chapters],
    }


def _draw_podcast(row: EpisodeRow, podcast: dict[str, object]) -> None:
    say(row.title or "", "bold")
    length = f", {clock(row.duration_seconds)}" if row.duration_seconds else ""
    say(f"{row.date}, {row.language}{length}, {row.status.replace('_', ' ')}", "dim")
    say(str(podcast["file"] or "a script without sound"), "dim")
    for chapter in row.chapters:
        say(f"  {clock(chapter.start):>5}  {chapter.title}")
    say("")
    say(row.script_text or "")


def clock(seconds: float) -> str:
    """Minutes and seconds as on a player."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def _draw_runs(runs: Sequence[RunRow]) -> None:
    if not runs:
        say("No runs yet: `podcaster generate --date today` makes the first.")
        return
    columns = ("started (UTC)", "command", "date", "due", "done", "failed", "cost", "ended")
    draw_table(columns, [_run_cells(run) for run in runs])


def _run_cells(run: RunRow) -> tuple[object, ...]:
    started = f"{run.started_at:%Y-%m-%d %H:%M}"
    day = run.date or "today"
    if run.finished_at is None:
        return started, run.command, day, None, None, None, None, "running, or it died"
    took = (run.finished_at - run.started_at).total_seconds()
    ended = f"{took:.0f} s, exit {run.exit_code}"
    cost = money(run.cost_micro_usd)
    return started, run.command, day, run.eligible, run.completed, run.failed, cost, ended


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
    say(f"{row.user_id}, {row.date}: {row.status.replace('_', ' ')}", "bold")
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
    if row.status in SHOWABLE:
        return f"To see it: podcaster show --user {row.user_id} --date {row.date}"
    if row.is_served:
        return "Nothing is left to do for this episode."
    return f"To finish it: podcaster retry --user {row.user_id}"


def _counted(counts: Mapping[Status, int]) -> str:
    return ", ".join(f"{n} {status.replace('_', ' ')}" for status, n in sorted(counts.items()))


def _iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None
