"""A look-ahead limiter: turns the volume down around a peak, smoothly and in time."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from podcaster.audio.interpolating import true_peaks_of
from podcaster.audio.samples import Samples

_BLOCK_SECONDS = 0.001
_REACH = 5  # blocks in which the volume goes down before a peak, and up again after it
_AT_ONCE = 10_000  # blocks, so that the copies stay small


def limit(samples: Samples, sample_rate: int, ceiling: float) -> None:
    """Keep the sound, also between samples, at or under `ceiling` (1.0 is full scale), in place.

    The gain is one curve of straight lines between the edges of 1 ms blocks: the lowest gain that
    any block within reach needs, smoothed over the same reach.
    """
    size = int(sample_rate * _BLOCK_SECONDS)
    whole = len(samples) // size * size
    blocks, rest = samples[:whole].reshape(-1, size), samples[whole:]
    edges = _gain_at_edges(true_peaks_of(samples, size, ceiling), ceiling)
    rise, ramp = np.diff(edges), (np.arange(size, dtype=np.float32) + 0.5) / size
    turned = np.flatnonzero((edges[:-1] < 1) | (edges[1:] < 1))
    turned = turned[turned < len(blocks)]
    for some in np.array_split(turned, 1 + len(turned) // _AT_ONCE):
        blocks[some] *= edges[some, None] + rise[some, None] * ramp
    rest *= (edges[-2] + rise[-1] * ramp)[: len(rest)]
    np.clip(samples, -ceiling, ceiling, out=samples)  # for what rounding leaves


def _gain_at_edges(peaks: Samples, ceiling: float) -> Samples:
    """The gain where blocks meet: one value more than there are blocks, the first before all."""
    needed = np.minimum(1, ceiling / np.maximum(peaks, ceiling)).astype(np.float32)
    # An edge answers for the blocks on both sides of everything the smoothing mixes into it.
    lowest = sliding_window_view(
        np.pad(needed, 2 * _REACH + 1, constant_values=1), 2 * _REACH + 2
    ).min(axis=1)
    weights = np.hanning(2 * _REACH + 3)[1:-1].astype(np.float32)
    return np.convolve(lowest, weights / weights.sum(), "valid").astype(np.float32)
