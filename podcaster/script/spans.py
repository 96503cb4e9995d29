"""Ways of speaking within a paragraph, kept in their places while its words change."""

from collections.abc import Iterable
from typing import NamedTuple

from podcaster.domain.script import Say, Span
from podcaster.text.languages import base


class Edit(NamedTuple):
    """Characters `start` to `end` of a text become `text`."""

    start: int
    end: int
    text: str


def edited(say: Say, edits: Iterable[Edit]) -> Say:
    """`say` after `edits`, which are in order and do not overlap.

    A span that begins or ends within an edit takes in what it became, the first of several. It
    does not begin or end with white space, and goes where nothing is left of it.
    """
    words, moves, at, moved = list[str](), list[tuple[Edit, int]](), 0, 0
    for edit in edits:
        words += [say.text[at : edit.start], edit.text]
        moves.append((edit, moved))
        moved += len(edit.text) - (edit.end - edit.start)
        at = edit.end
    text = "".join([*words, say.text[at:]])
    spans, end = list[Span](), 0
    for span in say.spans:
        start = max(_placed(span.start, moves, is_start=True), end)
        end = max(_placed(span.end, moves, is_start=False), start)
        spans.append(_trimmed(text, start, end, span))
    return Say(text, say.slower, tuple(span for span in spans if span.start < span.end))


def in_own_language(say: Say, language: str) -> str:
    """The words of `say` but those that are marked as another language than `language`."""
    foreign = (
        Edit(span.start, span.end, " ")
        for span in say.spans
        if span.language and base(span.language) != base(language)
    )
    return edited(say, foreign).text


def _placed(at: int, moves: list[tuple[Edit, int]], *, is_start: bool) -> int:
    """Where the place `at` is after the moves; within an edit it goes to its near or far end."""
    by = 0
    for edit, moved in moves:
        if at <= edit.start:
            break
        if at < edit.end:
            return edit.start + moved + (0 if is_start else len(edit.text))
        by = moved + len(edit.text) - (edit.end - edit.start)
    return at + by


def _trimmed(text: str, start: int, end: int, span: Span) -> Span:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()), span.emphasis, span.language)
