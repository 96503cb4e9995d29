"""`status --max-age`: whether nights are still made, for a monitoring that looks now and then."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import typer

from podcaster.cli.durations import duration_text
from podcaster.cli.terminal import print_json, say
from podcaster.errors import NothingToShow
from podcaster.ledger.entries import RunRow
from podcaster.wiring.house import House

_LONGEST_RUN = timedelta(days=1)
_NIGHTLY = ("generate", "retry")
"""What runs are recorded as that are not of one learner by hand."""
_LOOKED_AT = 100


def tell_lateness(house: House, most: timedelta, now: datetime, *, as_json: bool) -> None:
    """One line, and 0 where a night ended well within `most`, else 3."""
    with house.reading_ledger() as ledger:
        good = last_good(ledger.runs_since(now - most - _LONGEST_RUN), now - most)
        latest = _latest(ledger.runs(_LOOKED_AT))
    if as_json:
        ended = good.finished_at.isoformat() if good and good.finished_at else None
        print_json({"ok": good is not None, "last_good_at": ended, "run_id": good and good.id})
    elif good is not None and good.finished_at is not None:
        say(f"ok: {good.command} {good.id} ended well {_ago(now, good.finished_at)} ago")
    else:
        say(f"late: {_why(latest, now, most)}; run `podcaster status` and `podcaster doctor`")
    if good is None:
        raise typer.Exit(NothingToShow.exit_code)


def last_good(runs: Sequence[RunRow], since: datetime) -> RunRow | None:
    """The latest run that ended well since then, of runs that come newest first.

    One of one learner, made by hand, says nothing of the nights.

    A retry counts where it finished what a `generate` had begun in that time: it goes on for days
    after the line of `generate` is gone from a crontab.
    """
    retry: RunRow | None = None
    for run in runs:
        if run.command not in _NIGHTLY or run.finished_at is None or run.finished_at < since:
            continue
        if run.command != "generate":
            retry = retry or (run if _ended_well(run) else None)
        elif _ended_well(run):
            return run if retry is None else retry
        elif retry is not None and run.eligible:
            return retry
    return None


def _ended_well(run: RunRow) -> bool:
    """True too where nobody was due, and where some failed and others have their episodes."""
    return run.exit_code == 0 or (run.exit_code == 3 and bool(run.completed))


def _latest(runs: Sequence[RunRow]) -> RunRow | None:
    nightly = (run for run in runs if run.command in _NIGHTLY)
    return next(nightly, next(iter(runs), None))


def _why(latest: RunRow | None, now: datetime, most: timedelta) -> str:
    if latest is None:
        return "there was no run yet"
    if latest.finished_at is None:
        ended = "is running or died"
    else:
        ended = f"ended {_ago(now, latest.finished_at)} ago with exit code {latest.exit_code}"
    return f"no run ended well in {duration_text(most)}; the last, {latest.command}, {ended}"


def _ago(now: datetime, at: datetime) -> str:
    return duration_text(now - at)
