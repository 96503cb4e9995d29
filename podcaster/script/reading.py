"""Reading a script's paragraphs one by one, with all that does not fit in them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from podcaster.domain.script import SECTION_KINDS, Part, Pause, Say, Section, SectionKind
from podcaster.errors import Rejected
from podcaster.script.marks import unmarked
from podcaster.script.naming import NAME_TOKEN

MAX_PAUSE_SECONDS = 60
SLOWER = "[slower] "
_PAUSE = re.compile(r"\[pause (\d{1,3}(?:\.\d+)?)s\]")
_SECTION = re.compile(r"## (\w+): (\S.*)")
_MARK = re.compile(r"[\[\]{}`]|\*\*|__|^(?:#|[-*+>] )")
_UNTITLED = "there is no title line such as `# Title`"
_TOO_EARLY = "there is text before the first section"


class Reading:
    """A script as far as it has been read, and what in it did not fit."""

    def __init__(self) -> None:
        self.title, self.sections, self.problems = "", list[Section](), list[str]()
        self._last_line = 0

    def take(self, line: int, paragraph: str) -> None:
        """The next paragraph."""
        is_first, self._last_line = not self._last_line, line
        if is_first and paragraph.startswith("# "):
            with self._noting():
                self.title = _heading(paragraph.removeprefix("# ").strip(), line)
            return
        if is_first:
            self._note(_refused(1, _UNTITLED))
        if paragraph.startswith("## "):
            self._open(line, paragraph)
        elif self.sections:
            self._add(line, paragraph)
        elif not is_first and not any(_TOO_EARLY in problem for problem in self.problems):
            self._note(_refused(line, _TOO_EARLY))

    def end(self, line: int) -> None:
        """Sees whether it is whole."""
        if not self._last_line:
            self._note(_refused(1, _UNTITLED))
        elif kinds := self._kinds_to_come():
            self._note(_refused(line, f"the section {kinds[0]} is missing"))
        for section in self.sections:
            if not any(isinstance(part, Say) for part in section.parts):
                self._note(_refused(line, f"the section {section.kind} says nothing"))

    def _open(self, line: int, heading: str) -> None:
        kinds, match = self._kinds_to_come(), _SECTION.fullmatch(heading)
        kind = next((each for each in SECTION_KINDS if match and each == match[1]), None)
        words = ""
        with self._noting():
            if match is None:
                raise _refused(line, "a section begins like `## greeting: Welcome`")
            if not kinds or kind != kinds[0]:
                due = f"the next section is {kinds[0]}" if kinds else "there are five sections"
                raise _refused(line, f"{due}, not {match[1]}")
            words = _heading(match[2], line)
        # What does not fit is taken for what was meant, so that it is told once.
        if taken := kind or (kinds[0] if kinds else None):
            self.sections.append(Section(taken, words, ()))

    def _add(self, line: int, paragraph: str) -> None:
        part: Part = Say(paragraph)
        with self._noting():
            part = _part(paragraph, line)
        last = self.sections[-1]
        self.sections[-1] = replace(last, parts=(*last.parts, part))

    def _kinds_to_come(self) -> tuple[SectionKind, ...]:
        if not self.sections:
            return SECTION_KINDS
        return SECTION_KINDS[SECTION_KINDS.index(self.sections[-1].kind) + 1 :]

    @contextmanager
    def _noting(self) -> Iterator[None]:
        try:
            yield
        except Rejected as error:
            self._note(error)

    def _note(self, error: Rejected) -> None:
        self.problems.append(str(error))


def _part(paragraph: str, line: int) -> Part:
    if match := _PAUSE.fullmatch(paragraph):
        seconds = float(match[1])
        if not 0 < seconds <= MAX_PAUSE_SECONDS:
            raise _refused(line, f"a pause lasts up to {MAX_PAUSE_SECONDS} seconds")
        return Pause(seconds)
    slower = paragraph.startswith(SLOWER)
    return _said(paragraph.removeprefix(SLOWER), line, slower)


def _heading(text: str, line: int) -> str:
    say = _said(text, line)
    if say.spans:
        raise _refused(line, "a title or heading has no marks in it")
    return say.text


def _said(text: str, line: int, slower: bool = False) -> Say:
    words, spans, left = unmarked(text)
    if mark := _MARK.search(words.replace(NAME_TOKEN, "")):
        left = left or mark[0]
    if left:
        what = "a brace" if left in "{}" else f"`{left}`"
        raise _refused(line, f"{what} is left in the text")
    if not words:
        raise _refused(line, "there is nothing after the mark")
    return Say(words, slower, spans)


def _refused(line: int, why: str) -> Rejected:
    return Rejected(f"line {line} of the script does not fit: {why}", kind="layout")
