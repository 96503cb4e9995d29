"""Integrated loudness by the letter of ITU-R BS.1770-4, in the standard library: the oracle."""

import math
from collections.abc import Iterable, Iterator, Sequence


def integrated(samples: Sequence[float], rate: int) -> float:
    """LUFS of one channel; samples are floats, 1.0 is full scale."""
    weighted = list(_biquad(_biquad(samples, *_shelf(rate)), *_high_pass(rate)))
    block, hop = round(0.4 * rate), round(0.1 * rate)
    squares = [0.0]
    for sample in weighted:
        squares.append(squares[-1] + sample * sample)
    powers = [
        (squares[at + block] - squares[at]) / block
        for at in range(0, len(weighted) - block + 1, hop)
    ]
    loud = [power for power in powers if _lufs(power) > -70]
    gate = _lufs(sum(loud) / len(loud)) - 10 if loud else 0
    kept = [power for power in loud if _lufs(power) > gate]
    return _lufs(sum(kept) / len(kept)) if kept else -math.inf


def _lufs(power: float) -> float:
    return -0.691 + 10 * math.log10(power) if power > 0 else -math.inf


def _biquad(
    samples: Iterable[float], b: tuple[float, float, float], a: tuple[float, float]
) -> Iterator[float]:
    first = second = 0.0
    for x in samples:
        y = b[0] * x + first
        first = b[1] * x - a[0] * y + second
        second = b[2] * x - a[1] * y
        yield y


def _shelf(rate: int) -> tuple[tuple[float, float, float], tuple[float, float]]:
    k, q, high = (
        math.tan(math.pi * 1681.974450955533 / rate),
        0.7071752369554196,
        10 ** (3.999843853973347 / 20),
    )
    middle = high**0.4996667741545416
    norm = 1 + k / q + k * k
    b = (high + middle * k / q + k * k, 2 * (k * k - high), high - middle * k / q + k * k)
    return (b[0] / norm, b[1] / norm, b[2] / norm), (
        2 * (k * k - 1) / norm,
        (1 - k / q + k * k) / norm,
    )


def _high_pass(rate: int) -> tuple[tuple[float, float, float], tuple[float, float]]:
    k, q = math.tan(math.pi * 38.13547087602444 / rate), 0.5003270373238773
    norm = 1 + k / q + k * k
    return (1.0, -2.0, 1.0), (2 * (k * k - 1) / norm, (1 - k / q + k * k) / norm)
