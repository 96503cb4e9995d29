"""A dump laid into a database that has no name, object by object, in flat memory."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from podcaster.domain.learner import BadRecord
from podcaster.sources.dumpdata.models import MODELS, USER, Model, models_with
from podcaster.sources.dumpdata.references import References
from podcaster.sources.dumpdata.tables import KEY, Tables
from podcaster.sources.dumpdata.values import (
    Dumped,
    Misfit,
    Value,
    dumped,
    identity,
    kept,
    keyed,
    others,
)
from podcaster.sources.elements import Element, Elements
from podcaster.sources.nameless import nameless_database, unwritable
from podcaster.sources.names import Names
from podcaster.sources.paging import ReadPage
from podcaster.sources.unpacking import BrokenExport

_MOST_MODELS = 3
"""Models that nobody reads and that are named."""
_BAD = "CREATE TABLE bad_records (line, field, reason); BEGIN"


class Dump:
    """What a dump was made of, and a database of what is read of it."""

    def __init__(self, connection: sqlite3.Connection, models: Mapping[str, Model]) -> None:
        self.connection, self._models = connection, models
        self._tables, self._references = Tables(connection), References()
        self._names = Names()
        self._counts = ReadPage()
        self._unread: Counter[str] = Counter()

    def load(self, elements: Elements) -> None:
        """Everything, to the end; BrokenExport if that is not reached, as half tells nothing."""
        for element in elements:
            try:
                self._add(element)
            except Misfit as error:
                self._note_bad(BadRecord(element.line, error.field, error.reason))
        self._references.check()
        if not self._tables.columns(MODELS[USER].table):
            raise BrokenExport(f"holds no users; dump {USER} as well")
        self._counts.warnings = self._references.resolve(self.connection, self._tables)
        self._counts.warnings.update(self._of_other_models())
        self.connection.execute("COMMIT")

    def bad_pages(self, size: int) -> Iterator[ReadPage]:
        """The objects that do not fit, `size` at a time; the first page counts all else too."""
        page, last = self._counts, 0
        while True:
            rows = self.connection.execute(
                "SELECT rowid, line, field, reason FROM bad_records"
                " WHERE rowid > ? ORDER BY rowid LIMIT ?",
                (last, size),
            ).fetchall()
            page.bad = [BadRecord(*row) for _, *row in rows]
            if page or page.warnings:
                yield page
            if not rows:
                return
            page, last = ReadPage(), rows[-1][0]

    def _add(self, element: Element | BadRecord) -> None:
        if isinstance(element, BadRecord):
            self._note_bad(element)
            return
        found = dumped(element.value)
        if model := self._models.get(found.model):
            self._add_object(found, model)
        else:
            self._unread[self._names.counted_as(found.model)] += 1

    def _of_other_models(self) -> dict[str, int]:
        """How many objects nobody reads; a dump may hold all of a platform."""
        if not self._unread:
            return {}
        names = sorted(self._unread, key=lambda name: (-self._unread[name], name))
        more = f" and {len(names) - _MOST_MODELS} more" if len(names) > _MOST_MODELS else ""
        said = f"rows of models that are not read: {', '.join(names[:_MOST_MODELS])}{more}"
        return {said: self._unread.total()}

    def _add_object(self, found: Dumped, model: Model) -> None:
        row = _row(found, model)
        many = {
            each: others(found, name) for name, each in model.many.items() if name in found.fields
        }
        if not self._tables.add(model, row):
            self._counts.duplicates += found.model == USER
            return
        if found.pk is None:
            self._references.numberless.add(found.model)
        for name, target in model.one.items():
            if (column := f"{name}_id") in row:
                self._references.note(model.table, column, target, row[column])
        for each, meant in many.items():
            self._tables.add_many(each, row["id"], meant)
            if found.model == USER:
                self._references.note_owner(each.table, each.owner)
            for other in meant:
                self._references.note(each.table, each.other, each.model, other)

    def _note_bad(self, bad: BadRecord) -> None:
        values = (bad.line, bad.field, bad.reason)
        self.connection.execute("INSERT INTO bad_records VALUES (?, ?, ?)", values)


def _row(found: Dumped, model: Model) -> dict[str, Value]:
    row: dict[str, Value] = {"id": identity(found, model)}
    if model.key:
        row[KEY] = keyed(found, model)
    for name, value in found.fields.items():
        if column := model.column(name):
            row[column] = kept(model, name, value)
    return row


@contextmanager
def loaded(elements: Elements, column: str = "", max_pages: int = 0) -> Iterator[Dump]:
    """The dump that elements are the objects of, on disk until the end of the block.

    `column` is one more that is read, `table.column`. `max_pages` limits the file, in pages of
    4 KB; 0 does not.
    """
    try:
        connection = nameless_database(_BAD, max_pages)
    except (OSError, sqlite3.Error) as error:
        raise unwritable(error) from None
    try:
        dump = Dump(connection, models_with(column))
        try:
            dump.load(elements)
        except sqlite3.Error as error:
            raise unwritable(error) from None
        yield dump
    finally:
        connection.close()
