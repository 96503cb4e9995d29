"""What Japanese writes short, written out, so that a dictionary of words can read it."""

import re
import unicodedata

_PREPARED = (
    (re.compile("[〇○][×✕]"), "マルバツ"),
    (re.compile("光合成"), "コウゴウセイ"),
    (re.compile("一晩"), "ヒトバン"),
    (re.compile("一回り"), "ヒトマワリ"),
    (re.compile(r"(?<=\d),(?=\d{3})"), ""),
    (re.compile(r"(\d{1,2}):(\d{2})(?!\d)"), r"\1時\2分"),
    (re.compile(r"(?<=\d)\s*[~〜-](?=\d)"), "から"),
    (re.compile(r"(?<![\w)])[-−](?=\d)"), "マイナス"),
)
# With a counter that changes sounds, kanji numbers are read as digits are: 一歩 as イッポ.
_COUNTED_IN_KANJI = re.compile(
    "(?:[二三四五六七八九]?十[一二三四五六七八九]?|(?<![十百千万])[一二三四五六七八九])"
    "(?=歩|本|個|冊|月|日|(?<!二十)歳|章|週間|匹|杯|回|(?<!十)分(?!の))"
)


def unabbreviated(text: str) -> str:
    """`text` in usual forms (NFKC), with times, ranges, signs and counted kanji written out.

    8:30〜9:15 becomes 8時30分から9時15分, and 一歩 becomes 1歩.
    """
    text = unicodedata.normalize("NFKC", text.replace("℃", "度").replace("…", "、"))
    for pattern, replacement in _PREPARED:
        text = pattern.sub(replacement, text)
    return _COUNTED_IN_KANJI.sub(lambda number: str(_value(number[0])), text)


def _value(kanji: str) -> int:
    """A number below a hundred: 二十四 -> 24."""
    tens, ten, ones = kanji.rpartition("十")
    digits = "〇一二三四五六七八九"
    return (digits.index(tens or "一") * 10 if ten else 0) + digits.index(ones or "〇")
