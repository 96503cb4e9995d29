"""Whether the learners can be read, as far as a quick look tells."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from podcaster.domain.learner import BadRecord
from podcaster.errors import PodcasterError
from podcaster.sources.source import Page, Source
from podcaster.upkeep.findings import Finding, Verdict, said_and_do

CHECK, ABOUT = "learners", "source"
RECORDS, SECONDS = 1000, 5.0
"""Where a look ends, whichever comes first."""
_AT_ONCE = 100
_LOOK = "look at the file, its rights and how it is exported"


@dataclass
class _Seen:
    records: int = 0
    bad: int = 0
    first: BadRecord | None = None
    is_all: bool = False

    def add(self, page: Page) -> None:
        self.records += len(page.learners) + len(page.bad) + page.duplicates
        self.bad += len(page.bad)
        self.first = self.first or next(iter(page.bad), None)


def learners_can_be_read(
    source: Source, clock: Callable[[], float] = time.monotonic
) -> Iterator[Finding]:
    """Reads the first records: how many there are, and which of them do not fit."""
    seen, end = _Seen(), clock() + SECONDS
    try:
        for page in source.pages(_AT_ONCE):
            seen.add(page)
            if seen.records >= RECORDS or clock() >= end:
                break
        else:
            seen.is_all = True
    except PodcasterError as error:
        said, do = said_and_do(error)
        yield _finding("failure", said, do or _LOOK)
    if seen.first:
        yield _finding("warning", *_of_bad(seen, seen.first))
    elif seen.is_all and not seen.records:
        yield _finding("warning", f"{source.name} holds no learners", "export them again")
    elif seen.records:
        read = f"all {seen.records}" if seen.is_all else f"the first {seen.records}"
        yield _finding("ok", f"{read} records of {source.name} can be read")


def _of_bad(seen: _Seen, first: BadRecord) -> tuple[str, str]:
    """How many do not fit, and where the first of them is."""
    about = f", {first.field}" if first.field else ""
    said = (
        f"{seen.bad} of {'all' if seen.is_all else 'the first'} {seen.records} records cannot be"
        f" read; the first of them, line {first.line}{about}: {first.reason}"
    )
    return said, "mend what exports them; `podcaster schema` says what a record holds"


def _finding(verdict: Verdict, said: str, do: str = "") -> Finding:
    return Finding(CHECK, verdict, ABOUT, said, do)
