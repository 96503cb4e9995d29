"""A script made audible: clips and silences of one engine, then one recording."""

from dataclasses import dataclass, field

from podcaster.domain.learner import Gender
from podcaster.domain.script import SectionKind


@dataclass(frozen=True, slots=True)
class Clip:
    """One piece as audio: mono, signed 16-bit little-endian samples at the speech's rate."""

    text: str
    samples: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Silence:
    """Seconds in which nobody speaks."""

    seconds: float


@dataclass(frozen=True, slots=True)
class SpokenSection:
    """A section as it will be heard."""

    kind: SectionKind
    heading: str
    parts: tuple[Clip | Silence, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """An identity of an engine, under the engine's own name for it."""

    name: str
    gender: Gender
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """A whole script spoken by one voice of one engine, at one sample rate in hertz."""

    engine: str
    voice: Voice
    sample_rate: int
    sections: tuple[SpokenSection, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section's title and where it starts, in seconds."""

    title: str
    start: float


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said from `start` to `end`, in seconds."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """The mastered MP3 as it lies in the spool under its key, with what was measured of it."""

    bytes: int
    sha256: str
    duration_seconds: float
    loudness_lufs: float
    true_peak_dbtp: float
    chapters: tuple[Chapter, ...]
    cues: tuple[Cue, ...]
    engine: str
    voice: Voice
