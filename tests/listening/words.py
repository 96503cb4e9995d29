"""The words that a text becomes when it is read aloud in English."""

import re
import unicodedata
from collections.abc import Iterator

_OTHER_EPISODES = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred percent
point points hello good morning evening
monday tuesday wednesday thursday friday saturday sunday yesterday tomorrow
sarah maria james kenji anna peter john emma lucas sofia daniel laura
fractions algebra geometry grammar history biology chemistry physics music
past present future tense verbs nouns adjectives photosynthesis revolution
right wrong better worse more less first last quiz lesson review question
"""
DECOYS = tuple(_OTHER_EPISODES.split())
"""Names, numbers, days and subjects of other learners: what a wrong episode would say."""

_NUMBERS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
"""
_ONES, _TENS = _NUMBERS.split()[:20], ["", "", *_NUMBERS.split()[20:]]
_TOKEN = re.compile(r"\d+|[a-z]+(?:'[a-z]+)*|%")


def spoken_words(text: str) -> list[str]:
    """`text` in small letters, without punctuation, numbers in words."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("\u2019", "'"))
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", plain)
    plain = re.sub(r"(?<=\d)\.(?=\d)", " point ", plain)
    words: list[str] = []
    for token in _TOKEN.findall(plain):
        words += _number(int(token)) if token.isdecimal() else [token.replace("%", "percent")]
    return words


def _number(value: int) -> Iterator[str]:
    if value < 20:
        yield _ONES[value]
    elif value < 100:
        yield _TENS[value // 10]
        yield from _number(value % 10) if value % 10 else ()
    elif value < 1000:
        yield from (_ONES[value // 100], "hundred")
        yield from _number(value % 100) if value % 100 else ()
    else:
        yield from (*_number(value // 1000), "thousand")
        yield from _number(value % 1000) if value % 1000 else ()
