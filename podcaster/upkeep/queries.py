"""Whether a database answers what is asked of it, and what an episode goes without where not."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from podcaster.errors import PodcasterError
from podcaster.sources.source import Page, Source
from podcaster.upkeep.findings import Finding, said_and_do

if TYPE_CHECKING:  # what it imports takes a while, and few sources are databases
    from podcaster.sources.database.prepared import Preparation

CHECK = "learners"
_LOOK = "look at its address, its account and whether it is running"


@runtime_checkable
class Examinable(Protocol):
    """A source that can say what it will be able to read, without reading it."""

    @property
    def name(self) -> str:
        """Its address without secrets."""

    def examined(self) -> "Preparation":
        """Which queries run, and what is missing; SourceUnreadable or Misused as for a night."""


@runtime_checkable
class Peekable(Protocol):
    """A source whose first learners can be had without a look at everybody."""

    def first(self, count: int) -> Page:
        """At most `count` learners, without when they were seen."""


def database_within(source: Source) -> Examinable | None:
    """The database that a source reads, whatever is laid around it; None where it is none."""
    inner: object = source
    while not isinstance(inner, Examinable):
        inner = getattr(inner, "source", None)
        if inner is None:
            return None
    return inner


def database_answers(database: Examinable) -> Iterator[Finding]:
    """One finding for the whole, and one for each query or column that is missing, and its cost."""
    try:
        found = database.examined()
    except PodcasterError as error:
        said, do = said_and_do(error)
        yield Finding(CHECK, "failure", "source", said, do or _LOOK)
        return
    running = ", ".join(sorted(found.queries))
    said = f"{database.name} answers; these queries return their columns: {running}"
    yield Finding(CHECK, "ok", "source", said)
    yield from _columns(found)
    for loss in found.losses:
        yield Finding(CHECK, "warning", f"query {loss.query}", loss.sentence, loss.advice)


def _columns(found: "Preparation") -> Iterator[Finding]:
    """Columns that queries can do without; those that were never there are named and no trouble."""
    never = ", ".join(each.column for each in found.absent if not each.is_told)
    if never:
        yield Finding(CHECK, "ok", "columns", f"not there, and taken for empty: {never}")
    for each in found.absent:
        if each.is_told:
            table, _, column = each.column.partition(".")
            do = f"bring {table} up to date, let podcaster read {column}, or write a query without"
            yield Finding(CHECK, "warning", f"column {each.column}", each.sentence, do)
