"""A folder of the platform's exports of single users."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from podcaster.domain.days import DateAsked
from podcaster.domain.learner import BadRecord
from podcaster.errors import SourceUnreadable
from podcaster.sources.elements import Element, Elements
from podcaster.sources.export import check_plan
from podcaster.sources.formats import elements
from podcaster.sources.options import LearnersOptions
from podcaster.sources.paging import Paging, ReadPage
from podcaster.sources.seen import nobody_seen
from podcaster.sources.unpacking import BrokenExport, unpacked
from podcaster.sources.user_export import is_user_export

_EXPORT = re.compile(r".*\.json(\.gz)?", re.IGNORECASE)
_DATE = re.compile(r"_(\d{8})\b")
_OF_PLATFORM = re.compile(r"user_export_[0-9a-f-]{1,36}_\d{8}\.json(\.gz)?", re.IGNORECASE)
"""A name that the platform gives; others may be somebody's."""
_OTHERS = "a file in the folder of exports is none and was passed over: its name ends otherwise"


class _Found(NamedTuple):
    """A file, by its place in the folder counted from 1, and how new it is."""

    day: str
    changed: float
    place: int
    name: str


class Folder:
    """A source: one file a user; of a user's files the newest counts, and the others are nothing.

    A bad record's `line` is the place of its file in the folder, in the order of names.
    """

    def __init__(self, path: Path, options: LearnersOptions, asked: DateAsked) -> None:
        self._path, self._options, self._asked = path, options, asked

    @property
    def name(self) -> str:
        """The folder's path."""
        return str(self._path)

    def pages(self, size: int, user_id: str | None = None) -> Iterator[ReadPage]:
        """Every learner once, those with the newest export first."""
        check_plan(self._options)
        found, others = self._files()
        if not found:
            raise SourceUnreadable(
                f"the folder {self.name} holds no export, as no file in it ends in .json or"
                " .json.gz; name another in [learners] source"
            )
        if others:
            page = ReadPage()
            page.warnings[_OTHERS] = others
            yield page
        with nobody_seen() as seen:
            paging = Paging(tenant=self._options.tenant, now=self._asked.now, seen=seen)
            names = {each.place: each.name for each in found}
            for page in paging.pages(self._elements(found), size):
                page.bad = [_located(each, names) for each in page.bad]
                page.duplicates = 0
                yield page

    def _files(self) -> tuple[Sequence[_Found], int]:
        """The exports, newest first, and how many other files there are."""
        try:
            with os.scandir(self._path) as entries:
                files = sorted((each for each in entries if each.is_file()), key=_name)
                found = [
                    _Found(_day(each), each.stat().st_mtime, place, each.name)
                    for place, each in enumerate(files, start=1)
                    if _EXPORT.fullmatch(each.name)
                ]
        except OSError as error:
            raise SourceUnreadable(
                f"the folder {self.name} cannot be read ({error.strerror}); name another"
            ) from None
        return sorted(found, reverse=True), len(files) - len(found)

    def _elements(self, found: Sequence[_Found]) -> Elements:
        for each in found:
            try:
                yield from self._of_file(each)
            except BrokenExport as error:
                yield BadRecord(each.place, "", str(error))

    def _of_file(self, found: _Found) -> Elements:
        with unpacked(self._path / found.name) as blocks:
            for each in elements(blocks):
                if isinstance(each, BadRecord):
                    yield BadRecord(found.place, each.field, each.reason)
                elif is_user_export(each.value):
                    yield Element(found.place, each.value)
                else:
                    raise BrokenExport("is no export of one user; take it out of the folder")


def _located(bad: BadRecord, names: Mapping[int, str]) -> BadRecord:
    """The same, so told that an operator finds the file."""
    name = names.get(bad.line, "")
    file = name if _OF_PLATFORM.fullmatch(name) else f"file {bad.line} in the order of names"
    return replace(bad, reason=f"{bad.reason} ({file})")


def _name(entry: "os.DirEntry[str]") -> str:
    return entry.name


def _day(entry: "os.DirEntry[str]") -> str:
    """The date in a name such as user_export_42_20251206.json, else that of the file."""
    if named := _DATE.search(entry.name):
        return named[1]
    return f"{datetime.fromtimestamp(entry.stat().st_mtime, tz=UTC):%Y%m%d}"
