"""Where a text may be broken between two requests, from the best kind of place to the worst."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from podcaster.domain.script import Span
from podcaster.text.graphemes import boundary_at_or_before
from podcaster.text.sentences import sentences
from podcaster.text.words import is_within_word

_PARAGRAPH = re.compile(r"\n\n+")
_CLOSERS = "\"'”’»›)\\]」』）】〉》"
# Marks of full width stand by themselves, the others only before white space: not as in "3,000".
_CLAUSE = re.compile(
    rf"(?:[,;:·՝…–)\]»”](?=[{_CLOSERS}]*\s)|(?<=\s)-(?=\s)|[、，；：،؛፣፤፥፦၊༎—](?!(?<=\d.)\d))"
    rf"[{_CLOSERS}]*\s*"
)
# A space within a number parts no words, and neither does one that forbids it.
_SPACE = re.compile(r"(?:(?![\u00a0\u202f\u2007])\s)+(?!(?<=\d\s)\d{3}(?!\d))|[፡་\u200b]")

_OUTSIDE_SPANS = 4
_LETTERS = frozenset({4, 8})
_GRAPHEMES = 9


class Breaks:
    """The places where a text may be cut, by level.

    0 to 3 are those after paragraphs, sentences, clauses and words, 4 those between the letters of
    scripts that have no spaces, all of them outside spans; 5 to 8 are sentences, clauses, words
    and letters within spans too; 9 is between any graphemes.
    """

    def __init__(self, text: str, spans: Sequence[Span], language: str) -> None:
        """Looks for nothing yet: each kind of place is found when it is first asked for."""
        self._text, self._spans, self._language = text, spans, language
        self._starts = [span.start for span in spans]
        self.levels = (*range(10),) if spans else (0, 1, 2, 3, 4, _GRAPHEMES)
        self._found: dict[int, list[int]] = {}

    def before(self, level: int, low: int, high: int, start: int) -> int:
        """The last place above `low` and up to `high`; `low` where there is none.

        `start`, up to `low`, is between graphemes.
        """
        at = high
        while at > low:
            place = self._place_up_to(level, low, at)
            if place <= low:
                break
            at = start + boundary_at_or_before(self._text[start : place + 1], place - start)
            if at == place:
                return at
        return low

    def after(self, level: int, best: int, high: int) -> int:
        """About the first place after `high`, where `best` is the last one up to it."""
        if level == _GRAPHEMES or level in _LETTERS:
            at = best + 1
            while at < len(self._text) and self._is_closed(level, at):
                at = self._spans[self._span(at)].end if self._is_in_span(level, at) else at + 1
            return at
        places = self._places(level)
        found = bisect_right(places, high)
        return places[found] if found < len(places) else len(self._text)

    def _place_up_to(self, level: int, low: int, high: int) -> int:
        if level == _GRAPHEMES:
            return high
        if level in _LETTERS:
            while high > low and self._is_closed(level, high):
                is_in_span = self._is_in_span(level, high)
                high = self._spans[self._span(high)].start if is_in_span else high - 1
            return high
        places = self._places(level)
        found = bisect_right(places, high)
        return places[found - 1] if found else 0

    def _is_closed(self, level: int, at: int) -> bool:
        if level == _GRAPHEMES:
            return False
        return self._is_in_span(level, at) or is_within_word(self._text, at)

    def _is_in_span(self, level: int, at: int) -> bool:
        span = self._span(at)
        return (
            level <= _OUTSIDE_SPANS
            and span >= 0
            and self._spans[span].start < at < (self._spans[span].end)
        )

    def _span(self, at: int) -> int:
        """The last span that starts at `at` or before; -1 where there is none."""
        return bisect_right(self._starts, at) - 1

    def _places(self, level: int) -> list[int]:
        if level not in self._found:
            kind = level if level < _OUTSIDE_SPANS else level - _OUTSIDE_SPANS
            if level < _OUTSIDE_SPANS:
                everywhere = self._everywhere(kind)
                places = [each for each in everywhere if not self._is_in_span(level, each)]
            else:
                places = self._everywhere(kind)
            self._found[level] = places
        return self._found[level]

    def _everywhere(self, kind: int) -> list[int]:
        """The places of a kind and of the better ones, in order, within spans or not."""
        found = {place for each in range(kind + 1) for place in self._of_kind(each)}
        return sorted(place for place in found if not is_within_word(self._text, place))

    def _of_kind(self, kind: int) -> Iterable[int]:
        if kind == 1:
            return accumulate(map(len, sentences(self._text, self._language)))
        pattern = {0: _PARAGRAPH, 2: _CLAUSE, 3: _SPACE}[kind]
        return (match.end() for match in pattern.finditer(self._text))
