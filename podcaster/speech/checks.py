"""What a clip must be before it is believed: whole, audible, and as long as its text."""

from math import ceil
from typing import Any

import numpy as np

from podcaster.domain.speech import Clip
from podcaster.errors import Rejected
from podcaster.text.pace import seconds_of

_QUIETEST = 80  # root mean square of samples up to 32,767: about -52 dBFS
_SLACK_SECONDS = 1.5
_SHORTEST, _LONGEST = 0.5, 2.5
_BLOCKS_A_SECOND = 50
_HOLE_SECONDS = 4.0
_SILENT_SHARE = 0.45
_EVERY = 4  # a quarter of the samples tells how loud a block is


def check_clip(clip: Clip, sample_rate: int, language: str, rate: float) -> None:
    """Rejected (kind `bad_audio`) unless `clip` can be its text spoken at `rate`.

    The band of lengths is generous: it finds a reply that was cut off, an error message read
    aloud or hours of noise, not a voice that is a little slow. Nobody breathes for four seconds
    or through half of what they say.
    """
    if not clip.samples:
        raise _bad("is empty")
    if len(clip.samples) % 2:
        raise _bad("ends in the middle of a sample")
    seconds = len(clip.samples) / 2 / sample_rate
    expected = seconds_of(clip.text, language, rate)
    if not _SHORTEST * expected - _SLACK_SECONDS <= seconds <= _LONGEST * expected + _SLACK_SECONDS:
        raise _bad(
            f"lasts {seconds:.1f} s where {len(clip.text)} characters take about {expected:.1f} s"
        )
    loudness = _loudness(clip.samples, sample_rate)
    if np.sqrt(np.mean(loudness**2)) < _QUIETEST:
        raise _bad("is silent")
    if seconds > _HOLE_SECONDS:
        _check_silences(loudness < _QUIETEST)


def _check_silences(silent: Any) -> None:
    """`silent` says of each block whether it is."""
    if silent.mean() > _SILENT_SHARE:
        raise _bad(f"is silent for {100 * silent.mean():.0f} % of its time")
    edges = np.flatnonzero(np.diff(silent, prepend=False, append=False))
    longest = (edges[1::2] - edges[::2]).max(initial=0) / _BLOCKS_A_SECOND
    if longest > _HOLE_SECONDS:
        raise _bad(f"is silent for {longest:.1f} s on end")


def _loudness(samples: bytes, sample_rate: int) -> Any:
    """The root mean square of each fiftieth of a second; the last one may be shorter."""
    some = np.frombuffer(samples, "<i2")[::_EVERY].astype(np.float32)
    block = max(sample_rate // _EVERY // _BLOCKS_A_SECOND, 1)
    blocks = ceil(len(some) / block)
    padded = np.zeros(blocks * block, np.float32)
    padded[: len(some)] = some
    means = (padded.reshape(blocks, block) ** 2).mean(axis=1)
    means[-1] *= block / (len(some) - (blocks - 1) * block)
    return np.sqrt(means)


def _bad(fault: str) -> Rejected:
    return Rejected(f"a clip {fault}, so it is not used", kind="bad_audio")
