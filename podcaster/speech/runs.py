"""A text as the embedded engine can say it: cut where the language changes.

eSpeak NG spells letters that are foreign to a voice, or calls them "Chinese letter". Words in
another script are therefore said by the voice of a language that is written in it.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from podcaster.speech.kana import to_kana
from podcaster.text.languages import base

_LANGUAGE_OF_SCRIPT = {
    "LATIN": "en",
    "CYRILLIC": "ru",
    "DEVANAGARI": "hi",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "ja",
}
_OWN_SCRIPTS = {
    "ru": frozenset({"CYRILLIC"}),
    "hi": frozenset({"DEVANAGARI"}),
    "ko": frozenset({"HANGUL"}),
    "ja": frozenset({"HIRAGANA", "KATAKANA", "CJK"}),
    "zh": frozenset({"CJK"}),
}
_LATIN = frozenset({"LATIN"})
_WITHIN_PHRASES = re.compile(r"[\s'’\-0-9]*")
_QUIZ = re.compile(r"\bquiz\b", re.IGNORECASE)  # eSpeak NG reads z as in zapato
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one language, spelled so that its voice can say them."""

    language: str
    text: str


def runs(text: str, language: str) -> list[Run]:
    """`text` of a script in `language`, cut into runs of one language each.

    Rejected or Unavailable where Japanese cannot be read, see `to_kana`.
    """
    own = base(language)
    whole = _spelled(text, own)
    cut = [
        Run(language, part) if spoken == own else Run(spoken, _spelled(part, spoken))
        for spoken, part in _by_language(whole, own)
    ]
    return [run for run in cut if any(map(str.isalnum, run.text))]


def _spelled(text: str, language: str) -> str:
    match language:
        case "ja":
            return to_kana(text)
        case "es":
            return _QUIZ.sub("cuis", text)
        case "zh":
            return _PERCENT.sub(r"百分之\1", text)
        case "ko":
            return _PERCENT.sub(r"\1퍼센트", text)
    return text


def _by_language(text: str, own: str) -> Iterator[tuple[str, str]]:
    stretches = [(key, "".join(c)) for key, c in groupby(text, lambda c: _language(c, own))]
    before = [own, *(language for language, _ in stretches)]
    after = [*(language for language, _ in stretches[1:]), own]
    named = [
        (language or _between(left, part, right, own), part)
        for left, (language, part), right in zip(before, stretches, after, strict=False)
    ]
    for language, group in groupby(named, lambda stretch: stretch[0]):
        yield language, "".join(part for _, part in group)


def _between(left: str, part: str, right: str, own: str) -> str:
    """Whose the marks and digits between two stretches are: a foreign phrase keeps its spaces."""
    return left if left == right and _WITHIN_PHRASES.fullmatch(part) else own


@lru_cache(maxsize=4096)
def _language(character: str, own: str) -> str:
    """The language that a letter is read in; "" for marks, digits and spaces."""
    script = unicodedata.name(character, "").partition(" ")[0].partition("-")[0]
    if script in _OWN_SCRIPTS.get(own, _LATIN):
        return own
    foreign = _LANGUAGE_OF_SCRIPT.get(script)
    return foreign or (own if character.isalpha() else "")
