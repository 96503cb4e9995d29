"""Whether a text is in the language it should be in, as far as its letters and small words tell."""

import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from podcaster.text.languages import base

# Small words that are frequent in one language and rare in the others here.
_SMALL_WORDS: Mapping[str, str] = {
    "en": "the and you is of to this that it for your have with what was are",
    "es": "el que los las una es por con para tu y lo del más esta se en",
    "fr": "le les des est une et tu pour que dans pas ce vous plus du en se",
    "de": "der die das und du ist nicht ein eine mit zu den auf noch es in",
    "it": "il che di una è per non con del gli della un sono hai più tu le",
    "pt": "o os que uma é não para com você em do da mais um seu na no se as",
    "nl": "de het een en van je is dat niet in op te voor met zijn wat",
    "pl": "i w na nie to się jest z do że jak co masz są dla",
    "sv": "och att det är en som på inte du för med av den till ett",
    "tr": "ve bir bu için ne de da ile çok daha sen olarak gibi var",
    "vi": "và là của bạn không có cho một những được trong này với",
    "id": "yang dan di ini itu untuk dengan anda tidak dari pada adalah",
    "ru": "и в не на что это как вы для из его был или с вам",
    "uk": "і в не на що це як ви для з його та або у вам",
    "bg": "и в не на че това как вие за от го беше или с да",
}
_LANGUAGES_OF: Mapping[str, tuple[str, ...]] = {
    word: tuple(language for language, words in _SMALL_WORDS.items() if word in words.split())
    for word in set(" ".join(_SMALL_WORDS.values()).split())
}
_APART = str.maketrans(dict.fromkeys("'’.,;:!?¡¿…()“”„«»\"", " "))
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
# A sign of these stands for about as much speech as three letters.
_SIGNS = frozenset({"HIRAGANA", "KATAKANA", "CJK", "HANGUL"})
_OF_A_SIGN = 3
_MOST = 0.7
_SOME = 0.15
_ENOUGH, _CLEARLY = 3, 8  # small words to judge a whole text by, and a part of it


def seems_to_be(text: str, language: str) -> bool:
    """True where `text` may well be in `language`; learner texts should be taken out before."""
    own = base(language)
    wanted = _SCRIPTS.get(own, _LATIN)
    letters = _letters(text)
    total = sum(letters.values())
    if not total or sum(letters[script] for script in wanted) < _MOST * total:
        return False
    if letters[wanted[0]] < _SOME * total:
        return False
    found = _small_words(text)
    if own not in found:
        return not _is_another(text, found)
    return max(found.values()) < _ENOUGH or found[own] == max(found.values())


def turns_away(text: str, language: str) -> bool:
    """True where a part of a script is clearly not in its `language`, though it may be short."""
    own = base(language)
    wanted = _SCRIPTS.get(own, _LATIN)
    letters = _letters(text)
    if 2 * sum(letters[script] for script in wanted) < sum(letters.values()):
        return True
    found = _small_words(text)
    return max(found.values()) >= max(_CLEARLY, 2 * found.get(own, _CLEARLY))


def _is_another(text: str, found: Mapping[str, int]) -> bool:
    """For a language without a list: a fifth of small words is what running text of others has."""
    return max(found.values()) > 0.2 * max(_CLEARLY, len(text.split()))


def _letters(text: str) -> Counter[str]:
    """How much of `text` is in each script, in letters."""
    letters = Counter[str]()
    for character, count in Counter(text).items():
        if script := _script(character):
            letters[script] += count * (_OF_A_SIGN if script in _SIGNS else 1)
    return letters


@lru_cache(maxsize=8192)
def _script(character: str) -> str:
    return unicodedata.name(character, "").split(" ", 1)[0] if character.isalpha() else ""


def _small_words(text: str) -> Counter[str]:
    """How many small words of each language `text` holds."""
    found = Counter(dict.fromkeys(_SMALL_WORDS, 0))
    for word in text.casefold().translate(_APART).split():
        for language in _LANGUAGES_OF.get(word, ()):
            found[language] += 1
    return found
