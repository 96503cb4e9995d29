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
# For a language without a list: that share of small words is what running text of others has.
_OF_ANOTHER = 0.2
_ENOUGH, _CLEARLY = 3, 8  # small words to judge a whole text by, and a part of it


class Sample:
    """How much of a text is in each script, and how many small words of each language it holds.

    Samples of parts add up to that of the whole.
    """

    def __init__(self, text: str) -> None:
        """Counts `text` once; learner texts should be taken out before."""
        self.letters, self.words = _letters(text), _small_words(text)
        self.length = len(text.split())

    def __add__(self, other: "Sample") -> "Sample":
        both = Sample("")
        both.letters, both.words = self.letters + other.letters, self.words + other.words
        both.length = self.length + other.length
        return both

    def seems_to_be(self, language: str) -> bool:
        """True where the text may well be in `language`."""
        own = base(language)
        wanted, total = _SCRIPTS.get(own, _LATIN), self.letters.total()
        if not total or sum(self.letters[script] for script in wanted) < _MOST * total:
            return False
        if self.letters[wanted[0]] < _SOME * total:
            return False
        most = max(self.words.values(), default=0)
        if own in _SMALL_WORDS:
            return most < _ENOUGH or self.words[own] == most
        return most <= _OF_ANOTHER * max(_CLEARLY, self.length)

    def turns_away_from(self, language: str) -> bool:
        """True where a part of a script is clearly not in its `language`, though it is short."""
        own = base(language)
        wanted = _SCRIPTS.get(own, _LATIN)
        if 2 * sum(self.letters[script] for script in wanted) < self.letters.total():
            return True
        most = max(self.words.values(), default=0)
        return most >= max(_CLEARLY, 2 * self.words[own] if own in _SMALL_WORDS else 2 * _CLEARLY)


def seems_to_be(text: str, language: str) -> bool:
    """True where `text` may well be in `language`."""
    return Sample(text).seems_to_be(language)


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
    found = Counter[str]()
    for word in text.casefold().translate(_APART).split():
        for language in _LANGUAGES_OF.get(word, ()):
            found[language] += 1
    return found
