"""Plans that stand elsewhere than the learners: in a file of the operator's, or by other names."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from podcaster.domain.learner import Activity, BadRecord, Learner, LearnerId
from podcaster.errors import Misused
from podcaster.sources.elements import Element
from podcaster.sources.fitting import fitted
from podcaster.sources.formats import elements
from podcaster.sources.nameless import nameless_database, unwritable
from podcaster.sources.options import PlanOptions
from podcaster.sources.paging import ReadPage
from podcaster.sources.record import Record
from podcaster.sources.source import Page, Source
from podcaster.sources.unpacking import BrokenExport, unpacked

LONGEST_FOUND = 80
_TABLES = "CREATE TABLE plan (owner TEXT PRIMARY KEY, plan TEXT) WITHOUT ROWID; BEGIN"


class PlanFile:
    """The plans in a file that holds `user_id`, `plan` and maybe `tenant`, as an export does."""

    def __init__(self, path: Path, kept: sqlite3.Connection) -> None:
        self._path, self._kept = path, kept
        self.unfit = 0

    def read(self) -> None:
        """Notes all of them; of two plans for one learner the first counts."""
        try:
            with unpacked(self._path) as blocks:
                self._kept.executemany(
                    "INSERT OR IGNORE INTO plan VALUES (?, ?)",
                    (
                        (_owner(record.tenant or "", record.user_id), record.plan or "")
                        for record in self._records(blocks)
                    ),
                )
        except BrokenExport as error:
            fault, _, _ = str(error).partition("; ")  # then comes what mends an export
            raise Misused(
                f"the file of plans {self._path} {fault}; put it right, or name another in"
                " [learners.plan] file"
            ) from None
        except sqlite3.Error as error:
            raise unwritable(error) from None

    def _records(self, blocks: Iterator[str]) -> Iterator[Record]:
        for element in elements(blocks):
            record = fitted(element) if isinstance(element, Element) else element
            if isinstance(record, BadRecord):
                self.unfit += 1
            else:
                yield record

    def plan_of(self, learner: LearnerId) -> str:
        """By tenant and id, else by the id alone; "" for who is not in the file."""
        owners = (_owner(learner.tenant, learner.user_id), _owner("", learner.user_id))
        found = dict(
            self._kept.execute("SELECT owner, plan FROM plan WHERE owner IN (?, ?)", owners)
        )
        return next((str(found[owner]) for owner in owners if owner in found), "")

    @property
    def warnings(self) -> Counter[str]:
        """What of the file could not be used."""
        return Counter({f"rows of {self._path.name} that do not fit give no plan": self.unfit})


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """A page whose learners have the plans that the operator gave them."""

    page: Page
    learners: Sequence[Learner]
    of_file: Counter[str]

    @property
    def bad(self) -> Sequence[BadRecord]:
        """Those of the page."""
        return self.page.bad

    @property
    def duplicates(self) -> int:
        """Those of the page."""
        return self.page.duplicates

    @property
    def ignored_fields(self) -> Mapping[str, int]:
        """Those of the page."""
        return self.page.ignored_fields

    @property
    def warnings(self) -> Mapping[str, int]:
        """Those of the page, and of the file of plans."""
        return Counter(self.page.warnings) + self.of_file

    def activities(self, wanted: Sequence[LearnerId]) -> Mapping[LearnerId, Activity]:
        """What learners of the page did."""
        return self.page.activities(wanted)


class Planned:
    """A source around another, which takes plans from a file, or translates what records say."""

    def __init__(self, source: Source, options: PlanOptions) -> None:
        self.source, self._options = source, options

    @property
    def name(self) -> str:
        """That of the source within."""
        return self.source.name

    def pages(self, size: int, user_id: str | None = None) -> Iterator[PlannedPage]:
        """The pages of the source within; Misused where the file cannot be read."""
        with _plans(self._options) as file:
            of_file = file.warnings if file else Counter[str]()
            for page in self.source.pages(size, user_id):
                yield self._planned(page, file, +of_file)
                of_file.clear()

    def first(self, count: int) -> PlannedPage:
        """A few learners without a look at everybody, where the source within can do that."""
        first = getattr(self.source, "first", None)
        with _plans(self._options) as file:
            page: Page = first(count) if first else next(self.source.pages(count), ReadPage())
            return self._planned(page, file, file.warnings if file else Counter())

    def _planned(self, page: Page, file: PlanFile | None, of_file: Counter[str]) -> PlannedPage:
        return PlannedPage(page, [self._with_plan(each, file) for each in page.learners], of_file)

    def _with_plan(self, learner: Learner, file: PlanFile | None) -> Learner:
        found, origins = learner.plan.strip(), dict(learner.origins)
        if file and self._options.file:
            found, origins["plan"] = file.plan_of(learner.id), f"file: {self._options.file.name}"
        plan = self._options.names.get(found, found)
        if plan != found:
            origins["plan_found"] = found[:LONGEST_FOUND]
        return replace(learner, plan=plan, origins=origins)


def planned(source: Source, options: PlanOptions) -> Source:
    """`source` with the plans of `[learners.plan]`, as far as it does not find them itself.

    Misused where plans are to be taken from a file and none is named.
    """
    if options.taken_from == "file" and options.file is None:
        raise Misused(
            'taken_from in [learners.plan] is "file": name one in file = "plans.csv", with the'
            " columns user_id and plan"
        )
    is_told_here = options.taken_from == "file" or (
        options.taken_from == "record" and options.names
    )
    return Planned(source, options) if is_told_here else source


@contextmanager
def _plans(options: PlanOptions) -> Iterator[PlanFile | None]:
    """What the file holds, while it is asked; None where plans are not in a file."""
    if options.taken_from != "file" or options.file is None:
        yield None
        return
    try:
        kept = nameless_database(_TABLES)
    except (OSError, sqlite3.Error) as error:
        raise unwritable(error) from None
    with closing(kept):
        file = PlanFile(options.file, kept)
        file.read()
        yield file


def _owner(tenant: str, user_id: str) -> str:
    """No id holds a NUL."""
    return f"{tenant}\0{user_id}"
