"""Speech becomes a recording: joined, levelled, encoded, tagged, and believed only when probed."""

import hashlib

from podcaster.audio.encoding import ATTENUATION_DB, encode
from podcaster.audio.joining import Joined, join
from podcaster.audio.levelling import level
from podcaster.audio.options import AudioOptions
from podcaster.audio.probe import LOUDNESS_WITHIN, TRUE_PEAK_DBTP, Measured, check, measure
from podcaster.audio.tagging import write_tags
from podcaster.audio.tags import Tags
from podcaster.domain.speech import Recording, Speech

# What goes into the encoder stays this far below what may come out. Its noise adds to peaks, and
# with 34 eSpeak voices they came out 0.4 dB lower to 0.3 dB higher than they went in.
_HEADROOM_DB = 0.5
_ROUNDS = 4
_YIELD = 0.2  # LU that each round gives up where peaks are in the way


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
    """An MP3 that passes the probe; one that the encoder made too high or quiet is made again."""
    ceiling = TRUE_PEAK_DBTP - _HEADROOM_DB
    lufs = options.loudness_lufs + ATTENUATION_DB
    for attempt in range(_ROUNDS):
        mp3 = tag + _levelled_mp3(joined, lufs, ceiling, options)
        measured = measure(mp3, options)
        excess = measured.true_peak_dbtp - TRUE_PEAK_DBTP
        missing = options.loudness_lufs - measured.loudness_lufs
        if excess <= 0 and abs(missing) <= LOUDNESS_WITHIN:
            break
        if excess > 0:  # in longer steps each time: what is limited harder overshoots by more
            ceiling -= 2**attempt * (excess + 0.1)
            missing -= _YIELD * (attempt + 1)
        lufs += missing
    check(
        measured,
        expected_seconds=joined.seconds,
        options=options,
        longest_pause=joined.longest_pause,
    )
    return mp3, measured


def _levelled_mp3(joined: Joined, lufs: float, ceiling_db: float, options: AudioOptions) -> bytes:
    samples = level(joined.samples(), joined.sample_rate, lufs=lufs, ceiling_db=ceiling_db)
    return encode(samples, joined.sample_rate, options)
