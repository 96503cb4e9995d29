"""When a learner was last seen, and by what."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from podcaster.domain.days import start_of
from podcaster.domain.learner import Learner

LOGIN = "login"


def first_day(day: date, within_days: int) -> date:
    """The first local day on which being seen counts for an episode of `day`."""
    return day - timedelta(days=within_days)


def last_seen(learner: Learner) -> datetime | None:
    """The newest sign of life, of whatever kind; None if there never was one."""
    return max((at for _, at in _newest_first(learner)), default=None)


def traces_told(learner: Learner) -> str:
    """`<newest> (event; login <time>)`: every trace by its kind, the newest first; or `never`."""
    (_, newest), *_ = told = [*_newest_first(learner), ("", None)]
    if newest is None:
        return "never"
    kinds = [kind if at == newest else f"{kind} {_text(at)}" for kind, at in told if at and kind]
    return _text(newest) + (f" ({'; '.join(kinds)})" if kinds else "")


def seen_without_login(learner: Learner, day: date, zone: ZoneInfo, within_days: int) -> str:
    """The kind of the newest trace where the last login alone is too long ago; else "".

    Also "" where the source does not tell the kinds of traces apart.
    """
    since = start_of(first_day(day, within_days), zone)
    login = learner.traces.get(LOGIN)
    if login is not None and login >= since:
        return ""
    return next((kind for kind, at in _newest_first(learner) if kind and at >= since), "")


def _newest_first(learner: Learner) -> list[tuple[str, datetime]]:
    """Kinds and times; the kind is empty where the source does not say by what."""
    found = [(kind, at) for kind, at in sorted(learner.traces.items())]
    if learner.last_active_at is not None and learner.last_active_at not in dict(found).values():
        found.insert(0, ("", learner.last_active_at))
    return sorted(found, key=lambda trace: trace[1], reverse=True)


def _text(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
