"""The way of one episode: step, write down, step; resumed at its milestone after anything."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from podcaster.audio.options import AudioOptions
from podcaster.domain.attempt import Record
from podcaster.domain.brief import Brief, EpisodeKey, Goal
from podcaster.domain.episode import Scripted
from podcaster.domain.facts import Facts
from podcaster.domain.learner import LearnerId
from podcaster.domain.script import Pause, Say, Script, Section, Written
from podcaster.domain.speech import Recording, Speech, Voice
from podcaster.errors import CannotServe, ChainExhausted, Deferred, Misused, Rejected
from podcaster.ledger.entries import Begun
from podcaster.ledger.ledger import Ledger
from podcaster.pipeline.outcomes import Failed, PutOff, Served
from podcaster.pipeline.produce import Production
from podcaster.pipeline.releasing import Releasing
from podcaster.pipeline.step import Studio
from podcaster.remote.attempting import attempting
from podcaster.remote.kept import Kept
from podcaster.speech.engine import Forecast
from podcaster.speech.narrators import Narrators
from podcaster.storage.local import LocalStore
from podcaster.storage.room import Room
from podcaster.storage.spool import Spool
from podcaster.workers import WorkerLost

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
        return Production(studio, self.ledger, self.run_id, paid, now=lambda: NOW)

    def produce(self, brief: Brief = BRIEF) -> Served | Failed | PutOff:
        episode = self.ledger.open_episode(brief, self.run_id, NOW)
        return self.resume(episode.id, brief)

    def resume(self, episode_id: str, brief: Brief = BRIEF) -> Served | Failed | PutOff:
        begun = Begun(id=episode_id, key=brief.key, plan=brief.plan, language=brief.language)
        return self.production.produce(begun)

    @property
    def row(self):
        return self.ledger.episode("7", "", None)


@pytest.fixture
def workshop(tmp_path):
    workshop = Workshop(tmp_path)
    yield workshop
    workshop.ledger.close()


def other_language(language: str) -> Brief:
    return replace(BRIEF, language=language)


def test_an_episode_goes_from_brief_to_store_in_one_go(workshop):
    outcome = workshop.produce()
    assert outcome == Served(key=BRIEF.key, status="completed")
    assert workshop.store.stat(workshop.row.object_key).bytes == len(MP3)
    assert (workshop.row.status, workshop.row.milestone) == ("completed", "stored")
    assert workshop.row.cost_micro_usd == workshop.ledger.cost(workshop.run_id) == 54_650


def test_a_script_of_the_template_is_a_fallback(workshop):
    workshop.writer.provider = "template"
    assert workshop.produce().status == "completed_with_fallback"


def test_the_embedded_voice_is_a_fallback(workshop):
    workshop.engine.name = "espeak"
    assert workshop.produce().status == "completed_with_fallback"


def test_without_speech_a_script_is_all_there_is_and_that_is_served(workshop):
    workshop.spoken = False
    assert workshop.produce().status == "script_only"
    assert workshop.ledger.served([BRIEF.key]) == {BRIEF.key}


def test_when_speech_fails_the_script_is_kept_and_not_paid_again(workshop):
    workshop.engine.trouble = Rejected("too long", kind="input")
    failed = workshop.produce()
    assert (failed.stage, workshop.row.status) == ("speech", "failed")
    assert "too long" in failed.reason
    workshop.engine.trouble = None
    assert workshop.produce().status == "completed"
    assert (workshop.writer.paid, workshop.engine.paid) == (1, 1)


def test_when_the_store_fails_the_recording_waits_and_nothing_is_paid_again(workshop):
    workshop.produce()
    key = workshop.row.object_key
    workshop.ledger.close()
    other = Workshop(workshop.folder / "other")
    path = other.folder / "media" / "podcasts"
    path.parent.mkdir(parents=True)
    path.write_text("in the way")
    failed = other.produce()
    assert (failed.stage, other.row.milestone) == ("upload", "recorded")
    path.unlink()
    assert other.produce().status == "completed"
    assert (other.writer.paid, other.engine.paid) == (1, 1)
    assert other.row.object_key != key
    other.ledger.close()


def test_a_recording_that_the_spool_lost_is_spoken_again_from_the_same_script(workshop):
    (workshop.folder / "media").write_text("in the way")
    assert workshop.produce().stage == "upload"
    for path in (workshop.folder / "spool").rglob("*.mp3"):
        path.write_bytes(b"rotten")
    (workshop.folder / "media").unlink()
    assert workshop.produce().status == "completed"
    assert (workshop.writer.paid, workshop.engine.paid) == (1, 2)


def test_other_bytes_under_the_key_are_a_conflict_and_stay(workshop):
    episode = workshop.ledger.open_episode(BRIEF, workshop.run_id, NOW)
    foreign = workshop.folder / f"media/podcasts/7/2026-11-21_{episode.id}.mp3"
    foreign.parent.mkdir(parents=True)
    foreign.write_bytes(b"not ours")
    failed = workshop.resume(episode.id)
    assert failed.stage == "upload"
    assert foreign.read_bytes() == b"not ours"
    assert [each.error_kind for each in workshop.ledger.attempts(episode.id)][-1] == "conflict"


def test_a_language_that_no_voice_speaks_costs_nothing_and_fails_at_its_speech(workshop):
    failed = workshop.produce(other_language("xx"))
    assert (failed.stage, workshop.writer.paid) == ("speech", 0)
    assert "no voice" in failed.reason


def test_what_is_nobodys_fault_is_put_off_and_counts_as_no_failure(workshop):
    workshop.engine.trouble = Deferred("the disk is full")
    assert isinstance(workshop.produce(), PutOff)
    assert (workshop.row.failures, workshop.row.milestone) == (0, "scripted")
    assert workshop.row.status == "script_generated"  # nobody is at work on it any more


def test_a_bug_costs_one_learner_and_says_to_report_it(workshop):
    workshop.writer.trouble = ZeroDivisionError("secret name inside")
    failed = workshop.produce()
    assert "ZeroDivisionError" in failed.reason
    assert "secret name" not in failed.reason + workshop.row.error_message


def test_what_the_operator_has_to_mend_ends_the_run(workshop):
    workshop.writer.trouble = Misused("the template is broken")
    with pytest.raises(Misused):
        workshop.produce()


def test_a_failure_is_counted_and_told_with_its_stage(workshop):
    workshop.engine.trouble = Rejected("busy", kind="rate")
    workshop.produce()
    workshop.produce()
    assert workshop.row.failures == 2
    assert workshop.row.error_message.startswith("speech: ")


def test_nothing_waits_in_the_spool_of_a_completed_episode(workshop):
    workshop.produce()
    assert [path for path in (workshop.folder / "spool").rglob("*") if path.is_file()] == []


def test_a_completed_episode_is_left_as_it_is(workshop):
    workshop.produce()
    workshop.produce()
    assert (workshop.writer.paid, workshop.engine.paid) == (1, 1)


def test_an_episode_that_is_served_under_a_new_configuration_is_recorded_as_served(workshop):
    workshop.engine.trouble = Rejected("too long", kind="input")
    workshop.produce()
    workshop.spoken = False
    assert workshop.produce().status == "script_only"
    assert workshop.row.status == "script_only"


def test_a_spool_that_cannot_be_emptied_does_not_fail_what_is_completed(workshop, monkeypatch):
    def refuse(spool: Spool, key: str) -> None:
        raise CannotServe("the spool cannot be written")

    monkeypatch.setattr(Spool, "discard", refuse)
    assert workshop.produce().status == "completed"
    assert workshop.row.status == "completed"


def test_a_spool_that_cannot_be_tidied_ends_no_night(workshop, monkeypatch):
    def refuse(spool: Spool, key: str) -> None:
        raise CannotServe("the spool cannot be written")

    with monkeypatch.context() as patched:
        patched.setattr(Spool, "discard", refuse)
        workshop.produce()
        assert list(workshop.production.studio.spool.keys())
        workshop.production.tidy()
    workshop.production.tidy()
    assert not list(workshop.production.studio.spool.keys())


def test_money_that_a_failed_episode_cost_is_in_the_cost_of_the_run(workshop):
    workshop.engine.trouble = Rejected("too long", kind="input")
    workshop.produce()
    assert workshop.ledger.cost(workshop.run_id) == 650


NO_ROOM = 2**60


def test_nothing_is_paid_for_an_episode_that_would_find_no_room(workshop):
    tight = replace(workshop.production, room=Room([workshop.folder], NO_ROOM, 0))
    episode = workshop.ledger.open_episode(BRIEF, workshop.run_id, NOW)
    begun = Begun(id=episode.id, key=BRIEF.key, plan="free", language="en")
    outcome = tight.produce(begun)
    assert isinstance(outcome, PutOff)
    assert isinstance(outcome.error, Deferred)
    assert workshop.writer.paid == workshop.engine.paid == 0
    assert workshop.row.failures == 0
    assert workshop.resume(episode.id) == Served(key=BRIEF.key, status="completed")


def test_a_recording_that_waits_leaves_the_spool_however_little_room_there_is(workshop):
    (workshop.folder / "media").write_text("in the way")
    workshop.produce()
    assert workshop.row.status == "failed"
    (workshop.folder / "media").unlink()
    begun = Begun(id=workshop.row.id, key=BRIEF.key, plan="free", language="en")
    tight = replace(workshop.production, room=Room([workshop.folder], NO_ROOM, 0))
    assert isinstance(tight.produce(begun), Served)


def test_an_episode_is_given_up_after_its_last_try_and_can_be_made_all_the_same(workshop):
    workshop.writer.trouble = Rejected("no", kind="refusal")
    patient = replace(workshop.production, tries=2)
    episode = workshop.ledger.open_episode(BRIEF, workshop.run_id, NOW)
    begun = Begun(id=episode.id, key=BRIEF.key, plan="free", language="en")
    ended = [patient.produce(begun, again=again) for again in (False, True, False)]
    assert [each.is_given_up for each in ended] == [False, False, True]
    assert workshop.row.status == "given_up"
    workshop.writer.trouble = None
    assert patient.produce(begun) == Served(key=BRIEF.key, status="completed")


def exhausted(*kinds: str) -> ChainExhausted:
    return ChainExhausted("no script could be had", [Rejected(kind, kind=kind) for kind in kinds])


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        (Rejected("no", kind="refusal"), "refusal"),
        (exhausted("rate", "timeout", "benched", "cooling"), "timeout"),
        (exhausted("benched"), "benched"),
        (exhausted(), "chainexhausted"),
        (WorkerLost("died"), "workerlost"),
        (ZeroDivisionError("a secret"), "bug"),
    ],
)
def test_a_failure_says_its_kind_in_one_short_word(workshop, trouble, kind):
    workshop.writer.trouble = trouble
    failed = workshop.produce()
    assert (failed.kind, failed.episode_id) == (kind, workshop.row.id)


def test_a_language_without_a_voice_is_a_kind_of_its_own(workshop):
    assert workshop.produce(other_language("xx")).kind == "no_voice"
