"""Numbers as they are said in Japanese, in katakana, with the counters whose sound they change."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

_DIGITS = ["レイ", "イチ", "ニ", "サン", "ヨン", "ゴ", "ロク", "ナナ", "ハチ", "キュウ"]
_ONE_BY_ONE = ["ゼロ", *_DIGITS[1:]]
_HUNDREDS = {3: "サンビャク", 6: "ロッピャク", 8: "ハッピャク"}
_THOUSANDS = {3: "サンゼン", 8: "ハッセン"}
_MYRIADS = ("", "マン", "オク", "チョウ")
_SHORTENED = {
    "イチ": "イッ",
    "ロク": "ロッ",
    "ハチ": "ハッ",
    "ジュウ": "ジュッ",
    "ヒャク": "ヒャッ",
}
_BEFORE_S = frozenset({"イチ", "ハチ", "ジュウ"})
_BEFORE_K = frozenset(_SHORTENED)


class _Counter(NamedTuple):
    """`shortens` are the number endings that lose their vowel, after which `sharp` is said."""

    reading: str
    shortens: frozenset[str] = frozenset()
    sharp: str = ""
    after_three: str = ""
    after_four: str = ""
    endings: Mapping[str, str] = MappingProxyType({})
    whole: Mapping[int, str] = MappingProxyType({})


_SHORT_FOUR = {"ヨン": "ヨ"}
_OF_THE_CLOCK = {"ヨン": "ヨ", "ナナ": "シチ", "キュウ": "ク"}
_OF_THE_YEAR = {"ヨン": "シ", "ナナ": "シチ", "キュウ": "ク"}
_THINGS = [
    "ヒトツ",
    "フタツ",
    "ミッツ",
    "ヨッツ",
    "イツツ",
    "ムッツ",
    "ナナツ",
    "ヤッツ",
    "ココノツ",
]
_DAYS = ["フツカ", "ミッカ", "ヨッカ", "イツカ", "ムイカ", "ナノカ", "ヨウカ", "ココノカ", "トオカ"]
_ALL_DAYS = {
    **dict(enumerate(_DAYS, 2)),
    14: "ジュウヨッカ",
    20: "ハツカ",
    24: "ニジュウヨッカ",
}


def _of_k(reading: str) -> _Counter:
    return _Counter(reading, _BEFORE_K)


def _of_s(reading: str) -> _Counter:
    return _Counter(reading, _BEFORE_S)


_COUNTERS: Mapping[str, _Counter] = {
    **{"回": _of_k("カイ"), "個": _of_k("コ"), "コ": _of_k("コ"), "件": _of_k("ケン")},
    **{"課": _of_k("カ"), "級": _of_k("キュウ"), "曲": _of_k("キョク"), "階": _of_k("カイ")},
    **{each: _of_k("カゲツ") for each in ("か月", "ヶ月", "カ月", "ヵ月", "ケ月", "箇月")},
    **{"冊": _of_s("サツ"), "歳": _of_s("サイ"), "才": _of_s("サイ"), "章": _of_s("ショウ")},
    **{"週": _of_s("シュウ"), "週間": _of_s("シュウカン"), "種類": _of_s("シュルイ")},
    **{"世紀": _of_s("セイキ"), "点": _of_s("テン"), "頭": _of_s("トウ"), "通": _of_s("ツウ")},
    "本": _Counter("ホン", _BEFORE_K, "ポン", "ボン"),
    "匹": _Counter("ヒキ", _BEFORE_K, "ピキ", "ビキ"),
    "杯": _Counter("ハイ", _BEFORE_K, "パイ", "バイ"),
    "分": _Counter("フン", _BEFORE_K, "プン", "プン", "プン"),
    "分間": _Counter("フンカン", _BEFORE_K, "プンカン", "プンカン", "プンカン"),
    "歩": _Counter("ホ", _BEFORE_K, "ポ", "ポ"),
    "編": _Counter("ヘン", _BEFORE_K, "ペン", "ペン"),
    "人": _Counter("ニン", endings=_SHORT_FOUR, whole={1: "ヒトリ", 2: "フタリ"}),
    "年": _Counter("ネン", endings=_SHORT_FOUR),
    "年間": _Counter("ネンカン", endings=_SHORT_FOUR),
    "円": _Counter("エン", endings=_SHORT_FOUR),
    "時": _Counter("ジ", endings=_OF_THE_CLOCK),
    "時間": _Counter("ジカン", endings=_OF_THE_CLOCK),
    "月": _Counter("ガツ", endings=_OF_THE_YEAR),
    "日": _Counter("ニチ", whole=_ALL_DAYS),
    "日間": _Counter("ニチカン", whole={day: f"{said}カン" for day, said in _ALL_DAYS.items()}),
    "つ": _Counter("ツ", whole=dict(enumerate(_THINGS, 1))),
}


def said(number: str) -> str:
    """`number` (ASCII digits, at most one decimal point) in katakana: 360 -> サンビャクロクジュウ.

    What begins with a zero or is longer than any amount is said digit by digit.
    """
    whole, _, decimals = number.partition(".")
    is_amount = whole == "0" or not whole.startswith("0")
    spoken = _amount(int(whole)) if is_amount and len(whole) <= 16 else _one_by_one(whole)
    return f"{spoken}テン{_one_by_one(decimals)}" if decimals else spoken


def counted(number: str, counter: str) -> str | None:
    """`number` with `counter`: ("3", "本") -> サンボン; None if the counter changes no sound."""
    rule = _COUNTERS.get(counter)
    if rule is None or not number.isdecimal():
        return None
    if (whole := rule.whole.get(int(number))) is not None:
        return whole
    spoken = said(number)
    for ending, other in rule.endings.items():
        if spoken.endswith(ending):
            return spoken.removesuffix(ending) + other + rule.reading
    for ending in rule.shortens:
        if spoken.endswith(ending):
            short = spoken.removesuffix(ending) + _SHORTENED[ending]
            return short + (rule.sharp or rule.reading)
    if spoken.endswith("サン"):
        return spoken + (rule.after_three or rule.reading)
    return spoken + ((spoken.endswith("ヨン") and rule.after_four) or rule.reading)


def _amount(value: int) -> str:
    if value == 0:
        return _DIGITS[0]
    parts: list[str] = []
    for unit in _MYRIADS:
        value, four = divmod(value, 10_000)
        if four:
            said_four = _up_to_9999(four, says_one=bool(unit))
            if unit == "チョウ" and said_four.endswith(tuple(_BEFORE_S)):
                ending = next(each for each in _BEFORE_S if said_four.endswith(each))
                said_four = said_four.removesuffix(ending) + _SHORTENED[ending]
            parts.insert(0, said_four + unit)
    return "".join(parts)


def _up_to_9999(value: int, *, says_one: bool) -> str:
    thousands, hundreds, tens, ones = (value // 10**power % 10 for power in (3, 2, 1, 0))
    spoken = ""
    if thousands:
        one = "イッセン" if says_one and value == 1000 else "セン"
        spoken += _THOUSANDS.get(thousands, one if thousands == 1 else _DIGITS[thousands] + "セン")
    if hundreds:
        plain = ("" if hundreds == 1 else _DIGITS[hundreds]) + "ヒャク"
        spoken += _HUNDREDS.get(hundreds, plain)
    if tens:
        spoken += ("" if tens == 1 else _DIGITS[tens]) + "ジュウ"
    return spoken + (_DIGITS[ones] if ones else "")


def _one_by_one(digits: str) -> str:
    return "".join(_ONE_BY_ONE[int(digit)] for digit in digits)
