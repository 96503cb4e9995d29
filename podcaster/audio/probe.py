"""The probe: a recording is believed for what it is, not because a call returned."""

from dataclasses import dataclass

from podcaster.audio.decoding import decode
from podcaster.audio.errors import BadRecording
from podcaster.audio.frames import SAMPLES, count
from podcaster.audio.measuring import longest_silence, loudness_of, true_peak_of
from podcaster.audio.options import AudioOptions
from podcaster.audio.tagging import after_tags

TRUE_PEAK_DBTP = -1.0
LOUDNESS_WITHIN = 1.0  # LU
_DURATION_WITHIN = 0.02  # of the sum of the parts
_CODEC_SECONDS = 0.15  # what LAME adds to the shortest recording: its delay and a last whole frame
_DEAD_AIR = 2.0  # seconds of silence beyond the longest pause that was asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was measured of an MP3 that is whole."""

    duration_seconds: float
    loudness_lufs: float
    true_peak_dbtp: float
    longest_silence: float


def probe(
    mp3: bytes, *, expected_seconds: float, options: AudioOptions, longest_pause: float = 0
) -> Measured:
    """What the whole of `mp3` measures; BadRecording if a listener would notice something wrong.

    `expected_seconds` is the sum of the parts, `longest_pause` the longest silence among them.
    """
    measured = measure(mp3, options)
    check(measured, expected_seconds=expected_seconds, options=options, longest_pause=longest_pause)
    return measured


def measure(mp3: bytes, options: AudioOptions) -> Measured:
    """What `mp3` measures, whatever that is; BadRecording if it is not one whole recording."""
    frames = count(after_tags(mp3), options)
    samples, rate = decode(mp3)
    if rate != options.sample_rate or abs(len(samples) - frames * SAMPLES) > 2 * SAMPLES:
        raise BadRecording("the recording does not decode to what its frames say; make it again")
    return Measured(
        duration_seconds=frames * SAMPLES / rate,
        loudness_lufs=loudness_of(samples, rate),
        true_peak_dbtp=true_peak_of(samples),
        longest_silence=longest_silence(samples, rate),
    )


def check(
    measured: Measured, *, expected_seconds: float, options: AudioOptions, longest_pause: float = 0
) -> None:
    """BadRecording if the measures are not those of a recording fit to be heard."""
    for complaint in (
        _duration(measured.duration_seconds, expected_seconds),
        _silence(measured.longest_silence, longest_pause),
        _peak(measured.true_peak_dbtp),
        _loudness(measured.loudness_lufs, options.loudness_lufs),
    ):
        if complaint:
            raise BadRecording(f"the recording {complaint}")


def _duration(seconds: float, expected: float) -> str:
    if abs(seconds - expected) <= max(_DURATION_WITHIN * expected, _CODEC_SECONDS):
        return ""
    return f"lasts {seconds:.2f} s and its parts {expected:.2f} s; make it again"


def _silence(seconds: float, longest_pause: float) -> str:
    if seconds <= longest_pause + _DEAD_AIR:
        return ""
    return (
        f"is silent for {seconds:.1f} s where the script pauses for {longest_pause:.1f} s at most; "
        "have it spoken again"
    )


def _peak(dbtp: float) -> str:
    if dbtp <= TRUE_PEAK_DBTP:
        return ""
    return (
        f"has a true peak of {dbtp:.1f} dBTP and players clip above {TRUE_PEAK_DBTP:g}; "
        "have it spoken by a quieter voice"
    )


def _loudness(lufs: float, asked: float) -> str:
    if abs(lufs - asked) <= LOUDNESS_WITHIN:
        return ""
    return f"is at {lufs:.1f} LUFS instead of {asked:g}; have it spoken by another voice"
