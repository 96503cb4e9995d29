"""How long it takes to say something.

The figures are characters a second at the normal rate, white space and punctuation included,
measured with the embedded voice. Source and date stand in the table.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from podcaster.domain.learner import Level
from podcaster.text.languages import base

RATE_OF_LEVEL: Mapping[Level | None, float] = MappingProxyType(
    {"beginner": 0.85, "intermediate": 0.93, "advanced": 1.0, "expert": 1.05, None: 1.0}
)
"""The speaking rate for a level; 1.0 is the voice's normal one."""

RATE_OF_SLOWER = 0.85
"""How much slower again a paragraph is spoken that asks for a calmer pace."""

# Measured 2026-11 with eSpeak NG 1.52 at rate 1.0: benchmarks/speech.py, mean of both voices.
CHARACTERS_PER_SECOND: Mapping[str, float] = MappingProxyType(
    {
        **{"en": 14.7, "es": 13.7, "fr": 16.8, "de": 14.3, "it": 14.0, "pt": 12.8, "nl": 13.4},
        **{"sv": 13.0, "pl": 12.2, "ru": 14.6, "hi": 12.4, "ja": 5.6, "ko": 4.8, "zh": 3.4},
    }
)
"""Characters of normal speech in one second, by base language."""

_UNKNOWN = 14.5
_WIDE = frozenset({"ja", "zh", "ko"})
# Kana, kanji, hangul and full-width forms.
_WIDE_SCRIPT = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\uffef]+")


def characters_per_second(language: str, rate: float = 1.0) -> float:
    """The pace of `language` in its own script, at `rate` times the normal speed."""
    return CHARACTERS_PER_SECOND.get(base(language), _UNKNOWN) * rate


def seconds_of(text: str, language: str, rate: float = 1.0) -> float:
    """About how many seconds `text` takes in `language` at `rate` times the normal speed.

    Kana, kanji and hangul carry more sound than letters, so each script of a mixed text is
    counted at its own pace: an English question in a Japanese episode takes English time.
    """
    own = base(language)
    wide_pace = characters_per_second(own if own in _WIDE else "ja", rate)
    narrow_pace = characters_per_second("en" if own in _WIDE else own, rate)
    wide = sum(map(len, _WIDE_SCRIPT.findall(text)))
    return wide / wide_pace + (len(text) - wide) / narrow_pace
