"""What is sound, is whole; everything else is refused by name."""

import errno
import os
import struct
from io import BytesIO

import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped]  # it has no types
from hypothesis import given
from hypothesis import strategies as st

from podcaster.errors import ProviderError, Rejected, Transient
from podcaster.speech.decoding import decoded

RATE = 24_000


def tone(seconds: float, rate: int = RATE, hertz: float = 440) -> np.ndarray:
    return 0.3 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


def encoded(samples: np.ndarray, rate: int, form: str, kind: str | None = None) -> bytes:
    file = BytesIO()
    soundfile.write(file, samples, rate, format=form, subtype=kind)
    return file.getvalue()


def heard(body: bytes) -> np.ndarray:
    return np.frombuffer(decoded(body, RATE), "<i2") / 32768


WAV, MP3 = encoded(tone(2), RATE, "WAV"), encoded(tone(2), RATE, "MP3")
DATA = WAV.index(b"data") + 4


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000])
@pytest.mark.parametrize("kind", ["PCM_16", "PCM_24", "FLOAT", "ULAW"])
def test_a_wav_of_any_rate_sounds_the_same(rate: int, kind: str) -> None:
    sound = heard(encoded(tone(1, rate), rate, "WAV", kind))
    assert len(sound) == RATE
    assert np.abs(sound - tone(1))[2400:-2400].max() < 0.015


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 44_100])
def test_an_mp3_of_any_rate_has_its_length_and_its_pitch(rate: int) -> None:
    sound = heard(encoded(tone(2, rate), rate, "MP3"))
    assert len(sound) / RATE == pytest.approx(2, abs=0.1)
    assert np.argmax(np.abs(np.fft.rfft(sound))) / len(sound) * RATE == pytest.approx(440, abs=2)


def test_what_is_above_the_new_band_is_not_mirrored_into_it() -> None:
    sound = heard(encoded(tone(1, 48_000, hertz=15_000), 48_000, "WAV"))
    assert np.abs(sound[2400:-2400]).max() < 0.001


def test_two_channels_are_mixed() -> None:
    both = np.stack([tone(1), np.zeros(RATE)], axis=1)
    assert np.abs(heard(encoded(both, RATE, "WAV")) - tone(1) / 2).max() < 0.001


@pytest.mark.parametrize("size", [0xFFFFFFFF, 0x7FFFFFFF, 0])
def test_a_streamed_wav_may_not_know_its_sizes(size: int) -> None:
    unknown = struct.pack("<I", size)
    body = WAV[:4] + unknown + WAV[8:DATA] + unknown + WAV[DATA + 4 :]
    assert decoded(body, RATE) == decoded(WAV, RATE)


def test_raw_samples_are_taken_where_they_were_asked_for() -> None:
    raw = WAV[DATA + 4 :]
    assert decoded(raw, RATE, raw_rate=RATE) == raw
    assert len(decoded(raw, RATE, raw_rate=16_000)) == len(raw) * 3 // 2
    with pytest.raises(Rejected, match="format that was not asked for"):
        decoded(raw, RATE)
    with pytest.raises(Rejected, match="middle of a sample"):
        decoded(raw[:-1], RATE, raw_rate=RATE)


def test_tags_around_an_mp3_are_not_sound() -> None:
    id3 = b"ID3\x04\x00\x00" + bytes([0, 0, 2, 1]) + bytes(257)
    assert decoded(id3 + MP3 + b"TAG" + bytes(125), RATE) == decoded(MP3, RATE)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (WAV[: len(WAV) // 2], "cut off"),
        (WAV[:-1], "cut off"),
        (WAV[: DATA - 4], "without sound"),
        (b"RIFF", "without sound"),
        (MP3[: len(MP3) // 2 + 7], "cut off"),
        (MP3[:3000] + b'{"error": 1}' + MP3[3000:], "break at byte"),
        (MP3[:3000] + b"\xff\xfb\xf0\xc0" + MP3[3000:], "break at byte"),
        (b'{"message": "quota"}', "JSON"),
        (b"[]", "JSON"),
        (b"<!doctype html><p>Sign in", "HTML"),
        (b"Service unavailable", "text"),
        ("Überlastet. ".encode() * 99, "text"),
        (encoded(tone(1), RATE, "OGG"), "format that was not asked for"),
        (encoded(tone(1), RATE, "FLAC"), "format that was not asked for"),
        (bytes(range(256)) * 9, "format that was not asked for"),
        (b"ID3", "cut off"),
        (b"\0", "format that was not asked for"),
    ],
)
def test_what_is_not_whole_sound_is_bad_audio(body: bytes, said: str) -> None:
    with pytest.raises(Rejected, match=said) as rejected:
        decoded(body, RATE)
    assert rejected.value.kind == "bad_audio"


def test_an_info_frame_that_counts_more_frames_than_there_are_tells_of_a_cut() -> None:
    info = b"Info" + struct.pack(">II", 1, 10_000)
    body = MP3[:13] + info + MP3[13 + len(info) :]
    with pytest.raises(Rejected, match="cut off"):
        decoded(body, RATE)


def test_nothing_is_worth_another_try() -> None:
    with pytest.raises(Transient) as empty:
        decoded(b"", RATE)
    assert empty.value.kind == "empty"


def test_a_clip_of_hours_is_not_unpacked() -> None:
    with pytest.raises(Rejected, match="more than 900 s"):
        decoded(encoded(np.zeros(901 * 8_000), 8_000, "WAV"), RATE)


def kind_of(body: bytes) -> str:
    try:
        decoded(body, RATE)
    except ProviderError as error:
        return error.kind
    return ""


@given(st.binary(max_size=300) | st.binary(max_size=99).map(lambda tail: WAV[:60] + tail))
def test_anything_else_is_refused_in_the_same_way(body: bytes) -> None:
    assert kind_of(body) in ("bad_audio", "empty", "")


@given(st.integers(0, len(MP3) - 1), st.integers(0, 255))
def test_a_broken_byte_never_does_more_than_to_be_refused(at: int, byte: int) -> None:
    assert kind_of(MP3[:at] + bytes([byte]) + MP3[at + 1 :]) in ("bad_audio", "")


def test_sound_is_decoded_where_no_file_can_be_had_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> int:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    before = heard(MP3)
    monkeypatch.setattr(os, "memfd_create", refuse)
    assert np.array_equal(heard(MP3), before)
