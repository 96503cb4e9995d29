"""Japanese as it sounds: kanji, numbers and signs in katakana, words in other scripts as they are.

eSpeak NG reads kana only; a kanji it calls "Chinese letter". Readings come from SudachiDict, in
which は, へ and を stand as they are written, and ou and ei as two vowels.
"""

import re

from podcaster.errors import Rejected
from podcaster.speech.japanese_numbers import counted, said
from podcaster.speech.japanese_words import Word, words
from podcaster.speech.japanese_writing import unabbreviated

_SIGNS = {
    **{"%": "パーセント", "℃": "ド", "°": "ド", "+": "プラス", "=": "イコール", "×": "カケル"},
    **{"÷": "ワル", "−": "マイナス", "&": "アンド", "〇": "マル", "○": "マル", "√": "ルート"},
    **{"<": "ショウナリ", ">": "ダイナリ", "¥": "エン", "$": "ドル", "€": "ユーロ", "@": "アット"},
}
_UNITS = {
    **{"km": "キロメートル", "m": "メートル", "cm": "センチメートル", "mm": "ミリメートル"},
    **{"kg": "キログラム", "g": "グラム", "mg": "ミリグラム", "L": "リットル", "l": "リットル"},
    **{"ml": "ミリリットル", "mL": "ミリリットル", "pt": "ポイント"},
}
_PAUSES = {",": "、", ".": "。", "、": "、", "。": "。", "?": "？", "!": "！", ";": "、", ":": "、"}
_CORRECTED = {"私": "ワタシ", "明日": "アシタ", "日本": "ニホン", "〇": "マル"}
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)(万|億|兆)?")
_LARGE = {"万": "マン", "億": "オク", "兆": "チョウ"}
_ALL_HAN = r"\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN = re.compile(f"[{_ALL_HAN}]")
_FOREIGN = re.compile(rf"[^\W\d_{_ALL_HAN}\u3040-\u30ff](?:[^\W_{_ALL_HAN}\u3040-\u30ff]|['’])*")
_KANA = re.compile(r"[ァ-ヴー]+")
_LONG_O = re.compile(r"(?<=[オコソトノホモヨロゴゾドボポョォ])ウ")
_LONG_E = re.compile(r"(?<=[エケセテネヘメレゲゼデベペェ])イ")
_TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_LARGER = str.maketrans("ヮヵヶ", "ワカケ")
_PARTICLES = {"は": "ワ", "へ": "エ", "を": "オ", "には": "ニワ", "とは": "トワ", "では": "デワ"}
_A_SIGN = "キゴウ"  # the dictionary's reading of what is not read
_LEANING = frozenset({"助詞", "助動詞", "接尾辞"})


def to_kana(text: str) -> str:
    """`text` in katakana, with 、。？！ and single spaces; words in other scripts stay.

    Rejected (kind `unreadable`) where a kanji has no known reading, Unavailable without the
    dictionary.
    """
    spoken = re.sub(r"\s+", " ", _spoken(words(unabbreviated(text))))
    return re.sub(r"\s*([、。？！])[\s、。]*", r"\1", spoken).strip(" 、")


def _spoken(left: list[Word]) -> str:
    spoken, before = "", None
    while left:
        sound, used = _sound(left[0], [word.written for word in left[1:4]], spoken)
        is_joined = sound in _PAUSES.values() or _leans(left[0], before)
        spoken += sound if is_joined else f" {sound}"
        before, left = left[used - 1], left[used:]
    return spoken


def _leans(word: Word, before: Word | None) -> bool:
    """Whether a word is said in one breath with the one before, as particles and endings are."""
    if word.part_of_speech[0] in _LEANING:
        return True
    if before is None or "非自立可能" not in word.part_of_speech:
        return False
    return before.written in ("て", "で") or word.dictionary_form in ("する", "できる")


def _sound(word: Word, following: list[str], before: str) -> tuple[str, int]:
    """How a word sounds, and how many words that takes in."""
    if number := _NUMBER.fullmatch(word.written):
        return _number(number, following, before)
    if _FOREIGN.fullmatch(word.written):
        return word.written, 1
    if not any(map(str.isalnum, word.written)):
        return _PAUSES.get(word.written, _SIGNS.get(word.written, " ")), 1
    if word.written == "何" and following[:1] in (["を"], ["が"], ["も"]):
        return "ナニ", 1
    return _lengthened(_reading(word), word.part_of_speech[0]), 1


def _number(match: re.Match[str], following: list[str], before: str) -> tuple[str, int]:
    digits, large = match.groups()
    spoken = said(digits) + _LARGE.get(large, "")
    counter = following[0] if following else ""
    if counter in _UNITS:
        return spoken + _UNITS[counter], 2
    if counter == "分" and following[1:2] == ["の"] and following[2:3] and following[2].isdecimal():
        return f"{spoken}ブン", 2
    if counter == "日" and digits == "1" and before.endswith("ガツ"):
        return "ツイタチ", 2
    if not large and (together := counted(digits, counter)) is not None:
        return together, 2
    return spoken, 1


def _reading(word: Word) -> str:
    kind, reading = word.part_of_speech[0], word.reading.translate(_TO_KATAKANA)
    if word.written in _CORRECTED:
        return _CORRECTED[word.written]
    if kind == "助詞":
        return _PARTICLES.get(word.written, reading)
    if kind in ("感動詞", "接続詞") and reading.endswith("ハ"):
        return reading[:-1] + "ワ"
    if _KANA.fullmatch(reading) and reading != _A_SIGN:
        return reading
    return "".join(map(_character, word.written))


def _character(character: str) -> str:
    """A character of a word the dictionary does not know; what is no letter is left out."""
    katakana = character.translate(_TO_KATAKANA).translate(_LARGER)
    if _KANA.fullmatch(katakana) or _FOREIGN.fullmatch(katakana):
        return katakana
    if not _HAN.match(character):
        return _SIGNS.get(character, " ")
    reading = words(character)[0].reading
    if reading == _A_SIGN:
        return " "
    if not _KANA.fullmatch(reading):
        raise Rejected(
            f"the embedded voice cannot read the character {character}; take it out of the data"
            " or use another engine for Japanese",
            kind="unreadable",
        )
    return reading


def _lengthened(reading: str, part_of_speech: str) -> str:
    """Long o and e as one long vowel, save at the end of a verb, where they are two syllables."""
    if part_of_speech == "動詞":
        return _LONG_O.sub("ー", reading[:-1]) + reading[-1:]
    return _LONG_E.sub("ー", _LONG_O.sub("ー", reading))
