"""The marks within a paragraph: `*word*` is stressed, `[es: palabra]` is in another language.

One of another language may be stressed as a whole, `[es: *palabra*]`; else there is no mark within
a mark. A star between white space is a star.
"""

import re
from typing import NamedTuple

from podcaster.domain.script import Span
from podcaster.text.languages import normalise

_STAR = r"(?<!\S)\*(?!\S)"
_MARK = re.compile(
    rf"{_STAR}"
    r"|\*(?P<stressed>[^\s*\[\]](?:[^*\[\]]*[^\s*\[\]])?)\*"
    r"|\[(?P<tag>[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*):\s*(?P<foreign>[^\s\[\]](?:[^\[\]]*[^\s\[\]])?)\]"
    r"|(?P<left>\*\*|[*\[\]])"
)
_STRESSED = re.compile(r"\*([^\s*](?:[^*]*[^\s*])?)\*")
_STRAY = re.compile(rf"(?!{_STAR})\*")


class Unmarked(NamedTuple):
    """The words alone, how some of them are spoken, and the first mark that is none, or ""."""

    text: str
    spans: tuple[Span, ...]
    left: str = ""


def unmarked(text: str) -> Unmarked:
    """`text` of a layout without its marks."""
    words, spans, length, at = list[str](), list[Span](), 0, 0
    for mark in _MARK.finditer(text):
        words.append(text[at : mark.start()])
        length += mark.start() - at
        at = mark.end()
        spoken, span, left = _read(mark)
        if left:
            return Unmarked(text, (), left)
        words.append(spoken)
        if span:
            spans.append(Span(length, length + len(spoken), *span))
        length += len(spoken)
    return Unmarked("".join([*words, text[at:]]), tuple(spans))


def marked(text: str, spans: tuple[Span, ...]) -> str:
    """`text` with the marks that `unmarked` takes out again."""
    parts, at = list[str](), 0
    for span in spans:
        words = text[span.start : span.end]
        words = f"*{words}*" if span.emphasis else words
        words = f"[{span.language}: {words}]" if span.language else words
        parts += [text[at : span.start], words]
        at = span.end
    return "".join([*parts, text[at:]])


def _read(mark: re.Match[str]) -> tuple[str, tuple[bool, str] | None, str]:
    """The words of a mark, whether they are stressed and in what language, and what is wrong."""
    if mark["left"]:
        return "", None, mark["left"]
    if mark["stressed"]:
        return mark["stressed"], (True, ""), ""
    if not mark["foreign"]:
        return mark[0], None, ""
    language, stressed = normalise(mark["tag"]), _STRESSED.fullmatch(mark["foreign"])
    words = stressed[1] if stressed else mark["foreign"]
    left = "*" if _STRAY.search(words) else "" if language else "["
    return words, (bool(stressed), language), left
