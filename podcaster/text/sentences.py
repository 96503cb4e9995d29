"""Where sentences end, in languages with and without spaces."""

import re

from podcaster.text.languages import base

_CLOSERS = "\"'”’»›)\\]」』）】〉》"
_ALONE = "。！？｡።፧፨։។៕။"  # these end a sentence by themselves, the others before white space
_MARKS = ".!?…؟۔।॥།"
# Runs are looked at from their start only: each character is then read once, whatever the text.
_END = re.compile(
    rf"[{_ALONE}]+[!?…]*[{_CLOSERS}]*\s*"
    rf"|(?<![{_MARKS}])[{_MARKS}]+(?:\s?[»›])?[{_CLOSERS}]*(?:\s+|$)"
    r"|(?<!\s)\s*\n\s*"
)
_ABBREVIATIONS = {
    "en": "mr mrs ms dr prof st jr sr vs etc fig e.g i.e approx dept inc ltd u.s u.k a.m p.m",
    "es": "sr sra srta dr dra ud uds ej p.ej etc pág núm art aprox ee.uu",
    "fr": "m mm mme mlle dr pr st ste etc p.ex ex env av bd art n chap",
    "de": "hr fr dr prof nr z.b u.a d.h bzw usw ca evtl inkl ggf st str abb z b u a d h vgl bspw",
}
_NO_END = {language: frozenset(words.split()) for language, words in _ABBREVIATIONS.items()}
_LAST_WORD = re.compile(r"[^\s(\"'“‘«¿¡]+$")
_LONGEST_WORD = 32  # longer than every abbreviation
_WORD = re.compile(r"\S")


def sentences(text: str, language: str) -> list[str]:
    """`text` cut after each sentence, white space kept with the one before: joined, it is `text`.

    Decimals, initials and the usual abbreviations of `language` end nothing, and neither does a
    mark that a small letter follows.
    """
    own = base(language)
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        if end.end() == start or not _ends_here(text, start, end, own):
            continue
        found.append(text[start : end.end()])
        start = end.end()
    return [*found, text[start:]] if start < len(text) else found


def _ends_here(text: str, start: int, end: re.Match[str], language: str) -> bool:
    mark = end[0].strip()
    if not mark and not _WORD.search(text, start, end.start()):
        return False  # leading white space goes with what follows
    if "\n" in end[0] or (mark and mark[0] in _ALONE):
        return True
    following = text[end.end() : end.end() + 1]
    if following.islower():
        return False
    before = text[max(start, end.start() - _LONGEST_WORD) : end.start()]
    return mark != "." or not _is_abbreviated(before, following, language)


def _is_abbreviated(before: str, following: str, language: str) -> bool:
    match = _LAST_WORD.search(before)
    if match is None or not following:
        return False
    word = match[0].lower()
    is_initial = len(word) == 1 and match[0].isupper() and match[0] != "I"
    is_ordinal = language == "de" and word.isdecimal()
    return is_initial or is_ordinal or word in _NO_END.get(language, frozenset())
