"""The way of one episode, milestone by milestone. Knows no ledger."""

from collections.abc import Mapping
from dataclasses import dataclass

from podcaster.audio.options import AudioOptions
from podcaster.audio.tags import Tags
from podcaster.domain.attempt import Record
from podcaster.domain.brief import Brief
from podcaster.domain.episode import Episode, Opened, Recorded, Scripted, Status, Stored
from podcaster.domain.keys import object_key
from podcaster.domain.speech import Recording, Speech
from podcaster.errors import CannotServe, Rejected
from podcaster.remote.attempting import attempting
from podcaster.script.writers import Writer
from podcaster.speech.narrators import Narrators
from podcaster.storage.spool import Spool
from podcaster.storage.store import Store
from podcaster.storage.transfer import transfer
from podcaster.workers import Workers

ALBUM = "Daily podcast"


class NoVoice(CannotServe):
    """No engine of the learner's plan speaks the learner's language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Studio:
    """All that it takes to make an episode.

    `narrators` are by plan; a plan without one gets no speech, and its episodes end as scripts.
    `embedded` names the engines whose voice is a stand-in for a real one.
    """

    writers: Writer
    narrators: Mapping[str, Narrators]
    embedded: frozenset[str]
    workers: Workers
    spool: Spool
    store: Store
    audio: AudioOptions

    def require_voice(self, brief: Brief) -> None:
        """NoVoice where nobody could speak the episode: no script is worth paying for then."""
        if brief.plan in self.narrators:
            try:
                self.narrators[brief.plan].forecast(brief.language, brief.voice_gender, 0)
            except Rejected as error:
                raise NoVoice(str(error)) from error

    def status_of(self, episode: Episode) -> Status:
        """How the ledger sums up the milestone an episode has reached."""
        match episode:
            case Stored():
                robotic = episode.recording.engine in self.embedded
                plain = episode.written.provider == "template"
                return "completed_with_fallback" if robotic or plain else "completed"
            case Recorded():
                return "pending_upload"
            case Scripted():
                spoken = episode.brief.plan in self.narrators
                return "script_generated" if spoken else "script_only"
            case Opened():
                return "pending"


def step(episode: Episode, studio: Studio, record: Record) -> Scripted:
    """The episode at its next milestone; CannotServe or Deferred where there is no way on."""
    match episode:
        case Stored():
            return episode
        case Recorded():
            return _store(episode, studio, record)
        case Scripted():
            return _record(episode, studio, record)
        case Opened():
            studio.require_voice(episode.brief)
            return episode.scripted(studio.writers.answer(episode.brief, record))


def spool_key(episode: Opened) -> str:
    """Where an episode's recording waits, and where it will live."""
    return object_key(episode.key.learner, episode.key.date, episode.id)


def record_speech(episode: Scripted, studio: Studio, record: Record) -> tuple[bytes, Recording]:
    """The episode's MP3, verified, spoken by the first engine of its plan that can."""
    speech = studio.narrators[episode.brief.plan].answer(episode, record)
    return studio.workers.run_ahead(_mastered, speech, _tags(episode), studio.audio)


def _mastered(speech: Speech, tags: Tags, options: AudioOptions) -> tuple[bytes, Recording]:
    # Imported in the worker that runs it: here nobody needs numpy and the codecs.
    from podcaster.audio.mastering import master

    return master(speech, tags, options)


def _record(episode: Scripted, studio: Studio, record: Record) -> Recorded:
    mp3, recording = record_speech(episode, studio, record)
    studio.spool.add(spool_key(episode), mp3, recording.sha256)
    return episode.recorded(recording)


def _store(episode: Recorded, studio: Studio, record: Record) -> Stored:
    key, recording = spool_key(episode), episode.recording
    with attempting(record, stage="upload", provider=studio.store.name) as usage:
        stored = transfer(
            key,
            bytes=recording.bytes,
            sha256=recording.sha256,
            source=studio.spool.path(key),
            target=studio.store,
        )
        usage.units_in = stored.bytes
        usage.cost_micro_usd = 0
    return episode.stored_as(stored)


def _tags(episode: Scripted) -> Tags:
    script = episode.written.script
    return Tags(
        title=script.title,
        album=ALBUM,
        day=episode.key.date,
        language=script.language,
        lyrics=script.text,
    )
