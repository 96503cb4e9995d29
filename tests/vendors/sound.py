"""Something that is loud and soft like speech, made once and cut to any length."""

import struct
import threading
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

import lameenc
import numpy as np

SYLLABLE = 0.32  # at its ends the sound is silent, so it may be cut there
_MASTER_SYLLABLES = 100
_TAIL = 0.1
_MAKING = threading.Lock()  # else every thread would make the first sound

Parts = Sequence[tuple[float, bool]]
"""Seconds of speech (True) and of silence (False), in order."""


def pcm(parts: Parts, rate: int, start: int = 0) -> bytes:
    """16-bit mono samples, `start` syllables into the endless speech."""
    return b"".join(_pieces(parts, rate, start))


def wav(parts: Parts, rate: int, start: int = 0, *, streamed: bool = False) -> bytes:
    """The same with a header; one that is `streamed` does not know its sizes."""
    pieces = list(_pieces(parts, rate, start))
    size = sum(map(len, pieces))
    told = (0xFFFFFFFF, 0xFFFFFFFF) if streamed else (36 + size, size)
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16)
    header = struct.pack("<4sI4s", b"RIFF", told[0], b"WAVE") + form
    return b"".join((header, struct.pack("<4sI", b"data", told[1]), *pieces))


def _pieces(parts: Parts, rate: int, start: int) -> Iterator[bytes | memoryview]:
    with _MAKING:
        speech = _endless(rate)
    period = len(speech) // 2
    for seconds, spoken in [*parts, (_TAIL, False)]:
        if not spoken:
            yield bytes(2 * round(seconds * rate))
            continue
        at = 2 * round(start % _MASTER_SYLLABLES * SYLLABLE * rate)
        left = 2 * round(max(1, round(seconds / SYLLABLE)) * SYLLABLE * rate)
        while left > 0:
            yield speech[at : at + min(left, period)]
            left -= period


@lru_cache(maxsize=256)
def mp3(parts: tuple[tuple[float, bool], ...], rate: int, kbps: int = 48) -> bytes:
    """Frames of one encoding, cut to length: hardly any work for a new length."""
    found = []
    for seconds, spoken in [*parts, (_TAIL, False)]:
        with _MAKING:
            frames = _frames(rate, kbps, spoken)
        count = max(1, round(seconds * rate / (1152 if rate >= 32000 else 576)))
        whole, rest = divmod(count, len(frames))
        found += [*frames * whole, *frames[:rest]]
    return b"".join(found)


@cache
def _master(rate: int) -> np.ndarray:
    at = np.arange(round(_MASTER_SYLLABLES * SYLLABLE * rate)) / rate
    syllable = np.maximum(0.0, np.sin(2 * np.pi * at / SYLLABLE)) ** 0.7
    pitch = np.cumsum(2 * np.pi * (120 + 25 * np.sin(2 * np.pi * 0.4 * at)) / rate)
    buzz = sum(np.sin(k * pitch) / k for k in (1, 2, 3, 5, 8))
    hiss = np.random.default_rng(1).uniform(-0.06, 0.06, len(at))
    sound = syllable * buzz + (1 - syllable) * hiss * np.abs(np.sin(np.pi * at / SYLLABLE))
    return (sound * (16000 / np.abs(sound).max())).astype("<i2")


@cache
def _endless(rate: int) -> memoryview:
    """The master twice, so that a whole one can begin anywhere."""
    return memoryview(_master(rate).tobytes() * 2)


@cache
def _frames(rate: int, kbps: int, spoken: bool) -> list[bytes]:
    encoder = lameenc.Encoder()
    encoder.set_in_sample_rate(rate)
    encoder.set_out_sample_rate(rate)
    encoder.set_channels(1)
    encoder.set_bit_rate(kbps)
    encoder.set_quality(7)
    samples = _master(rate).tobytes() if spoken else bytes(20 * rate)
    return list(_split(bytes(encoder.encode(samples)) + bytes(encoder.flush())))


def _split(body: bytes) -> Iterator[bytes]:
    """The frames of a stream of constant bit rate (ISO 11172-3 and 13818-3, layer III)."""
    at = 0
    while at + 4 <= len(body):
        first, second = body[at + 1], body[at + 2]
        full = bool(first & 0x08)
        halved = 0 if first & 0x10 else 1  # MPEG 2.5 halves the rates of MPEG 2
        rates = (44100, 48000, 32000) if full else (22050, 24000, 16000)
        kbits = (
            (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
            if full
            else (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
        )
        rate = rates[second >> 2 & 3] >> halved
        size = (144 if full else 72) * kbits[second >> 4] * 1000 // rate + (second >> 1 & 1)
        yield body[at : at + size]
        at += size
