"""Foreign text made fit to be spoken and shown: one line, no markup, nothing invisible."""

import html
import re
import unicodedata
from functools import lru_cache

from podcaster.text.names import reads_like_a_sentence

_ELEMENTS = (
    "a abbr address article aside audio b big blockquote body br button caption center cite code"
    " col dd del details div dl dt em embed figcaption figure font footer form h1 h2 h3 h4 h5 h6"
    " head header hr html i iframe img input ins kbd label li link main mark meta nav object ol"
    " option p param pre q s samp section select small source span strike strong sub summary sup"
    " svg table tbody td textarea tfoot th thead time title tr tt u ul var video wbr"
).replace(" ", "|")
_UNSPOKEN = re.compile(r"<!--.*?-->|<(script|style)\b[^<>]*>.*?</\1\s*>", re.I | re.S)
# Only elements of HTML: "x<y and y>z" is a sentence, not a tag.
_TAG = re.compile(rf"</?(?:script|style|{_ELEMENTS})(?:[\s/][^<>]*)?>", re.I)
_INLINE = re.compile(r"</?(?:a|abbr|b|big|em|font|i|mark|s|small|span|strong|sub|sup|u)\b", re.I)
_MARKED = re.compile(r"[<&{}]")
_BRACES = str.maketrans("", "", "{}\ufffd")
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SPACES = frozenset({"Zs", "Zl", "Zp"})
_NAME_LIMIT = 60
_NAME_MARKS = frozenset(" '’.-·・")
_NO_NAME = re.compile(r"@|://|\bwww\.|\.(?:com|net|org|edu|info|jp|io|de|fr|es)\b", re.I)
_PLACEHOLDERS = frozenset(
    {"admin", "anonymous", "guest", "learner", "n.a", "na", "nan", "none", "null", "student"}
    | {"test", "test user", "test-user", "undefined", "unknown", "user", "username"}
)


def clean_line(text: str, limit: int) -> str:
    """`text` as one line of at most `limit` characters (code points), fit for any later use.

    HTML is taken out, control, format, bidi, private and surrogate characters are dropped, white
    space is folded, braces are removed so that nothing looks like a token, and the result is NFC.
    It is cut between words where one is near, else between graphemes. Idempotent; never raises.
    """
    text = text[: limit * 20 + 2000]  # what is cleaned stays proportional to what is kept
    before = None
    while text != before:  # an entity may hide a tag, and a tag a control character
        before, text = text, _clean_once(text)
    return _cut(text, limit)


def spoken_name(text: str) -> str:
    """`text` as a name to be called by; "" where it is none.

    E-mail addresses, URLs, placeholders, whatever holds a digit or is an identifier, over 60
    characters, without letters or a sentence is no name: silence is better than a wrong word.
    """
    line = clean_line(text, 2 * _NAME_LIMIT)
    if len(line) > _NAME_LIMIT or _NO_NAME.search(line) or any(map(str.isdecimal, line)):
        return ""
    kept = "".join(c if _is_of_a_name(c) else " " for c in line)
    name = clean_line(kept, _NAME_LIMIT).strip(" '’-·・")
    is_one_long_word = name.isascii() and any(len(word) > 25 for word in name.split())
    if not any(map(str.isalpha, name)) or is_one_long_word:
        return ""
    is_placeholder = name.casefold().strip(". ") in _PLACEHOLDERS
    return "" if is_placeholder or reads_like_a_sentence(name) else name


def _clean_once(text: str) -> str:
    if text.isascii() and text.isprintable() and not _MARKED.search(text):
        return " ".join(text.split())  # most texts, in a fraction of the time
    text = _UNSPOKEN.sub(" ", html.unescape(text))
    text = _TAG.sub(lambda tag: "" if _INLINE.match(tag[0]) else " ", text)
    kept = "".join(map(_seen, text)).translate(_BRACES)
    return " ".join(unicodedata.normalize("NFC", kept).split())


@lru_cache(maxsize=65_536)
def _seen(character: str) -> str:
    category = unicodedata.category(character)
    if category in _SPACES or character in "\t\n\v\f\r\x85":
        return " "
    return "" if category in _DROPPED else character


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    end = limit
    while end > 0 and _continues(text[end]):
        end -= 1
    space = text.rfind(" ", limit * 2 // 3, end + 1)
    return text[: space if space > 0 else end].rstrip()


def _continues(character: str) -> bool:
    """True for what belongs to the character before it: marks, emoji skin tones, jamo."""
    return (
        unicodedata.category(character).startswith("M")
        or 0x1F3FB <= ord(character) <= 0x1F3FF
        or 0x1160 <= ord(character) <= 0x11FF
    )


def _is_of_a_name(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM" or character in _NAME_MARKS
