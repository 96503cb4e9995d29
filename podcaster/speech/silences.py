"""Whether samples are heard: loud enough, and without holes."""

from math import ceil
from typing import Any

import numpy as np

_QUIETEST = 80  # root mean square of samples up to 32,767: about -52 dBFS
_BLOCKS_A_SECOND = 50
_HOLE_SECONDS = 4.0
_SILENT_SHARE = 0.45
_EVERY = 4  # a quarter of the samples tells how loud a block is


def silence_in(samples: bytes, sample_rate: int) -> str:
    """What is wrong with 16-bit samples of which too many are silent; "" where nothing is.

    Nobody breathes for four seconds or through half of what they say.
    """
    loudness = _loudness(samples, sample_rate)
    if np.sqrt(np.mean(loudness**2)) < _QUIETEST:
        return "is silent"
    if len(samples) / 2 / sample_rate > _HOLE_SECONDS:
        return _holes(loudness < _QUIETEST)
    return ""


def _holes(silent: Any) -> str:
    """`silent` says of each block whether it is."""
    if silent.mean() > _SILENT_SHARE:
        return f"is silent for {100 * silent.mean():.0f} % of its time"
    edges = np.flatnonzero(np.diff(silent, prepend=False, append=False))
    longest = (edges[1::2] - edges[::2]).max(initial=0) / _BLOCKS_A_SECOND
    return f"is silent for {longest:.1f} s on end" if longest > _HOLE_SECONDS else ""


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
