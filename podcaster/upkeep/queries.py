"""Whether a database answers what is asked of it, and what an episode goes without where not."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from podcaster.errors import PodcasterError
from podcaster.sources.source import Page, Source
from podcaster.upkeep.findings import Finding, said_and_do

if TYPE_CHECKING:  # what it imports takes a while, and few sources are databases
    from podcaster.sources.database.preparing import Preparation

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
    """One finding for the whole, and one for each query that cannot run, with what it costs.

    Columns that queries can do without are named and no trouble: some were never there.
    """
    try:
        found = database.examined()
    except PodcasterError as error:
        said, do = said_and_do(error)
        yield Finding(CHECK, "failure", "source", said, do or _LOOK)
        return
    running = ", ".join(sorted(found.queries))
    said = f"{database.name} answers; these queries return their columns: {running}"
    yield Finding(CHECK, "ok", "source", said)
    if found.absent:
        said = f"columns that are not there and are taken for empty: {', '.join(found.absent)}"
        yield Finding(CHECK, "ok", "columns", said)
    for loss in found.losses:
        do = f"bring its tables up to date, or name your own {loss.query} in [learners.query]"
        yield Finding(CHECK, "warning", f"query {loss.query}", loss.sentence, do)
