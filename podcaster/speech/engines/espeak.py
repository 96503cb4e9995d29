"""The embedded engine: eSpeak NG in a process of its own for each script, free and offline."""

from dataclasses import dataclass

from podcaster.domain.attempt import Record
from podcaster.domain.episode import Scripted
from podcaster.domain.learner import Gender
from podcaster.domain.speech import Clip, Speech, Voice
from podcaster.errors import Rejected, Transient
from podcaster.remote.attempting import attempting
from podcaster.speech.checks import check_clip
from podcaster.speech.engine import Forecast
from podcaster.speech.engines.espeak_speaking import Passage, speak
from podcaster.speech.joining import joined
from podcaster.speech.options import EspeakOptions
from podcaster.speech.voices import voice_for
from podcaster.text.pace import RATE_OF_LEVEL, RATE_OF_SLOWER
from podcaster.workers import WorkerLost, Workers

PROVIDER = "espeak"
"""Under this name the embedded voice is recorded, whatever the operator calls the engine."""


@dataclass(frozen=True, slots=True)
class Espeak:
    """A link that speaks scripts with the embedded voice of their language."""

    name: str
    options: EspeakOptions
    workers: Workers

    def answer(self, question: Scripted, record: Record) -> Speech:
        """The whole script spoken.

        Rejected: `no_voice` for a language without one, `unreadable` for text it has no sound for,
        `bad_audio` for a clip that cannot be its text. Transient: the worker was lost.
        Unavailable: the engine or its dictionary is not installed.
        """
        script, brief = question.written.script, question.brief
        voice = self._voice(brief.language, brief.voice_gender)
        rate = RATE_OF_LEVEL[brief.level] * self.options.rate
        passages = [
            Passage(say.text, rate * (RATE_OF_SLOWER if say.slower else 1)) for say in script.said()
        ]
        with attempting(record, stage="speech", provider=PROVIDER, voice=voice.name) as usage:
            usage.units_in = sum(len(passage.text) for passage in passages)
            usage.cost_micro_usd = 0
            sample_rate, clips = self._spoken(passages, voice)
        return Speech(
            engine=PROVIDER,
            voice=voice,
            sample_rate=sample_rate,
            sections=joined(script, clips),
        )

    def forecast(self, language: str, gender: Gender | None, characters: int) -> Forecast:
        """Who would speak, for nothing; Rejected (`no_voice`) if nobody."""
        voice = self._voice(language, gender)
        return Forecast(voice=voice, characters=characters, cost_micro_usd=0)

    def _spoken(self, passages: list[Passage], voice: Voice) -> tuple[int, list[Clip]]:
        try:
            sample_rate, spoken = self.workers.run(speak, passages, voice.language, voice.gender)
        except WorkerLost as error:
            raise Transient(str(error), kind="worker_lost") from error
        clips = [
            Clip(passage.text, samples) for passage, samples in zip(passages, spoken, strict=True)
        ]
        for passage, clip in zip(passages, clips, strict=True):
            check_clip(clip, sample_rate, voice.language, passage.rate)
        return sample_rate, clips

    @staticmethod
    def _voice(language: str, gender: Gender | None) -> Voice:
        voice = voice_for(language, gender)
        if voice is None:
            raise Rejected(
                f"no embedded voice speaks {language or 'an unnamed language'}; configure an"
                " engine that does",
                kind="no_voice",
            )
        return voice
