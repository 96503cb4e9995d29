"""What an engine sent, as samples: WAV, MP3 or raw PCM, and nothing that only looks like sound."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from io import BytesIO
from typing import BinaryIO

import numpy as np
import soundfile  # type: ignore[import-untyped]  # it has no types

from podcaster.audio.samples import Samples, to_pcm
from podcaster.errors import Rejected, Transient
from podcaster.speech.containers import Damaged, check_mp3, mended_wav, plain_samples
from podcaster.speech.resampling import resampled

_LONGEST_SECONDS = 900
"""Azure sends ten minutes at most; more than this is no clip, and may be a bomb."""
_MP3_SYNC = 0xFFE0
_TEXTS = {b"{": "JSON", b"[": "JSON", b"<": "HTML or XML"}


def decoded(body: bytes, sample_rate: int, raw_rate: int | None = None) -> bytes:
    """`body` as mono, signed 16-bit little-endian samples at `sample_rate` hertz.

    A body without a header is raw samples of that kind at `raw_rate`, if one is given. Transient
    (`empty`) where there is nothing; Rejected (`bad_audio`) where it is cut off, something else
    than sound, or sound of another format.
    """
    if not body:
        raise Transient("the engine sent nothing; ask it again", kind="empty")
    try:
        if body.startswith(b"RIFF"):
            body = mended_wav(body)
            plain = plain_samples(body, sample_rate)
            if plain and len(plain) <= 2 * sample_rate * _LONGEST_SECONDS:
                return plain  # which is what nearly every clip is
        samples, rate = _read(body, raw_rate)
    except Damaged as damage:
        raise Rejected(f"the engine {damage}, so it is not used", kind="bad_audio") from damage
    return to_pcm(resampled(samples, rate, sample_rate))


def _read(body: bytes, raw_rate: int | None) -> tuple[Samples, int]:
    if body.startswith(b"RIFF"):
        return _by_libsndfile(body)
    if _is_mp3(body):
        check_mp3(body)
        return _by_libsndfile(body)
    if _is_text(body):
        raise Damaged(f"sent {_TEXTS.get(body[:1], 'text')} instead of sound")
    if raw_rate is None:
        raise Damaged("sent sound of a format that was not asked for")
    if len(body) % 2:
        raise Damaged("sent sound that ends in the middle of a sample")
    return np.frombuffer(body, "<i2").astype(np.float32) / np.float32(32768), raw_rate


def _by_libsndfile(body: bytes) -> tuple[Samples, int]:
    try:
        with _readable(body) as file, soundfile.SoundFile(file, closefd=False) as sound:
            rate = sound.samplerate
            samples = sound.read(_LONGEST_SECONDS * rate + 1, dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, RuntimeError) as error:
        raise Damaged("sent sound that cannot be decoded") from error
    if len(samples) > _LONGEST_SECONDS * rate:
        raise Damaged(f"sent more than {_LONGEST_SECONDS} s of sound")
    mixed: Samples = samples[:, 0] if samples.shape[1] == 1 else samples.mean(axis=1)
    return mixed, rate


@contextmanager
def _readable(body: bytes) -> Iterator[BinaryIO | int]:
    """`body` as a file without a name, where there are such: its descriptor.

    libsndfile reads that by itself. A BytesIO it reads by calling Python for every few kilobytes,
    each time in line with the threads of all other learners.
    """
    with ExitStack() as opened:
        file: BinaryIO | int = BytesIO(body)
        with suppress(OSError, AttributeError):  # no such files here, or no room for one
            unnamed = os.fdopen(os.memfd_create("clip"), "w+b", buffering=0)
            opened.enter_context(unnamed)
            if unnamed.write(body) == len(body):
                unnamed.seek(0)
                file = unnamed.fileno()
        yield file


def _is_mp3(body: bytes) -> bool:
    return body.startswith(b"ID3") or int.from_bytes(body[:2], "big") & _MP3_SYNC == _MP3_SYNC


def _is_text(body: bytes) -> bool:
    """True for what people can read: bytes of sound are not UTF-8 for long."""
    try:
        start = body[:400].decode("utf-8", "strict" if len(body) <= 400 else "ignore")
    except UnicodeDecodeError:
        return False
    is_whole = len(start.encode()) > min(len(body), 400) - 4  # a character may be cut at its end
    return is_whole and all(c.isprintable() or c in "\r\n\t\ufeff" for c in start)
