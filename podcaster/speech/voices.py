"""The embedded voices: which one speaks a language, as a woman or as a man.

English variants were chosen by what a recogniser understands (benchmarks/intelligibility.py); the
other languages have the same variants, and were judged by their phonemes and their pace.
"""

from collections.abc import Mapping
from types import MappingProxyType

from podcaster.domain.learner import Gender
from podcaster.domain.speech import Voice
from podcaster.speech.regions import LIKE
from podcaster.text.languages import base, normalise

_VARIANTS: Mapping[Gender, str] = MappingProxyType({"female": "f5", "male": "edward"})
VOLUMES: Mapping[Gender, int] = MappingProxyType({"female": 160, "male": 60})
"""Percent of eSpeak NG's normal volume: as loud as no sample is cut off in any language."""

# Tag of the voice -> eSpeak NG's own name for it. The first of a language is its default.
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "en-US": "en-us",
        "en-GB": "en",
        "es-ES": "es",
        "es-419": "es-419",
        "fr-FR": "fr",
        "de-DE": "de",
        "it-IT": "it",
        "pt-BR": "pt-br",
        "pt-PT": "pt",
        "nl-NL": "nl",
        "sv-SE": "sv",
        "pl-PL": "pl",
        "ru-RU": "ru",
        "hi-IN": "hi",
        "ja-JP": "ja",
        "ko-KR": "ko",
        "zh-CN": "cmn",
    }
)
LANGUAGES: tuple[str, ...] = tuple(_NAMES)
"""The tags that have a voice of their own."""


def voice_for(language: str, gender: Gender | None) -> Voice | None:
    """The embedded voice for a tag: exactly it, else its base language; None if there is none.

    A learner who asked for neither a woman nor a man hears a woman.
    """
    tag = _tag_spoken(normalise(language))
    if tag is None:
        return None
    chosen: Gender = gender or "female"
    return Voice(name=f"{_NAMES[tag]}+{_VARIANTS[chosen]}", gender=chosen, language=tag)


def _tag_spoken(tag: str) -> str | None:
    if tag in _NAMES:
        return tag
    like = next((each for each in LIKE.get(tag, ()) if each in _NAMES), None)
    return like or next((each for each in _NAMES if tag and base(each) == base(tag)), None)
