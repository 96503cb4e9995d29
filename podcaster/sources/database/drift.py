"""Columns that a platform may lack: their lines in a query end in `-- if table.column`."""

import re
from collections.abc import Collection, Iterator

_MARKED = re.compile(
    r"^(?P<indent>[ \t]*)(?P<said>\S.*?)\s+AS\s+(?P<name>\w+)[ \t]*(?P<comma>,?)[ \t]*"
    r"--[ \t]*if[ \t]+(?P<table>\w+)\.(?P<column>\w+)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_MEANT = re.compile(r"^.*--[ \t]*if[ \t]+\S+\.\S+[ \t]*$", re.IGNORECASE | re.MULTILINE)


def marked(text: str) -> Iterator[tuple[str, str]]:
    """Table and column of every mark, in lower case."""
    for found in _MARKED.finditer(text):
        yield found["table"].lower(), found["column"].lower()


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
