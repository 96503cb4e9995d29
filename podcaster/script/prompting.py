"""What a model is asked for: its part, and the learner's data as data."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from podcaster.domain.brief import Brief
from podcaster.script.naming import NAME_TOKEN
from podcaster.script.options import ScriptOptions
from podcaster.script.prompts import Prompts
from podcaster.script.recently import told_lately
from podcaster.script.speakable import speakable
from podcaster.script.values import TITLE_LIMIT, Plain, plain
from podcaster.text.languages import base, name_of
from podcaster.text.pace import RATE_OF_LEVEL, characters_per_second

SYSTEM, EPISODE, CORRECTION = "system.j2", "episode.j2", "correction.j2"

# Silence that the format asks for: about six short pauses and one long one.
_PAUSE_SECONDS = 45
# Letters of an average word in running text, with the space after it; where languages are written
# without spaces, length is asked for in characters.
_WORD_LENGTH = {"en": 5.6, "es": 5.8, "fr": 5.8, "de": 6.7}
# What a template needs for choosing among wordings is nothing to tell a model.
_FOR_TEMPLATES = frozenset(
    {"turn", "weekday", "pause", "has_name", "thin", "language", "level", "missed_unread"}
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """The two texts of a request; neither holds the learner's name or id."""

    system: str
    user: str


def prompt_for(brief: Brief, prompts: Prompts, options: ScriptOptions) -> Prompt:
    """The prompt for an episode, from `system.j2` and `episode.j2`."""
    told = plain(brief)
    values: dict[str, Plain] = {
        **told,
        "language_name": name_of(brief.language),
        "name_token": NAME_TOKEN,
        "length": _length(brief, options),
        "has_recent": bool(told_lately(brief)),
        "learner_json": json.dumps(_told(brief, told), ensure_ascii=False, indent=1),
    }
    return Prompt(prompts.render(SYSTEM, values), prompts.render(EPISODE, values))


def correction_for(problems: Sequence[str], prompts: Prompts) -> str:
    """What a model is told of a draft that had these `problems`, from `correction.j2`."""
    return prompts.render(CORRECTION, {"problems": list(problems)}).strip()


def _length(brief: Brief, options: ScriptOptions) -> dict[str, Plain]:
    """How much to write for the minutes asked for, in words or characters of this language."""
    own = base(brief.language)
    pace = characters_per_second(own, RATE_OF_LEVEL[brief.level])
    spoken = pace / _WORD_LENGTH.get(own, 1)

    def amount(minutes: float) -> int:
        return max(50, round((minutes * 60 - _PAUSE_SECONDS) * spoken / 10) * 10)

    shortest, longest = options.minutes
    return {
        "unit": "words" if own in _WORD_LENGTH else "characters",
        "least": amount(shortest),
        "target": amount(options.target_minutes),
        "most": amount(longest),
        "target_minutes": options.target_minutes,
    }


def _told(brief: Brief, told: dict[str, Plain]) -> dict[str, Plain]:
    facts: dict[str, Plain] = {}
    for name, fact in brief.facts.known():
        facts[name] = {"n": fact.n, "window": fact.window}
        if isinstance(fact.value, int):
            facts[name] = {"value": fact.value, "n": fact.n, "window": fact.window}
        elif isinstance(fact.value, str):
            value = speakable(fact.value, TITLE_LIMIT)
            facts[name] = {"value": value, "n": fact.n, "window": fact.window}
    lately = told_lately(brief)
    return {
        **{name: value for name, value in told.items() if name not in _FOR_TEMPLATES},
        "facts": facts,
        **({"recent": lately} if lately else {}),
    }
