"""Learner text as it may stand in a script: nothing in it can be taken for a mark of ours."""

import re
import unicodedata
from functools import lru_cache

from podcaster.text.clean import clean_line

ADDRESS = re.compile(
    r"\b(?:https?|ftp):\S*|\bwww\.\S*|[\w.+-]+@[\w-][\w.-]*"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|edu|io|jp)\b(?:/\S*)?",
    re.IGNORECASE,
)
"""Links, host names and e-mail addresses; nobody wants to hear them."""

# What stands for a gap in a question: ____, ( ), and the lone * of fill-in sentences.
_GAP = re.compile(r"_{2,}|[(（]\s*[)）]|(?<!\S)\*+(?!\S)")
_TIMES = re.compile(r"(?<=\d)\s*\*\s*(?=\d)")
# What any of the steps could change, in a line that is clean already.
_MARKED = re.compile(rf"[\[\]_*`「」\"“”„«»‟＂<>@]|[(（]\s*[)）]|^[#\-+•]|{ADDRESS.pattern}", re.I)
_LEADING_MARKS = re.compile(r"^(?:#+|(?:[-+>•]\s)|\s)+")
_ANGLE = re.compile(r"\s*([<>])\s*")
_PLAINER = str.maketrans(
    {"[": "(", "]": ")", "_": " ", "*": "", "`": "", "「": "『", "」": "』"}
    | dict.fromkeys('"“”„«»‟＂', "'")
)
_ENDS = ".!?…:。！？：．"
_CLOSERS = "'’)]』）"
_FULL_STOP = re.compile(r"[.。．]+$")


def speakable(text: str, limit: int) -> str:
    """`text` fit to be said in a script, at most `limit` characters; it may be empty.

    Brackets, braces and markup lose their meaning, gaps become a short stop, addresses are left
    out, and quotation marks become single ones, so that it can stand within those of a template.
    """
    if len(text) <= limit and is_plain(text) and not _MARKED.search(text):
        return text
    line = _TIMES.sub(" × ", ADDRESS.sub(" ", clean_line(text, 4 * limit)))
    line = _GAP.sub(" … ", line)
    line = _ANGLE.sub(r" \1 ", line.translate(_PLAINER))
    line = clean_line(line, limit)
    return " ".join(_LEADING_MARKS.sub("", ADDRESS.sub(" ", line)).split())


def sentence(text: str) -> str:
    """`text` with a mark at its end, so that the voice comes to rest there."""
    if not text or text.rstrip(_CLOSERS).endswith(tuple(_ENDS)):
        return text
    return text + ("." if ord(text[-1]) < 0x2E80 else "。")


def phrase(text: str) -> str:
    """`text` without a full stop at its end, to stand within a sentence."""
    return _FULL_STOP.sub("", text) or text


def is_plain(text: str) -> bool:
    """True where `clean_line` would leave `text` as it is; False where that must be tried."""
    if "  " in text or "&" in text or "<" in text or text != text.strip():
        return False
    return all(map(_is_plain, set(text))) and unicodedata.is_normalized("NFC", text)


@lru_cache(maxsize=8192)
def _is_plain(character: str) -> bool:
    return character == " " or (
        unicodedata.category(character)[0] not in "CZ" and character not in "{}\ufffd"
    )
