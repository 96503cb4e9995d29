"""A script spoken by any cloud engine: as one link of a plan's chain."""

from dataclasses import dataclass

from podcaster.domain.attempt import Record
from podcaster.domain.episode import Scripted
from podcaster.domain.keys import owner_of
from podcaster.domain.learner import Gender
from podcaster.domain.speech import Speech
from podcaster.remote.access import Access
from podcaster.remote.kept import Kept
from podcaster.remote.prices import charge
from podcaster.speech.engine import Forecast
from podcaster.speech.engines.adapter import Adapter
from podcaster.speech.engines.reading import SAMPLE_RATE, Reading
from podcaster.speech.joining import joined
from podcaster.text.pace import RATE_OF_LEVEL

STAGE_SECONDS = 900.0
"""How long the whole speech of one learner may take here, with every wait and retry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloud:
    """A link that speaks scripts with a vendor's voice of their language."""

    name: str
    adapter: Adapter
    access: Access
    kept: Kept
    stage_seconds: float = STAGE_SECONDS

    def answer(self, question: Scripted, record: Record) -> Speech:
        """The whole script spoken by one voice, each clip checked; else a ProviderError."""
        brief = question.brief
        voice = self.adapter.voice(brief.language, brief.voice_gender)
        reading = Reading(
            adapter=self.adapter,
            access=self.access,
            kept=self.kept,
            voice=voice,
            rate=RATE_OF_LEVEL[brief.level] * self.adapter.remote.rate,
            owner=owner_of(brief.key),
            until=self.access.clock() + self.stage_seconds,
            record=record,
        )
        script = reading.stretched(question.written.script)
        return Speech(
            engine=self.adapter.kind,
            voice=voice.identity,
            sample_rate=SAMPLE_RATE,
            sections=joined(script, [reading.clips(say) for say in script.said()]),
        )

    def forecast(self, language: str, gender: Gender | None, characters: int) -> Forecast:
        """Who would speak, and for how much; Rejected (`no_voice`) if nobody."""
        voice = self.adapter.voice(language, gender)
        price = self.adapter.price(voice)
        billed = self.adapter.billed_of(characters, language)
        cost = None if price is None else charge(billed, price)
        return Forecast(voice=voice.identity, characters=characters, cost_micro_usd=cost)
