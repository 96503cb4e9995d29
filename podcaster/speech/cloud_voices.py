"""The voices of cloud engines: which one speaks a language, as a woman or as a man.

They are data, in voices.toml, and the operator's own come before them. A voice that is not there
is never taken the place of by another: the learner who asked for it hears the next engine.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from podcaster.domain.learner import Gender
from podcaster.domain.speech import Voice
from podcaster.errors import Rejected
from podcaster.speech.options import VoiceOptions
from podcaster.speech.regions import LIKE
from podcaster.text.languages import base, normalise

NO_OVERRIDES: Mapping[str, VoiceOptions] = {}
_GENDERS: tuple[Gender, ...] = ("female", "male")
_SPOKEN: Mapping[Gender, str] = {"female": "a woman", "male": "a man"}
# Google's and Azure's voices are named after their language, such as fr-CA-SylvieNeural.
_CODE_OF_NAME = re.compile(r"[a-z]{2,3}-(?:[A-Z][a-z]{3}-)?[A-Z]{2}(?=-)")


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudVoice:
    """A voice under its vendor's name for it, and its tier, which decides price and markup.

    `language` is the BCP 47 tag it was found by, `code` the vendor's own for that language. A
    `bilingual` voice speaks another language unless it is told this one.
    """

    name: str
    gender: Gender
    language: str
    code: str
    tier: str
    bilingual: bool = False

    @property
    def identity(self) -> Voice:
        """What the rest of the program knows of it."""
        return Voice(self.name, self.gender, self.language)


Cast = Mapping[str, Mapping[Gender, CloudVoice]]
"""Language tag -> who speaks it."""


def dated() -> date:
    """When the voices were last compared with the vendors' lists."""
    day: date = _known()["dated"]
    return day


def languages(
    provider: str, tier: str, overrides: Mapping[str, VoiceOptions] = NO_OVERRIDES
) -> dict[str, tuple[Gender, ...]]:
    """Each tag that has voices of its own, and whether a woman's, a man's or both."""
    return {tag: tuple(row) for tag, row in _cast(provider, tier, overrides).items()}


def voice_of(
    provider: str,
    tier: str,
    language: str,
    gender: Gender | None,
    overrides: Mapping[str, VoiceOptions] = NO_OVERRIDES,
) -> CloudVoice:
    """The voice for a tag: exactly it, else of a region near it, else of its base language.

    A learner who asked for neither hears a woman where there is one. Rejected (`no_voice`) where
    nobody of `tier` speaks the language as was asked.
    """
    cast = _cast(provider, tier, overrides)
    genders = (gender,) if gender else _GENDERS
    for wanted in genders:
        for tag in _near(normalise(language), cast):
            if wanted in cast[tag]:
                return cast[tag][wanted]
    as_asked = f" as {_SPOKEN[gender]}" if gender else ""
    raise Rejected(
        f"no {tier} voice of {provider} speaks {language or 'an unnamed language'}{as_asked}:"
        " name one under voices of the engine, or another engine in [speech.plans]",
        kind="no_voice",
    )


def _near(tag: str, cast: Cast) -> Iterator[str]:
    """The tags of `cast` that `tag` may be spoken by, the nearest first."""
    own = base(tag)
    region = tag.rpartition("-")[2]
    tags = (tag, f"{own}-{region}", *LIKE.get(tag, ()), own, *cast)
    return (each for each in tags if own and each in cast and base(each) == own)


def _cast(provider: str, tier: str, overrides: Mapping[str, VoiceOptions]) -> Cast:
    cast = dict(_known_cast(provider, tier))
    for tag, chosen in overrides.items():
        known = _known_cast(provider, chosen.tier or tier)
        like = next((known[near] for near in _near(tag, known)), {})
        own = {each: _chosen(tag, each, chosen, tier, like.get(each)) for each in _GENDERS}
        cast[tag] = {each: voice for each, voice in own.items() if voice}
    return cast


def _chosen(
    tag: str, gender: Gender, chosen: VoiceOptions, tier: str, known: CloudVoice | None
) -> CloudVoice | None:
    """The operator's voice for `gender`, else the known one."""
    name: str = getattr(chosen, gender)
    if not name:
        return known
    named = _CODE_OF_NAME.match(name)
    return CloudVoice(
        name=name,
        gender=gender,
        language=tag,
        code=chosen.code or (named[0] if named else known.code if known else tag),
        tier=chosen.tier or tier,
        bilingual=bool(chosen.code),
    )


@cache
def _known_cast(provider: str, tier: str) -> Cast:
    rows = _known().get(provider, {}).get(tier, {})
    return {tag: _voices(tag, row, tier) for tag, row in rows.items()}


def _voices(tag: str, row: Mapping[str, Any], tier: str) -> dict[Gender, CloudVoice]:
    return {
        gender: CloudVoice(
            name=row[gender],
            gender=gender,
            language=tag,
            code=row.get("code", tag),
            tier=tier,
            bilingual=row.get("bilingual", False),
        )
        for gender in _GENDERS
        if gender in row
    }


@cache
def _known() -> dict[str, Any]:
    text = resources.files("podcaster.speech").joinpath("voices.toml").read_text("utf-8")
    return tomllib.loads(text)
