"""Lengths of time as people type them."""

import re
from datetime import timedelta

from podcaster.errors import Misused
from podcaster.pipeline.deadline import NEVER, Deadline

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
LONGEST = timedelta(days=36500)


def parse_duration(text: str) -> timedelta:
    """`15m`, `1h`, `7d`; Misused for what is none, nothing, or more than a century."""
    found = re.fullmatch(r"([0-9]{1,12})([smhdw])", text.strip().lower())
    if found is None:
        raise Misused(f"{text[:40]!r} is no length of time: say 15m, 1h or 7d")
    number, unit = int(found[1]), _UNITS[found[2]]
    try:
        duration = timedelta(**{unit: number})
    except OverflowError:
        duration = LONGEST * 2
    if not timedelta() < duration <= LONGEST:
        raise Misused(f"{text[:40]!r} is no useful length of time: say 15m, 1h or 7d")
    return duration


def parse_deadline(text: str | None) -> Deadline:
    """So long from now, and never where nothing is said; Misused as by `parse_duration`."""
    return NEVER if text is None else Deadline.after(parse_duration(text).total_seconds())


def duration_text(duration: timedelta) -> str:
    """A length of time in its two largest units, such as 6 d 4 h."""
    seconds = max(0, int(duration.total_seconds()))
    parts = []
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        count, seconds = divmod(seconds, length)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "0 s"
