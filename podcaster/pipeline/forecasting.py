"""Who would speak and what it would cost, without asking anybody."""

from collections.abc import Mapping
from typing import NamedTuple

from podcaster.domain.brief import Brief
from podcaster.domain.speech import Voice
from podcaster.errors import Rejected
from podcaster.pipeline.step import Studio
from podcaster.text.pace import characters_per_second


def engines_of(plan: str, studio: Studio) -> list[str]:
    """The engines of a plan, in the order in which they are asked."""
    narrators = studio.narrators.get(plan)
    return [link.name for link in narrators.links] if narrators else []


class Speaker(NamedTuple):
    """An engine by its name in the configuration, and the voice it would take."""

    engine: str
    voice: Voice


def speaker_of(brief: Brief, studio: Studio) -> Speaker | None:
    """Who would speak an episode, if all goes well; None if nobody has a voice for it."""
    narrators = studio.narrators.get(brief.plan)
    for engine in narrators.engines if narrators else ():
        try:
            voice = engine.forecast(brief.language, brief.voice_gender, 0).voice
        except Rejected:
            continue
        return Speaker(engine.name, voice)
    return None


def price_of_night(
    due_by: Mapping[tuple[str, str], int], seconds: float, studio: Studio
) -> int | None:
    """What so many learners by plan and language would cost, in millionths of a US dollar.

    Each script is taken to last `seconds`. None if a price is not known.
    """
    known = 0
    for (plan, language), learners in due_by.items():
        cost = _price_of_one(plan, language, seconds, studio)
        if cost is None:
            return None
        known += cost * learners
    return known


def _price_of_one(plan: str, language: str, seconds: float, studio: Studio) -> int | None:
    script, narrators = studio.writers.price_estimate(), studio.narrators.get(plan)
    if narrators is None:
        return script
    characters = round(seconds * characters_per_second(language))
    try:
        speech = narrators.forecast(language, None, characters).cost_micro_usd
    except Rejected:  # nobody can speak, so nothing is spent
        return 0
    return None if script is None or speech is None else script + speech
