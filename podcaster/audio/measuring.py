"""How loud sound is: integrated loudness and true peak as in ITU-R BS.1770, and silence."""

import numpy as np
from loudness import integrated_loudness  # type: ignore[import-not-found]  # it has no types

from podcaster.audio.errors import BadRecording
from podcaster.audio.interpolating import true_peaks_of
from podcaster.audio.samples import Samples, amplitude, decibels, peak_of

_BLOCK = 64
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
    """The highest point on and between the samples in dBTP, from four times as many samples."""
    peaks = true_peaks_of(samples, _BLOCK, peak_of(samples))
    return decibels(float(peaks.max(initial=0)))


def longest_silence(samples: Samples, sample_rate: int) -> float:
    """Seconds of the longest stretch in which no tenth of a second reaches -60 dBFS (RMS)."""
    block = sample_rate // 10
    whole = samples[: len(samples) // block * block].reshape(-1, block)
    power = np.einsum("ij,ij->i", whole, whole) / block
    heard = np.flatnonzero(power > amplitude(_SILENT_DBFS) ** 2)
    edges = np.concatenate(([-1], heard, [len(whole)]))
    return float(np.diff(edges).max() - 1) / 10
