"""Language tags as BCP 47 has them."""

import re
from functools import lru_cache

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})"
    r"(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?:-[a-z0-9]{1,8})*",
    re.IGNORECASE | re.ASCII,
)
_NAMES = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "hi": "Hindi",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "tr": "Turkish",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
_UNSAID = frozenset({"und", "mis", "mul", "zxx"})


@lru_cache(maxsize=1024)
def normalise(tag: str) -> str:
    """`tag` as language, script and region: "ja_JP.UTF-8" -> "ja-JP"; "" where it is no tag.

    Variants and extensions are left out: no voice is chosen by them.
    """
    plain = tag.strip().partition(".")[0].partition("@")[0].replace("_", "-")
    match = _TAG.fullmatch(plain)
    if match is None or match["language"].lower() in _UNSAID:
        return ""
    parts = (
        match["language"].lower(),
        (match["script"] or "").title(),
        (match["region"] or "").upper(),
    )
    return "-".join(filter(None, parts))


def base(tag: str) -> str:
    """The language alone: "ja-JP" -> "ja"; "" where `tag` is none."""
    return normalise(tag).partition("-")[0]


def name_of(tag: str) -> str:
    """What a language is called in English: "ja-JP" -> "Japanese"; the tag where we do not know."""
    return _NAMES.get(base(tag), tag)
