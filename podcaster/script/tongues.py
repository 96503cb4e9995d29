"""Whether a text is in the language it should be in, as far as its letters and small words tell."""

import unicodedata
from collections import Counter
from collections.abc import Mapping

from podcaster.text.languages import base

# Small words that the other languages here do not have.
_SMALL_WORDS: Mapping[str, str] = {
    "en": "the and you is of to this that it for your have with what",
    "es": "el que los las una es por con para tu y lo del más esta",
    "fr": "le les des est une et tu pour que dans pas ce vous plus du",
    "de": "der die das und du ist nicht ein eine mit zu den auf noch es",
}
# Letters by the first word of their Unicode names; of the first kind there must be some.
_SCRIPTS: Mapping[str, tuple[str, ...]] = {
    "ja": ("HIRAGANA", "KATAKANA", "CJK", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"),
    "zh": ("CJK", "IDEOGRAPHIC"),
    "ko": ("HANGUL", "CJK"),
    "ru": ("CYRILLIC",),
    "uk": ("CYRILLIC",),
    "bg": ("CYRILLIC",),
    "el": ("GREEK",),
    "ar": ("ARABIC",),
    "fa": ("ARABIC",),
    "he": ("HEBREW",),
    "hi": ("DEVANAGARI",),
    "th": ("THAI",),
}
_LATIN = ("LATIN",)
_MOST = 0.85
_SOME = 0.15


def seems_to_be(text: str, language: str) -> bool:
    """True where `text` may well be in `language`; learner texts should be taken out before."""
    own = base(language)
    wanted = _SCRIPTS.get(own, _LATIN)
    letters = Counter(unicodedata.name(c, "").split(" ", 1)[0] for c in text if c.isalpha())
    total = sum(letters.values())
    if not total or sum(letters[script] for script in wanted) < _MOST * total:
        return False
    if letters[wanted[0]] < _SOME * total:
        return False
    return own not in _SMALL_WORDS or _most_like(text) == own


def _most_like(text: str) -> str:
    words = Counter(text.casefold().replace("'", " ").split())
    found = {
        language: sum(words[word] for word in small.split())
        for language, small in _SMALL_WORDS.items()
    }
    return max(found, key=lambda language: found[language])
