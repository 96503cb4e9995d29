"""The known name that somebody may have meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The name most like `name`, whatever its case; None where nothing is like it."""
    by_folded = {each.casefold(): each for each in sorted(known)}
    close = get_close_matches(name.casefold()[:100], by_folded, n=1)
    return by_folded[close[0]] if close else None


def perhaps(name: str, known: Iterable[str]) -> str:
    """`; perhaps you meant "..."`, or nothing."""
    meant = nearest(name, known)
    return f'; perhaps you meant "{meant}"' if meant else ""
