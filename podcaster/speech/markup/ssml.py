"""What the SSML dialects have in common: paragraphs, languages, stress and pace.

Speech Synthesis Markup Language 1.1 (W3C). Long pauses are silences of ours, never `<break>`.
"""

import re
from collections.abc import Callable, Sequence
from xml.etree import ElementTree

from podcaster.domain.script import Span
from podcaster.errors import Rejected
from podcaster.speech.pieces import Piece

# Char of "Extensible Markup Language (XML) 1.0", section 2.2, turned round.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITIES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;", "\r": "&#13;"}
)
_BETWEEN_PARAGRAPHS = re.compile(r"(\n\n+)")


def cleaned(text: str) -> str:
    """`text` without the characters that XML forbids; nobody could hear them."""
    return _FORBIDDEN.sub("", text)


def escaped(text: str) -> str:
    """`text` as content or as the value of an attribute."""
    return cleaned(text).translate(_ENTITIES)


def no_language(tag: str) -> str:
    """For voices that speak one language."""
    del tag
    return ""


def body(
    piece: Piece,
    *,
    language: Callable[[str], str] = no_language,
    emphasis: bool = False,
    rate: str = "",
) -> str:
    """The inside of a document; without `<` in it, there is nothing to mark up.

    `language` gives the vendor's code for a span's tag, "" where it is to be spoken as the rest;
    `rate` is what `<prosody>` is told. Several paragraphs become `<p>` elements.
    """
    parts, start = list[str](), 0
    pieces = _BETWEEN_PARAGRAPHS.split(piece.text)
    for text in pieces:
        marked = escaped(text)
        if text.strip():
            marked = _marked(
                text, _within(piece.spans, start, start + len(text)), language, emphasis
            )
            marked = f'<prosody rate="{rate}">{marked}</prosody>' if rate else marked
            marked = f"<p>{marked}</p>" if len(pieces) > 1 else marked
        parts.append(marked)
        start += len(text)
    return "".join(parts)


def document(opening: str, inside: str, closing: str) -> str:
    """The whole, which is XML; Rejected (`bad_markup`) if it is not."""
    text = opening + inside + closing
    try:
        ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise Rejected(f"the markup of a piece is no XML ({error})", kind="bad_markup") from error
    return text


def _marked(
    text: str, spans: Sequence[Span], language: Callable[[str], str], emphasis: bool
) -> str:
    parts, at = list[str](), 0
    for span in spans:
        parts.append(escaped(text[at : span.start]))
        words = escaped(text[span.start : span.end])
        if span.emphasis and emphasis:
            words = f'<emphasis level="moderate">{words}</emphasis>'
        if code := span.language and language(span.language):
            words = f'<lang xml:lang="{escaped(code)}">{words}</lang>'
        parts.append(words)
        at = span.end
    return "".join([*parts, escaped(text[at:])])


def _within(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """What of `spans` lies from `start` to `end`, counted from there."""
    return [
        Span(
            max(span.start, start) - start,
            min(span.end, end) - start,
            span.emphasis,
            span.language,
        )
        for span in spans
        if span.start < end and span.end > start
    ]
