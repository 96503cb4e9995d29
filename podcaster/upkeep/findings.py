"""What an examination finds."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from podcaster.errors import PodcasterError

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
    """The findings of each check, as they are made; what keeps one from being made is one too."""
    for check in checks:
        try:
            yield from check()
        except PodcasterError as error:
            said, do = said_and_do(error)
            yield Finding("doctor", "failure", "examination", said, do)


def said_and_do(error: PodcasterError | str) -> tuple[str, str]:
    """What is wrong and what to do, which sentences of ours say in this order."""
    for mark in ("; ", ": "):
        said, found, do = str(error).rpartition(mark)
        if found:
            return said, do
    return str(error), ""
