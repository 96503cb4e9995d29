"""Records of a CSV export: a header line, one row a learner, JSON text in nested columns.

Columns are separated by commas, or by semicolons or tabs, as some spreadsheets do.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from podcaster.domain.learner import BadRecord
from podcaster.sources.elements import Element, Elements, NotJson, decoded_whole
from podcaster.sources.lines import lines
from podcaster.sources.unpacking import LONGEST, BrokenExport

NESTED = frozenset(
    {"ability", "answers", "reviews_due", "recommended", "lessons", "courses", "interests"}
)
"""The columns whose cells hold JSON."""

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_ .-]{0,39}")


def csv_elements(blocks: Iterator[str]) -> Elements:
    """A dict for each row, without its empty cells; BrokenExport if no column is `user_id`."""
    csv.field_size_limit(LONGEST)  # the module's own limit is 128 KB
    text = lines(blocks)
    head = list(_to_header(text))
    rows = _Rows(chain(head, text), _delimiter(head[-1] or "" if head else ""))
    header = next(rows, None)
    columns = [name.strip() for name in (header.cells if header else None) or ()]
    _check(columns)
    for row in rows:
        if row.cells is None:
            yield BadRecord(row.line, "", "is not CSV; check its quotation marks")
        elif len(row.cells) == len(columns):
            yield _element(row.line, columns, row.cells)
        elif len(row.cells) < len(columns) and not row.has_end:
            raise BrokenExport(f"breaks off in line {row.line}; export it again")
        else:
            reason = f"has {len(row.cells)} cells where the header has {len(columns)}"
            yield BadRecord(row.line, "", reason)


class _Row(NamedTuple):
    """The line a row begins in, its cells (None: it is no CSV), and whether its end is there."""

    line: int
    cells: list[str] | None
    has_end: bool


class _Rows:
    """The rows that are not blank."""

    def __init__(self, text: Iterator[str | None], delimiter: str) -> None:
        self._reader = csv.reader(self._lines(text), strict=True, delimiter=delimiter)
        self._last = ""

    def __iter__(self) -> "_Rows":
        return self

    def __next__(self) -> _Row:
        while True:
            line = self._reader.line_num + 1
            try:
                cells = next(self._reader)
            except csv.Error:
                if self._reader.line_num > line:  # which quotes open and which close is lost
                    raise BrokenExport(
                        f"has a quotation mark in line {line} that is not closed; export it again"
                    ) from None
                return _Row(line, None, True)
            if cells:
                return _Row(line, cells, self._last.endswith("\n"))

    def _lines(self, text: Iterator[str | None]) -> Iterator[str]:
        for number, line in enumerate(text, start=1):
            if line is None:
                raise BrokenExport(f"has more than 64 MB in line {number}; export it again")
            self._last = line
            yield line


def _element(line: int, columns: Sequence[str], row: Sequence[str]) -> Element | BadRecord:
    record: dict[str, object] = {}
    for column, cell in zip(columns, row, strict=True):
        if not cell or not column:
            continue
        try:
            record[column] = decoded_whole(cell) if column in NESTED else cell
        except NotJson as error:
            return BadRecord(line, column, str(error))
    return Element(line, record)


def _to_header(text: Iterator[str | None]) -> Iterator[str | None]:
    """The lines as far as the first that is not blank."""
    for line in text:
        yield line
        if line is None or not line.isspace():
            return


def _delimiter(header: str) -> str:
    """What the columns are separated by: a comma, unless another makes one of them user_id."""
    return next((mark for mark in _DELIMITERS if "user_id" in _cells(header, mark)), ",")


def _cells(header: str, mark: str) -> Sequence[str]:
    try:
        return [name.strip() for name in next(csv.reader([header], delimiter=mark), [])]
    except csv.Error:
        return []


def _check(columns: Sequence[str]) -> None:
    named = [name for name in columns if name]
    if "user_id" not in named:
        raise BrokenExport(_without_user_id(named))
    if len(set(named)) < len(named):
        raise BrokenExport("has two columns of one name; rename or drop one of them")


def _without_user_id(columns: Sequence[str]) -> str:
    whole = ",".join(columns)
    for mark, called in _DELIMITERS.items():
        if mark != "," and whole.count(mark) >= len(columns):
            said = f"separates its columns by {called} and calls none of them user_id"
            return f"{said}; call the column of the ids so"
    if not columns or not all(map(_NAME.fullmatch, columns)):
        return "is neither JSON nor CSV with a header line; export it as one of them"
    shown = ", ".join(columns[:20])
    return f"has no column user_id, only {shown}; call the column of the ids user_id"
