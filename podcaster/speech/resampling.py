"""The same sound at another sample rate."""

from math import ceil, gcd

import numpy as np

from podcaster.audio.samples import Samples

_PADDING_SECONDS = 0.1
_TAPER = 0.04


def resampled(samples: Samples, rate: int, wanted: int) -> Samples:
    """`samples` of `rate` hertz at `wanted` hertz; what was not there is not added.

    By its spectrum: nothing is mirrored, as it is where one interpolates between samples. The end
    of the band fades out, so that nothing rings. Silence is added while this is done, because a
    spectrum's end is joined to its beginning.
    """
    if rate == wanted:
        return samples
    common = gcd(rate, wanted)
    length, unit = len(samples), rate // common
    blocks = _quick(ceil((length + _PADDING_SECONDS * rate) / unit))
    spectrum = np.fft.rfft(samples, blocks * unit)
    size = blocks * wanted // common
    kept = min(len(spectrum), size // 2 + 1)
    fading = int(kept * _TAPER)
    spectrum[kept - fading : kept] *= np.cos(np.linspace(0, np.pi / 2, fading)) ** 2
    spectrum[kept:] = 0
    sound = np.fft.irfft(spectrum[: size // 2 + 1], size) * (wanted / rate)
    whole: Samples = sound[: round(length * wanted / rate)].astype(np.float32)
    return whole


def _quick(blocks: int) -> int:
    """A few more than `blocks`, without large prime factors, which are slow to transform."""
    step = 1 << max(blocks.bit_length() - 4, 0)
    return -(-blocks // step) * step
