"""Samples as numbers: mono, 32-bit floats, 1.0 is full scale."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Samples: TypeAlias = NDArray[np.float32]
FULL_SCALE = 32768


def from_pcm(pcm: bytes, gain_db: float = 0, into: Samples | None = None) -> Samples:
    """Signed 16-bit little-endian samples as floats, louder by `gain_db`.

    `into` takes them instead of new memory; it is as long as they are.
    """
    whole = np.frombuffer(pcm, "<i2")
    samples = np.empty(len(whole), np.float32) if into is None else into
    np.multiply(whole, np.float32(amplitude(gain_db) / FULL_SCALE), out=samples)
    return samples


def to_pcm(samples: Samples) -> bytes:
    """Floats as signed 16-bit little-endian samples, rounded, cut off at full scale."""
    scaled = samples * np.float32(FULL_SCALE)
    np.rint(scaled, out=scaled)
    np.clip(scaled, -FULL_SCALE, FULL_SCALE - 1, out=scaled)
    pcm: bytes = scaled.astype("<i2").tobytes()
    return pcm


def peak_of(samples: Samples) -> float:
    """The highest sample, whatever its sign; two passes, but no second copy in memory."""
    return max(float(samples.max(initial=0)), -float(samples.min(initial=0)))


def peaks_of(samples: Samples, size: int) -> Samples:
    """The highest sample of each block of `size`; the last one may be shorter."""
    starts = np.arange(0, len(samples), size)
    peaks: Samples = np.maximum(
        np.maximum.reduceat(samples, starts), -np.minimum.reduceat(samples, starts)
    )
    return peaks


def decibels(ratio: float) -> float:
    """A ratio of amplitudes in dB; minus infinity for nothing."""
    return 20 * float(np.log10(ratio)) if ratio > 0 else -np.inf


def amplitude(db: float) -> float:
    """dB as a ratio of amplitudes."""
    return float(10 ** (db / 20))
