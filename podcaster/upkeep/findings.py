"""What an examination finds."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "warning", "failure"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: which check, how bad, about what, what was found, and what to do.

    A `failure` keeps episodes from being made as they are configured, a `warning` will or may.
    """

    check: str
    verdict: Verdict
    about: str
    said: str
    do: str = ""


Check = Callable[[], Iterable[Finding]]


def examined(checks: Iterable[Check]) -> Iterator[Finding]:
    """The findings of each check, as they are made."""
    for check in checks:
        yield from check()
