"""A finished episode, for people and for scripts."""

from datetime import date, timedelta
from pathlib import Path

import typer

from podcaster.cli.stories import SHOWABLE
from podcaster.cli.terminal import in_line, print_json, say
from podcaster.errors import NothingToShow
from podcaster.ledger.entries import EpisodeRow
from podcaster.wiring.house import House

LINK_LASTS = timedelta(hours=1)


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
        why = "" if row is None else f": it is {row.status.replace('_', ' ')}"
        raise NothingToShow(f"learner {in_line(user)} has no episode {when}{why}")
    podcast = _podcast(house, row)
    if podcast["file"] is not None and not Path(str(podcast["file"])).is_file():
        raise NothingToShow(f"the episode of {row.date} is gone from its store: {podcast['file']}")
    if as_json:
        print_json({"status": row.status, "podcast": podcast})
    else:
        _draw_podcast(row, podcast)


def _podcast(house: House, row: EpisodeRow) -> dict[str, object]:
    key = row.object_key
    store = house.store_named(row.store) if row.store else None
    return {
        "date": row.date.isoformat(),
        "title": row.title,
        "script": row.script_text,
        "audio_url": store.link(key, LINK_LASTS) if store and key else None,
        "file": str(store.path(key)) if store and key else None,
        "duration_seconds": row.duration_seconds if store else None,
        "language": row.language,
        "ai_model_used": row.ai_model_used,
        "tts_provider": row.tts_provider,
        "chapters": [{"title": each.title, "start": each.start} for each in row.chapters],
    }


def _draw_podcast(row: EpisodeRow, podcast: dict[str, object]) -> None:
    say(row.title or "", "bold")
    length = f", {clock(row.duration_seconds)}" if row.duration_seconds else ""
    short = ", short for want of data" if row.short else ""
    say(f"{row.date}, {row.language}{length}{short}, {row.status.replace('_', ' ')}", "dim")
    say(str(podcast["file"] or "a script without sound"), "dim")
    for chapter in row.chapters:
        say(f"  {clock(chapter.start):>5}  {chapter.title}")
    say("")
    say(row.script_text or "")


def clock(seconds: float) -> str:
    """Minutes and seconds as on a player."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
