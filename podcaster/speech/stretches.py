"""Paragraphs that are spoken in one breath: one request instead of several, and better prosody."""

from dataclasses import replace

from podcaster.domain.script import Part, Say, Script, Section
from podcaster.speech.pieces import Fits, whole
from podcaster.text.pace import seconds_of

BETWEEN = "\n\n"
LONGEST_SECONDS = 90
"""What a listener's player can resume from, and what is lost when a request fails."""


def stretches(script: Script, fits: Fits, rate: float = 1.0) -> Script:
    """`script` with neighbouring paragraphs in one Say, BETWEEN between them.

    They are of one section, equally `slower`, with no pause between; together they fit into one
    request and last up to LONGEST_SECONDS at `rate`, that of the learner. A paragraph that is too
    long by itself stays as it is.
    """

    def can_be_one(say: Say) -> bool:
        piece = whole(say, script.language, rate)
        return seconds_of(piece.text, piece.language, piece.rate) <= LONGEST_SECONDS and fits(piece)

    def section(section: Section) -> Section:
        parts: list[Part] = []
        for part in section.parts:
            merged = _merged(parts[-1], part) if parts else None
            if merged and can_be_one(merged):
                parts[-1] = merged
            else:
                parts.append(part)
        return replace(section, parts=tuple(parts))

    return replace(script, sections=tuple(section(each) for each in script.sections))


def _merged(first: Part, second: Part) -> Say | None:
    if not (isinstance(first, Say) and isinstance(second, Say)) or first.slower != second.slower:
        return None
    shift = len(first.text) + len(BETWEEN)
    moved = (replace(span, start=span.start + shift, end=span.end + shift) for span in second.spans)
    return replace(first, text=first.text + BETWEEN + second.text, spans=(*first.spans, *moved))
