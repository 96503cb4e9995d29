"""How loud sound is: integrated loudness and true peak as in ITU-R BS.1770, and silence."""

import numpy as np
from loudness import integrated_loudness  # type: ignore[import-not-found]  # it has no types

from podcaster.audio.errors import BadRecording
from podcaster.audio.samples import Samples, amplitude, decibels, peak_of, peaks_of

_TAPS = 12  # as many for each phase as in the filter of BS.1770, annex 2
_BLOCK = 64
_AT_ONCE = 1 << 18  # samples, so that the copies stay small
_SILENT_DBFS = -60.0


def loudness_of(samples: Samples, sample_rate: int) -> float:
    """Integrated, gated loudness in LUFS; minus infinity for silence.

    BadRecording below 0.4 s: the gate needs one whole block.
    """
    try:
        return float(integrated_loudness(samples, sample_rate))
    except ValueError as error:
        raise BadRecording(
            f"{len(samples) / sample_rate:.2f} s of sound are too short to measure; "
            "have the script spoken again"
        ) from error


def true_peak_of(samples: Samples) -> float:
    """The highest point on and between the samples in dBTP, from four times as many samples.

    Between samples the curve rises above them by no more than the sum of the filter's weights,
    so stretches that are too quiet to hold the highest point, which are most, are left out.
    """
    peak = peak_of(samples)
    for start in range(0, len(samples), _AT_ONCE):
        stretch = samples[max(start - _TAPS, 0) : start + _AT_ONCE + _TAPS]
        peak = max(peak, _peak_between(stretch, peak))
    return decibels(peak)


def longest_silence(samples: Samples, sample_rate: int) -> float:
    """Seconds of the longest stretch in which no tenth of a second reaches -60 dBFS (RMS)."""
    block = sample_rate // 10
    whole = samples[: len(samples) // block * block].reshape(-1, block)
    power = np.einsum("ij,ij->i", whole, whole) / block
    heard = np.flatnonzero(power > amplitude(_SILENT_DBFS) ** 2)
    edges = np.concatenate(([-1], heard, [len(whole)]))
    return float(np.diff(edges).max() - 1) / 10


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


def _peak_between(samples: Samples, known: float) -> float:
    """The highest point between samples, 0 if none can be above `known`."""
    padded = np.pad(samples, (_BLOCK, -len(samples) % _BLOCK + _BLOCK))
    peaks = peaks_of(padded, _BLOCK)
    around = np.maximum(np.maximum(peaks[:-2], peaks[1:-1]), peaks[2:])
    loud = np.flatnonzero(around * _RISE > known) + 1
    before = 1 - _TAPS // 2
    places = loud[:, None] * _BLOCK + np.arange(before, before + _BLOCK + _TAPS - 1)
    stretches = padded[places]
    return max(peak_of(_between(stretches, weights)) for weights in _PHASES)


def _between(stretches: Samples, weights: Samples) -> Samples:
    """One phase of each row; a few sums of whole rows are faster than a convolution of each."""
    points: Samples = weights[0] * stretches[:, :_BLOCK]
    for tap in range(1, _TAPS):
        points += weights[tap] * stretches[:, tap : tap + _BLOCK]
    return points
