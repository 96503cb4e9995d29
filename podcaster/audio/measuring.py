"""How loud sound is: integrated loudness and true peak as in ITU-R BS.1770, and silence."""

import numpy as np
from loudness import integrated_loudness  # type: ignore[import-not-found]  # it has no types

from podcaster.audio.errors import BadRecording
from podcaster.audio.samples import Samples, amplitude, decibels, peak_of

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
    for weights in _PHASES:
        for start in range(0, len(samples), _AT_ONCE):
            stretch = samples[max(start - _TAPS, 0) : start + _AT_ONCE + _TAPS]
            peak = max(peak, _peak_between(stretch, weights, peak))
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


def _peak_between(samples: Samples, weights: Samples, known: float) -> float:
    """The highest point at one phase, 0 if it is not above `known`."""
    blocks = np.pad(samples, (_BLOCK, -len(samples) % _BLOCK + _BLOCK)).reshape(-1, _BLOCK)
    peaks = np.maximum(blocks.max(axis=1), -blocks.min(axis=1))
    around = np.maximum(np.maximum(peaks[:-2], peaks[1:-1]), peaks[2:])
    loud = np.flatnonzero(around * np.abs(weights).sum() > known) + 1
    if not len(loud):
        return 0
    places = loud[:, None] * _BLOCK + np.arange(-_TAPS, _BLOCK + _TAPS)
    stretches = blocks.reshape(-1)[places]
    between = np.convolve(stretches.reshape(-1), weights[::-1], "same").reshape(stretches.shape)
    # At the margins the filter reaches into the next stretch.
    return peak_of(between[:, _TAPS:-_TAPS])
