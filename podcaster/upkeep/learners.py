"""Whether the learners can be read and are understood, as far as a quick look tells."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from podcaster.domain.learner import BadRecord, LearnerId
from podcaster.errors import PodcasterError
from podcaster.sources.skip_list import read_skip_list
from podcaster.sources.source import Page, Source
from podcaster.upkeep.findings import Finding, Verdict, said_and_do
from podcaster.upkeep.listed import Searchable, found_by_id, listed_are_learners
from podcaster.upkeep.plans_named import Wanted, plans_are_known, plays_are_told
from podcaster.upkeep.queries import CHECK, Peekable, database_answers, database_within

ABOUT = "source"
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
    plans: Counter[str] = field(default_factory=Counter)
    plays_are_known: bool = False
    ids: set[LearnerId] = field(default_factory=set)
    warnings: Counter[str] = field(default_factory=Counter)

    def add(self, page: Page) -> None:
        self.records += len(page.learners) + len(page.bad) + page.duplicates
        self.bad += len(page.bad)
        self.first = self.first or next(iter(page.bad), None)
        self.plans.update(each.plan for each in page.learners)
        self.ids.update(each.id for each in page.learners)
        self.warnings.update(page.warnings)
        self.plays_are_known |= any(each.plays_are_known for each in page.learners)

    @property
    def told(self) -> str:
        return f"all {self.records}" if self.is_all else f"the first {self.records}"


def learners_can_be_read(
    source: Source,
    clock: Callable[[], float] = time.monotonic,
    *,
    wanted: Wanted | None = None,
) -> Iterator[Finding]:
    """Reads the first records: how many there are, and which of them do not fit.

    Of a database no more is asked than that; it is told first which of its queries run. Plans and
    plays are looked at where it is said what is `wanted` of them.
    """
    database = database_within(source)
    if database is not None:
        findings = list(database_answers(database))
        yield from findings
        if any(each.verdict == "failure" for each in findings):
            return
    seen = _Seen()
    try:
        _look(source, seen, clock)
    except PodcasterError as error:
        said, do = said_and_do(error)
        yield _finding("failure", said, do or _LOOK)
    if seen.first:
        yield _finding("warning", *_of_bad(seen, seen.first))
    elif seen.is_all and not seen.records:
        yield _finding("warning", f"{source.name} holds no learners", "export them again")
    elif seen.records:
        yield _finding("ok", f"{seen.told} records of {source.name} can be read")
    for said, count in sorted(seen.warnings.items()):
        yield _finding("warning", f"{said} ({count} x)")
    if seen.plans and wanted:
        yield from plans_are_known(seen.plans, seen.told, wanted)
        yield from plays_are_told(seen.plays_are_known, wanted)
        yield from _listed(source, seen, wanted.listed)


def _listed(source: Source, seen: _Seen, listed: frozenset[str]) -> Iterator[Finding]:
    """Whether the operator's list names learners; a database is asked for just those."""
    if not listed:
        return
    database = database_within(source)
    if not isinstance(database, Searchable):
        yield from listed_are_learners(listed, seen.ids, is_all=seen.is_all)
        return
    try:
        found = found_by_id(database, listed)
    except PodcasterError as error:
        said, do = said_and_do(error)
        yield _finding("failure", said, do or _LOOK)
    else:
        yield from listed_are_learners(listed, {*seen.ids, *found}, is_all=True)


def skip_list_can_be_read(path: Path | None) -> Iterator[Finding]:
    """Whether the operator's list of whom to leave alone is there; nothing where none is named."""
    if path is None:
        return
    try:
        listed = len(read_skip_list(path))
    except PodcasterError as error:
        yield Finding(CHECK, "failure", "skip_list", *said_and_do(error))
    else:
        yield Finding(CHECK, "ok", "skip_list", f"{path} names {listed} learners")


def _look(source: Source, seen: _Seen, clock: Callable[[], float]) -> None:
    """A page at a time until it is enough; of a database one page, without a look at everybody."""
    if isinstance(source, Peekable) and database_within(source) is not None:
        seen.add(source.first(RECORDS))
        seen.is_all = seen.records < RECORDS
        return
    end = clock() + SECONDS
    for page in source.pages(_AT_ONCE):
        seen.add(page)
        if seen.records >= RECORDS or clock() >= end:
            return
    seen.is_all = True


def _of_bad(seen: _Seen, first: BadRecord) -> tuple[str, str]:
    """How many do not fit, and where the first of them is."""
    about = f", {first.field}" if first.field else ""
    said = (
        f"{seen.bad} of {seen.told} records cannot be read; the first of them, line"
        f" {first.line}{about}: {first.reason}"
    )
    return said, "mend what exports them; `podcaster schema` says what a record holds"


def _finding(verdict: Verdict, said: str, do: str = "") -> Finding:
    return Finding(CHECK, verdict, ABOUT, said, do)
