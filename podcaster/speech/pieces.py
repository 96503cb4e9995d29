"""Paragraphs cut into what one request can hold."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from podcaster.domain.script import Say, Span
from podcaster.errors import Rejected
from podcaster.speech.breaks import Breaks
from podcaster.text.pace import RATE_OF_SLOWER

_FIRST_GUESS = 2048


@dataclass(frozen=True, slots=True)
class Piece:
    """What is spoken by one request: words in `language` at `rate` times the normal speed.

    `spans` lie within `text` as they do in a Say.
    """

    text: str
    spans: tuple[Span, ...]
    language: str
    rate: float


Fits = Callable[[Piece], bool]
"""True where one request can hold a piece; so it can hold every shorter beginning of it."""


def whole(say: Say, language: str, rate: float) -> Piece:
    """`say` in one piece. `rate` is that of the learner; a `slower` paragraph is slowed here."""
    slowed = rate * RATE_OF_SLOWER if say.slower else rate
    return Piece(say.text, say.spans, language, slowed)


def pieces(say: Say, fits: Fits, language: str, rate: float) -> list[Piece]:
    """`say` in as few pieces as fit; joined, their texts are its text.

    What fits by itself is not broken: neither a paragraph nor a sentence, a clause, a word or
    number, a span, in that order. Graphemes are never broken: Rejected (`too_long`) where one
    does not fit. `rate` is as in `whole`. Time is linear in the length of the text.
    """
    if not say.text:
        return []
    uncut = whole(say, language, rate)
    if len(say.text) <= _FIRST_GUESS and fits(uncut):  # as nearly every paragraph does
        return [uncut]
    return list(_Cutting(uncut, fits).pieces())


class _Cutting:
    """One text on its way to being cut."""

    def __init__(self, uncut: Piece, fits: Fits) -> None:
        self._whole, self._fits, self._guess = uncut, fits, _FIRST_GUESS
        self._breaks = Breaks(uncut.text, uncut.spans, uncut.language)
        self._starts = [span.start for span in uncut.spans]
        self._ends = [span.end for span in uncut.spans]

    def pieces(self) -> Iterator[Piece]:
        start = 0
        while start < len(self._whole.text):
            end = self._end(start)
            yield self._piece(start, end)
            start = end

    def _end(self, start: int) -> int:
        reach = self._reach(start)
        while reach > start:
            end = self._best_break(start, reach)
            if end == start:
                break
            if self._is_fit(start, end):
                return end
            reach = end - 1  # a shorter beginning that does not fit where a longer one did
        raise Rejected(
            "one character of the script is too long for a request; take the marks off it",
            kind="too_long",
        )

    def _best_break(self, start: int, reach: int) -> int:
        """The last break up to `reach` of the best kind.

        What stands before the next break of its kind goes into the next piece if that can hold it;
        if it cannot, it is broken in any case, and as much of it as fits is taken here.
        """
        if reach == len(self._whole.text):
            return reach
        best = start
        for level in self._breaks.levels:
            best = self._breaks.before(level, best, reach, start)
            if best > start and self._is_fit(best, self._breaks.after(level, best, reach)):
                break
        return best

    def _reach(self, start: int) -> int:
        """How far from `start` a piece may last, wherever it may be cut."""
        length, fit, guess = len(self._whole.text), start, self._guess
        while start + guess < length and self._is_fit(start, start + guess):
            fit, guess = start + guess, guess * 2
        unfit = min(start + guess, length + 1)
        if unfit > length - 1 and self._is_fit(start, length):
            return length
        while unfit - fit > 1:
            middle = (fit + unfit) // 2
            if self._is_fit(start, middle):
                fit = middle
            else:
                unfit = middle
        self._guess = max(fit - start + 1, 16)
        return fit

    def _is_fit(self, start: int, end: int) -> bool:
        """Asks about beginnings first, so that the price is that of a request, not of the text."""
        probe = self._guess
        while start + probe < end:
            if not self._fits(self._piece(start, start + probe)):
                return False
            probe *= 2
        return self._fits(self._piece(start, end))

    def _piece(self, start: int, end: int) -> Piece:
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end)
        spans = tuple(
            Span(
                max(span.start, start) - start,
                min(span.end, end) - start,
                span.emphasis,
                span.language,
            )
            for span in self._whole.spans[first:last]
        )
        return replace(self._whole, text=self._whole.text[start:end], spans=spans)
