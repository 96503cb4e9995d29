"""Columns that a platform may lack: their lines in a query end in `-- if table.column`.

One that the platform may never have had is marked `-- if ever table.column`: nobody is told that
it is missing.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

_MARKED = re.compile(
    r"^(?P<indent>[ \t]*)(?P<said>\S.*?)\s+AS\s+(?P<name>\w+)[ \t]*(?P<comma>,?)[ \t]*"
    r"--[ \t]*if[ \t]+(?P<ever>ever[ \t]+)?(?P<table>\w+)\.(?P<column>\w+)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_MEANT = re.compile(
    r"^.*--[ \t]*if[ \t]+(?:ever[ \t]+)?\S+\.\S+[ \t]*$", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A column that may be missing; `name` is what its query calls it, all in lower case."""

    table: str
    column: str
    name: str
    was_there: bool
    """False where the platform may never have had it."""

    @property
    def place(self) -> tuple[str, str]:
        """Table and column."""
        return self.table, self.column


def marked(text: str) -> Iterator[Mark]:
    """Every mark of a query."""
    for found in _MARKED.finditer(text):
        yield Mark(
            table=found["table"].lower(),
            column=found["column"].lower(),
            name=found["name"].lower(),
            was_there=found["ever"] is None,
        )


def badly_marked(text: str) -> str | None:
    """The first line with a mark that is not `expression AS name, -- if table.column`."""
    lines = (found[0].strip() for found in _MEANT.finditer(text))
    return next((line for line in lines if not _MARKED.match(line)), None)


def without(text: str, absent: Collection[tuple[str, str]]) -> str:
    """The query with NULL in the place of marked columns that are absent."""

    def line(found: re.Match[str]) -> str:
        if (found["table"].lower(), found["column"].lower()) not in absent:
            return found[0]
        return f"{found['indent']}NULL AS {found['name']}{found['comma']}"

    return _MARKED.sub(line, text)
