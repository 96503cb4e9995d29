"""JSON values read one by one from an array, or from a row of objects, of any length.

The standard decoder does the reading. A streaming parser would stop at the first fault; here one
broken value costs one learner, as long as its brackets and quotes are whole.
"""

import re
from collections.abc import Iterator

from podcaster.domain.learner import BadRecord
from podcaster.sources.elements import Element, Elements, NotJson, decoded
from podcaster.sources.unpacking import LONGEST, BrokenExport

_SPACE = re.compile(r"[ \t\r\n]*")
# A bracket, a comma, or a whole string, whose own brackets and commas do not count.
_MARK = re.compile(r'[\[\]{},]|"(?:[^"\\]++|\\.)*+("?)', re.DOTALL)


def array_elements(blocks: Iterator[str]) -> Elements:
    """The elements of one array; BrokenExport where it breaks off or goes wrong."""
    window = _Window(blocks)
    window.next_mark()
    window.skip()  # the opening bracket
    number = 0
    while (mark := window.next_mark()) != "]":
        if number and mark != ",":
            raise BrokenExport(_after(number, "breaks off" if not mark else "lacks a comma"))
        if number:
            window.skip()
            window.next_mark()
        number += 1
        yield window.value(number)
    window.skip()
    if window.next_mark():
        raise BrokenExport(_after(number, "goes on after the end of its array"))


def objects_in_a_row(blocks: Iterator[str]) -> Elements:
    """Objects one after the other, each over as many lines as it likes."""
    window = _Window(blocks)
    number = 0
    while window.next_mark():
        number += 1
        yield window.value(number)


def _after(number: int, fault: str) -> str:
    return f"{fault} after element {number}; export it again"


class _Window:
    """The part of the text that is being looked at; it moves on as values are taken."""

    def __init__(self, blocks: Iterator[str]) -> None:
        self._blocks = blocks
        self._text, self._at = "", 0
        self._ended = False

    def next_mark(self) -> str:
        """The next character that is not white space, without taking it; "" at the end."""
        while True:
            match = _SPACE.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text) or not self._grow():
                return self._text[self._at : self._at + 1]

    def skip(self) -> None:
        """Takes one character."""
        self._at += 1

    def value(self, number: int) -> Element | BadRecord:
        """Takes the value that begins here."""
        while True:
            outcome, end = self._look(number)
            # What ends where the window does may go on: 12 may be the beginning of 123.
            if end is not None and (end < len(self._text) or self._ended):
                self._at = end
                return outcome
            if not self._grow() and end is None:
                raise BrokenExport(f"breaks off within element {number}; export it again")

    def _look(self, number: int) -> tuple[Element | BadRecord, int | None]:
        try:
            value, end = decoded(self._text, self._at)
            return Element(number, value), end
        except NotJson as error:
            end_of_broken = _end_of_value(self._text, self._at)
            if end_of_broken == self._at:
                raise BrokenExport(f"has nothing where element {number} should be") from None
            return BadRecord(number, "", str(error)), end_of_broken

    def _grow(self) -> bool:
        """Doubles what lies ahead, so that a long value is tried few times; False at the end."""
        ahead = [self._text[self._at :]]
        wanted = 2 * len(ahead[0])
        if wanted > 2 * LONGEST:
            raise BrokenExport("holds an element of more than 64 MB, or one that does not end")
        length = len(ahead[0])
        while not self._ended and length <= wanted:
            block = next(self._blocks, "")
            self._ended = not block
            ahead.append(block)
            length += len(block)
        grew = length > len(ahead[0])
        self._text, self._at = "".join(ahead), 0
        return grew


def _end_of_value(text: str, start: int) -> int | None:
    """Where a value that begins at `start` ends, valid or not; None if it goes on."""
    depth = 0
    for mark in _MARK.finditer(text, start):
        symbol = mark[0][0]
        if symbol == '"':
            if not mark[1]:
                return None
        elif symbol in "[{":
            depth += 1
        elif depth == 0:
            return mark.start()
        elif symbol in "]}":
            depth -= 1
            if depth == 0:
                return mark.end()
    return None
