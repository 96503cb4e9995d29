"""A production in a folder of its own, of which every part can be made to fail."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from podcaster.audio.options import AudioOptions
from podcaster.domain.attempt import Record
from podcaster.domain.brief import Brief, EpisodeKey, Goal
from podcaster.domain.episode import Scripted
from podcaster.domain.facts import Facts
from podcaster.domain.learner import LearnerId
from podcaster.domain.script import Pause, Say, Script, Section, Written
from podcaster.domain.speech import Recording, Speech, Voice
from podcaster.errors import Rejected
from podcaster.ledger.entries import Begun
from podcaster.ledger.ledger import Ledger
from podcaster.pipeline.produce import Made, Production
from podcaster.pipeline.releasing import Releasing
from podcaster.pipeline.step import Studio
from podcaster.remote.attempting import attempting
from podcaster.remote.kept import Kept
from podcaster.speech.engine import Forecast
from podcaster.speech.narrators import Narrators
from podcaster.storage.local import LocalStore
from podcaster.storage.spool import Spool

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
MP3 = b"a recording, as far as anybody here can tell"
VOICE = Voice("v", "female", "en-US")
BRIEF = Brief(
    key=EpisodeKey(LearnerId("", "7"), date(2026, 11, 21)),
    name="",
    plan="free",
    language="en",
    voice_gender=None,
    level=None,
    progress=None,
    focus=None,
    missed=(),
    review=(),
    review_count=0,
    practice=None,
    goal=Goal(kind="first_quiz"),
    facts=Facts(),
)


@dataclass
class Writer:
    """A writer that can be told to fail, and counts how often it was paid."""

    provider: str = "model"
    trouble: Exception | None = None
    paid: int = 0
    name: str = "writer"

    def answer(self, brief: Brief, record: Record) -> Written:
        with attempting(record, stage="script", provider=self.provider) as usage:
            if self.trouble:
                raise self.trouble
            self.paid += 1
            usage.cost_micro_usd = 650
        section = Section("greeting", "Hello", (Say("Good morning."), Pause(1)))
        script = Script(title="Today", language="en", sections=(section,))
        return Written(script=script, provider=self.provider, model="m-1", prompt_sha256="0" * 64)


@dataclass
class Engine:
    """An engine that can be told to fail, and counts how often it was paid."""

    trouble: Exception | None = None
    paid: int = 0
    name: str = "engine"

    def forecast(self, language: str, gender: object, characters: int) -> Forecast:
        if language != "en":
            raise Rejected(f"no voice speaks {language}", kind="no_voice")
        return Forecast(voice=VOICE, characters=characters, cost_micro_usd=None)

    def answer(self, episode: Scripted, record: Record) -> Speech:
        with attempting(record, stage="speech", provider=self.name) as usage:
            if self.trouble:
                raise self.trouble
            self.paid += 1
            usage.cost_micro_usd = 54_000
        return Speech(engine=self.name, voice=VOICE, sample_rate=24_000, sections=())


class Mastering:
    """Workers that give the same recording for every speech."""

    def run_ahead(self, function: object, speech: Speech, *rest: object) -> tuple[bytes, Recording]:
        recording = Recording(
            bytes=len(MP3),
            sha256=hashlib.sha256(MP3).hexdigest(),
            duration_seconds=200.0,
            loudness_lufs=-16.0,
            true_peak_dbtp=-2.0,
            chapters=(),
            cues=(),
            engine=speech.engine,
            voice=speech.voice,
        )
        return MP3, recording


@dataclass
class Workshop:
    """A production in a folder of its own, of which every part can be made to fail."""

    folder: Path
    writer: Writer = field(default_factory=Writer)
    engine: Engine = field(default_factory=Engine)
    spoken: bool = True
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.ledger = Ledger.open(self.folder / "ledger.sqlite")
        self.run_id = self.ledger.start_run("generate", None, NOW)

    @property
    def store(self) -> LocalStore:
        return LocalStore("local", self.folder / "media")

    @property
    def kept(self) -> Kept:
        return Kept(self.folder / "kept")

    @property
    def production(self) -> Production:
        studio = Studio(
            writers=self.writer,
            narrators={"free": Narrators("free", [self.engine])} if self.spoken else {},
            embedded=frozenset({"espeak"}),
            workers=Mastering(),
            spool=Spool(self.folder / "spool"),
            store=self.store,
            audio=AudioOptions(),
        )
        paid = Releasing(self.kept, 0)
        return Production(studio, self.ledger, self.run_id, paid, now=lambda: self.now)

    def produce(self, brief: Brief = BRIEF) -> Made:
        episode = self.ledger.open_episode(brief, self.run_id, NOW)
        return self.resume(episode.id, brief)

    def resume(self, episode_id: str, brief: Brief = BRIEF) -> Made:
        begun = Begun(id=episode_id, key=brief.key, plan=brief.plan, language=brief.language)
        return self.production.produce(begun)

    @property
    def row(self):
        return self.ledger.episode("7", "", None)
