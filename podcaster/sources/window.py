"""A window on a long text of JSON, moved on value by value.

The standard decoder does the reading. A streaming parser would stop at the first fault; here one
broken value costs one learner, as long as its brackets and quotes are whole.
"""

import re
from collections.abc import Iterator

from podcaster.domain.learner import BadRecord
from podcaster.sources.elements import Element, NotJson, decoded
from podcaster.sources.unpacking import LONGEST, BrokenExport

_SPACE = re.compile(r"[ \t\r\n]*")
# A bracket, a comma, or a whole string, whose own brackets and commas do not count.
_MARK = re.compile(r'[\[\]{},]|"(?:[^"\\]++|\\.)*+("?)', re.DOTALL)


class Window:
    """The part of a text that is being looked at; it moves on as values are taken.

    Blocks are never empty.
    """

    def __init__(self, blocks: Iterator[str]) -> None:
        self._blocks = blocks
        self._text, self._at = "", 0
        self._ended = False
        self._fault: BrokenExport | None = None

    def next_mark(self) -> str:
        """The next character that is not white space, without taking it; "" at the end."""
        while True:
            match = _SPACE.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._grow():
                if self._fault:
                    raise self._fault
                return ""

    def skip(self) -> None:
        """Takes one character."""
        self._at += 1

    def value(self, number: int) -> Element | BadRecord:
        """Takes the value that begins here."""
        while True:
            outcome, end = self._look(number)
            if end is not None and not self._may_go_on(outcome, end):
                self._at = end
                return outcome
            if len(self._text) - self._at > LONGEST:
                raise BrokenExport(f"holds more than 64 MB in element {number}; export it again")
            if not self._grow() and end is None:
                raise self._fault or BrokenExport(
                    f"breaks off within element {number}; export it again"
                )

    def _may_go_on(self, outcome: Element | BadRecord, end: int) -> bool:
        """A number has no end of its own: 12, and 12e+ where that is all there is, may be 12e+3."""
        is_number = isinstance(outcome, Element) and isinstance(outcome.value, int | float)
        return is_number and end + 2 >= len(self._text) and not self._ended

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
        had = length = len(ahead[0])
        while not self._ended and length <= 2 * had:
            block = self._next_block()
            ahead.append(block)
            length += len(block)
        self._text, self._at = "".join(ahead), 0
        return length > had

    def _next_block(self) -> str:
        """A fault of the file is told when all that came before it is taken."""
        block = ""
        try:
            block = next(self._blocks, "")
        except BrokenExport as error:
            self._fault = error
        self._ended = not block
        return block


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
