"""Speech becomes a recording: joined, levelled, encoded, tagged, and believed only when probed."""

import hashlib

from podcaster.audio.encoding import ATTENUATION_DB, encode
from podcaster.audio.joining import Joined, join
from podcaster.audio.levelling import level
from podcaster.audio.options import AudioOptions
from podcaster.audio.probe import TRUE_PEAK_DBTP, Measured, check, measure
from podcaster.audio.tagging import write_tags
from podcaster.audio.tags import Tags
from podcaster.domain.speech import Recording, Speech

# The encoder adds noise, and noise adds to peaks: 0.3 to 0.9 dB with five eSpeak voices.
_HEADROOM_DB = 0.95
_ROUNDS = 4


def master(speech: Speech, tags: Tags, options: AudioOptions) -> tuple[bytes, Recording]:
    """`speech` as a tagged MP3, and what was measured of it; the same input, the same bytes.

    BadRecording if the speech is silent, clipped or too short, or if what came out of the encoder
    is not what went in: a Recording exists only for an MP3 that was read back and measured.
    """
    joined = join(speech)
    tag = write_tags(tags, speech.voice, speech.engine, joined.chapters, joined.seconds)
    mp3, measured = _believed(joined, tag, options)
    return mp3, Recording(
        bytes=len(mp3),
        sha256=hashlib.sha256(mp3).hexdigest(),
        duration_seconds=measured.duration_seconds,
        loudness_lufs=measured.loudness_lufs,
        true_peak_dbtp=measured.true_peak_dbtp,
        chapters=joined.chapters,
        cues=joined.cues,
        engine=speech.engine,
        voice=speech.voice,
    )


def _believed(joined: Joined, tag: bytes, options: AudioOptions) -> tuple[bytes, Measured]:
    """An MP3 that passes the probe; one whose peaks came out too high is made again, lower."""
    ceiling = TRUE_PEAK_DBTP - _HEADROOM_DB + ATTENUATION_DB
    for _ in range(_ROUNDS):
        mp3 = tag + _levelled_mp3(joined, ceiling, options)
        measured = measure(mp3, options)
        excess = measured.true_peak_dbtp - TRUE_PEAK_DBTP
        if excess <= 0:
            break
        ceiling -= excess + 0.1
    check(
        measured,
        expected_seconds=joined.seconds,
        options=options,
        longest_pause=joined.longest_pause,
    )
    return mp3, measured


def _levelled_mp3(joined: Joined, ceiling_db: float, options: AudioOptions) -> bytes:
    samples = level(
        joined.samples(),
        joined.sample_rate,
        lufs=options.loudness_lufs + ATTENUATION_DB,
        ceiling_db=ceiling_db,
    )
    return encode(samples, joined.sample_rate, options)
