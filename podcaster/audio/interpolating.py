"""What lies between the samples: a voice at 22 kHz rises up to 2 dB there, above all in a "z"."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from podcaster.audio.samples import Samples, peaks_of

_TAPS = 12  # as many for each phase as in the filter of ITU-R BS.1770, annex 2
_BEFORE = _TAPS // 2 - 1
_AT_ONCE = 1 << 18  # samples, so that the copies stay small


def true_peaks_of(samples: Samples, size: int, above: float) -> Samples:
    """The highest point of each block of `size`, on and between four times as many samples.

    Only where it can be over `above`; elsewhere the highest sample. Between samples the curve
    rises above them by no more than the sum of the filter's weights, and most blocks are too
    quiet for that to matter. A point between two blocks counts for the first.
    """
    peaks = peaks_of(samples, size)
    around = np.pad(peaks, 1)
    highest_near = np.maximum(np.maximum(around[:-2], peaks), around[2:])
    loud = np.flatnonzero(highest_near * _RISE > above)
    blocks = _AT_ONCE // size
    for first in range(0, len(peaks), blocks):
        some = loud[slice(*np.searchsorted(loud, (first, first + blocks)))]
        rows = _rows(samples, first * size, size)[(some - first) * size]
        for weights in _PHASES:
            between = _between(rows, weights, size)
            np.abs(between, out=between)
            peaks[some] = np.maximum(peaks[some], between.max(axis=1, initial=0))
    return peaks


def _rows(samples: Samples, start: int, size: int) -> Samples:
    """At n: the `size` samples from `start + n` on and what the filter needs around them."""
    stretch = samples[max(start - _BEFORE, 0) : start + _AT_ONCE + _TAPS]
    padded = np.pad(stretch, (max(_BEFORE - start, 0), size + _TAPS))
    return sliding_window_view(padded, size + _TAPS - 1)


def _phases() -> list[Samples]:
    """Weights for the points at one half, one quarter and three quarters between two samples."""
    half = _TAPS // 2
    distances = [np.arange(1 - half, half + 1) - share for share in (0.5, 0.25, 0.75)]
    return [
        (np.sinc(distance) * np.cos(np.pi * distance / (2 * half)) ** 2).astype(np.float32)
        for distance in distances
    ]


_PHASES = _phases()
_RISE = max(float(np.abs(weights).sum()) for weights in _PHASES)


def _between(rows: Samples, weights: Samples, size: int) -> Samples:
    """One phase of each row; a few sums of whole rows are faster than a convolution of each."""
    points: Samples = weights[0] * rows[:, :size]
    for tap in range(1, _TAPS):
        points += weights[tap] * rows[:, tap : tap + size]
    return points
