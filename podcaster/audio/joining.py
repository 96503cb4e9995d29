"""Clips and silences as one line of sound, and the times of what is in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from podcaster.audio.errors import BadRecording
from podcaster.audio.pydub_quietly import AudioSegment
from podcaster.domain.speech import Chapter, Clip, Cue, Silence, Speech

ROOM_BEFORE = Silence(0.4)
ROOM_AFTER = Silence(1.0)
# A voice that touches full scale once is loud; one that stays there is broken.
_CLIPPED_SHARE = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A whole speech with room before and after; times in seconds.

    The pieces are those of the speech, so that nothing is held twice while it is not needed.
    """

    pieces: tuple[bytes, ...] = field(repr=False)
    sample_rate: int
    chapters: tuple[Chapter, ...]
    cues: tuple[Cue, ...]
    longest_pause: float

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return sum(map(len, self.pieces)) / 2 / self.sample_rate

    def samples(self) -> bytes:
        """All pieces in one, as in a Clip.

        Joined once: appending segment to segment would copy the whole for every piece.
        """
        joined = AudioSegment(
            data=b"".join(self.pieces), sample_width=2, frame_rate=self.sample_rate, channels=1
        )
        return bytes(joined.raw_data)


def join(speech: Speech) -> Joined:
    """The parts of `speech` one after the other; BadRecording if a clip is empty or clipped."""
    tape = _Tape(speech.sample_rate)
    tape.add(ROOM_BEFORE)
    for section in speech.sections:
        start = tape.now if tape.chapters else 0.0  # players expect the first at the very start
        tape.chapters.append(Chapter(section.heading, start))
        for part in section.parts:
            tape.add(part)
    tape.add(ROOM_AFTER)
    if not tape.cues:
        raise BadRecording("the speech holds no clip; have the script spoken again")
    return Joined(
        pieces=tuple(tape.pieces),
        sample_rate=speech.sample_rate,
        chapters=tuple(tape.chapters),
        cues=tuple(tape.cues),
        longest_pause=max(tape.pauses()),
    )


class _Tape:
    """What was joined so far; the clock is the number of samples, so that no error adds up."""

    def __init__(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self.pieces: list[bytes] = []
        self._bytes = 0
        self.chapters: list[Chapter] = []
        self.cues: list[Cue] = []

    @property
    def now(self) -> float:
        return self._bytes / 2 / self._rate

    def add(self, part: Clip | Silence) -> None:
        start = self.now
        piece = _silent(part.seconds, self._rate) if isinstance(part, Silence) else _sound(part)
        self.pieces.append(piece)
        self._bytes += len(piece)
        if isinstance(part, Clip):
            self.cues.append(Cue(start, self.now, part.text))

    def pauses(self) -> Iterator[float]:
        ends = [0.0, *(cue.end for cue in self.cues)]
        starts = [*(cue.start for cue in self.cues), self.now]
        return (start - end for end, start in zip(ends, starts, strict=True))


def _silent(seconds: float, rate: int) -> bytes:
    return bytes(AudioSegment.silent(duration=1000 * seconds, frame_rate=rate).raw_data)


def _sound(clip: Clip) -> bytes:
    if not clip.samples or len(clip.samples) % 2:
        raise BadRecording(
            f"a clip of {len(clip.text)} characters came as {len(clip.samples)} bytes of sound; "
            "have the script spoken again"
        )
    samples = np.frombuffer(clip.samples, "<i2")
    full = (samples >= 32767) | (samples <= -32767)
    flat = int(np.count_nonzero(full[:-2] & full[1:-1] & full[2:]))
    if flat > _CLIPPED_SHARE * len(samples):
        raise BadRecording(
            f"a clip of {len(clip.text)} characters is clipped in {flat} places; "
            "have it spoken by a quieter voice"
        )
    return clip.samples
