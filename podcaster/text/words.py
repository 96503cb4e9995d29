"""What belongs together in a word or a number, in scripts with and without spaces."""

import re
import unicodedata
from functools import lru_cache

_JOINERS = frozenset(".,:'’-/_·٫٬")
# Written without spaces, or of which every character may begin a line: a reader finds the words.
_SPACELESS = re.compile(
    "[\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\ua980-\ua9df"
    "\u2e80-\u2fff\u3005-\u3007\u3021-\u309f\u3100-\u312f\u31a0-\u31bf\u3400-\ua4cf\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_WORDS = frozenset({"word", "katakana"})
_KATAKANA = re.compile("[\u30a1-\u30ff\u31f0-\u31ff\uff66-\uff9f]")
# Signs that belong to the letter before or, in Thai and Lao, to the one after.
_NEVER_FIRST = frozenset("ーｰ々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶๆໆ")
_NEVER_LAST = frozenset("เแโใไເແໂໃໄ¿¡")
_CLOSING, _OPENING = frozenset({"Pe", "Pf", "Po"}), frozenset({"Ps", "Pi"})
_EITHER = frozenset("\"'¿¡&@#*")


def is_within_word(text: str, at: int) -> bool:
    """True where a cut at `at` would part a word or a number, as far as its letters tell.

    A mark is part of the word it closes or opens: alone nobody can say it.
    """
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if (_closes(after) and not before.isspace()) or _opens(before):
        return True
    if before in _JOINERS:
        return at > 1 and _is_one_word(text[at - 2], after)
    if after in _JOINERS:
        return at + 1 < len(text) and _is_one_word(before, text[at + 1])
    return _is_one_word(before, after)


def _is_one_word(before: str, after: str) -> bool:
    return _kind(before) in _WORDS and _kind(before) == _kind(after)


@lru_cache(maxsize=8192)
def _kind(character: str) -> str:
    if _KATAKANA.match(character):
        return "katakana"
    is_word = unicodedata.category(character)[0] in "LMN" and not _SPACELESS.match(character)
    return "word" if is_word else ""


@lru_cache(maxsize=8192)
def _closes(character: str) -> bool:
    is_mark = unicodedata.category(character) in _CLOSING and character not in _EITHER
    return is_mark or character in _NEVER_FIRST


@lru_cache(maxsize=8192)
def _opens(character: str) -> bool:
    return unicodedata.category(character) in _OPENING or character in _NEVER_LAST
