"""What every engine is to the rest of the program."""

from dataclasses import dataclass
from typing import Protocol

from podcaster.domain.episode import Scripted
from podcaster.domain.learner import Gender
from podcaster.domain.speech import Speech, Voice
from podcaster.remote.chain import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What speaking would take; cost in millionths of a US dollar, None where it is not known."""

    voice: Voice
    characters: int
    cost_micro_usd: int | None


class Engine(Link[Scripted, Speech], Protocol):
    """A way to have a whole script spoken by one voice; its clips have passed their checks."""

    def forecast(self, language: str, gender: Gender | None, characters: int) -> Forecast:
        """What a script would take, without opening anything; Rejected (`no_voice`) if no voice."""
