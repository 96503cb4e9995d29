"""A finished episode, for people and for scripts."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import typer

from podcaster.cli.stories import SHOWABLE
from podcaster.cli.terminal import in_line, print_json, say
from podcaster.domain.episode import Status
from podcaster.errors import NothingToShow
from podcaster.ledger.entries import EpisodeRow
from podcaster.storage.local import LocalStore
from podcaster.storage.store import Store
from podcaster.upkeep.linking import kept_until
from podcaster.wiring.house import House

LINK_LASTS = timedelta(hours=1)


def show_episode(
    house: House, user: str, tenant: str | None, day: date | None, *, as_json: bool
) -> None:
    """The episode of a date, or the latest; NothingToShow where there is none to be had."""
    row = finished(house, user, tenant, day, {"podcast": None} if as_json else None)
    podcast = _podcast(house, row)
    if podcast["file"] is not None and not Path(str(podcast["file"])).is_file():
        raise NothingToShow(f"the episode of {row.date} is gone from its store: {podcast['file']}")
    if as_json:
        print_json({"status": row.status, "podcast": podcast})
    else:
        _draw_podcast(row, podcast)


def finished(
    house: House, user: str, tenant: str | None, day: date | None, nothing: dict[str, None] | None
) -> EpisodeRow:
    """The row of an episode that can be shown.

    NothingToShow where there is none; with `nothing`, that and the status are printed instead.
    """
    with house.reading_ledger() as ledger:
        row = ledger.episode(user, tenant, day)
    if row is not None and row.status in SHOWABLE:
        return row
    if nothing is not None:
        print_json({"status": "coming tomorrow" if row is None else row.status, **nothing})
        raise typer.Exit(NothingToShow.exit_code)
    when = f"on {day}" if day else "yet"
    why = "" if row is None else f": {_state(row.status)}"
    raise NothingToShow(f"learner {in_line(user)} has no episode {when}{why}")


def _state(status: Status) -> str:
    """How an episode that cannot be shown stands."""
    return "it has failed" if status == "failed" else f"it is {status.replace('_', ' ')}"


def _podcast(house: House, row: EpisodeRow) -> dict[str, object]:
    key = row.object_key
    store = house.store_named(row.store) if row.store else None
    return {
        "date": row.date.isoformat(),
        "title": row.title,
        "script": row.script_text,
        "audio_url": _audio_url(store, row, house.config.storage.keep_days),
        "file": str(store.path(key)) if isinstance(store, LocalStore) and key else None,
        "duration_seconds": row.duration_seconds if store else None,
        "language": row.language,
        "ai_model_used": row.ai_model_used,
        "tts_provider": row.tts_provider,
        "chapters": [{"title": each.title, "start": each.start} for each in row.chapters],
    }


def _audio_url(store: Store | None, row: EpisodeRow, keep_days: int) -> str | None:
    """A link made for this moment; None without sound, or where the episode's time is over."""
    if store is None or row.object_key is None:
        return None
    lasts = min(LINK_LASTS, kept_until(row.date, keep_days) - datetime.now(UTC))
    return store.link(row.object_key, lasts) if lasts > timedelta() else None


def _draw_podcast(row: EpisodeRow, podcast: dict[str, object]) -> None:
    say(row.title or "", "bold")
    length = f", {clock(row.duration_seconds)}" if row.duration_seconds else ""
    short = ", short for want of data" if row.short else ""
    say(f"{row.date}, {row.language}{length}{short}, {row.status.replace('_', ' ')}", "dim")
    where = f"{row.object_key} in {row.store}" if row.store else "a script without sound"
    say(str(podcast["file"] or where), "dim")
    for chapter in row.chapters:
        say(f"  {clock(chapter.start):>5}  {chapter.title}")
    say("")
    say(row.script_text or "")


def clock(seconds: float) -> str:
    """Minutes and seconds as on a player."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
