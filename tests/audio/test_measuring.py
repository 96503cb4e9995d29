"""Loudness, true peak and silence."""

import math
from array import array

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tones.bs1770 import integrated
from tones.voice import babble, tone

from podcaster.audio.errors import BadRecording
from podcaster.audio.measuring import longest_silence, loudness_of, true_peak_of
from podcaster.audio.samples import Samples, decibels, from_pcm, peak_of


@pytest.mark.parametrize("rate", [16000, 22050, 24000, 44100])
def test_loudness_is_what_the_recommendation_says(rate: int) -> None:
    pcm = babble(2.0, rate)
    by_the_letter = integrated([n / 32768 for n in array("h", pcm)], rate)
    assert loudness_of(from_pcm(pcm), rate) == pytest.approx(by_the_letter, abs=0.05)


def test_a_full_scale_sine_near_1_khz_is_at_minus_3_lufs() -> None:
    # The library sorts blocks into a histogram with steps of 0.1 LU.
    assert loudness_of(from_pcm(tone(997, 3, 48000)), 48000) == pytest.approx(-3.01, abs=0.06)


def test_silence_is_minus_infinity_loud() -> None:
    assert loudness_of(from_pcm(bytes(88200)), 44100) == -math.inf


def test_less_than_one_block_cannot_be_measured() -> None:
    with pytest.raises(BadRecording, match="too short to measure"):
        loudness_of(from_pcm(babble(0.3)), 22050)


def faded(pcm: bytes) -> Samples:
    """Without the sudden ends, which have peaks of their own between samples."""
    samples = from_pcm(pcm)
    samples *= np.hanning(len(samples)) ** 0.25
    return samples


def test_a_peak_between_two_samples_is_found() -> None:
    # At a quarter of the sample rate and 45 degrees every sample misses the top by 3 dB.
    pcm = tone(11025, 0.5, 44100, peak=0.5, phase=math.pi / 4)
    assert decibels(peak_of(from_pcm(pcm))) == pytest.approx(-9.03, abs=0.01)
    assert true_peak_of(faded(pcm)) == pytest.approx(-6.02, abs=0.1)


@pytest.mark.parametrize("hertz", [100, 440, 997, 3000, 6000, 9000])
def test_the_true_peak_of_a_sine_is_its_amplitude(hertz: int) -> None:
    assert true_peak_of(faded(tone(hertz, 0.5, 44100, 0.5))) == pytest.approx(-6.02, abs=0.1)


@given(st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=300))
def test_the_true_peak_is_never_below_a_sample(values: list[float]) -> None:
    samples = np.array(values, np.float32)
    assert true_peak_of(samples) >= decibels(peak_of(samples))


@given(st.integers(0, 4000), st.integers(0, 60))
def test_quiet_blocks_are_left_out_without_missing_the_peak(place: int, gap: int) -> None:
    lone = np.zeros(5000, np.float32)
    lone[place] = lone[place + 1 + gap] = 0.9
    everywhere = np.concatenate([lone, np.full(2, 0.9, np.float32)])
    assert true_peak_of(lone) <= true_peak_of(everywhere) + 1e-6
    if gap == 0:
        assert true_peak_of(lone) > decibels(0.9) + 1.5  # two equal samples have a top between


def test_the_longest_silence_is_found_wherever_it_is() -> None:
    rate = 22050
    sound, quiet = from_pcm(babble(0.8, rate)), np.zeros(3 * rate, np.float32)
    assert longest_silence(np.concatenate([sound, quiet, sound]), rate) == pytest.approx(3, abs=0.3)
    assert longest_silence(np.concatenate([quiet, sound]), rate) == pytest.approx(3, abs=0.3)
    assert longest_silence(np.concatenate([sound, quiet]), rate) == pytest.approx(3, abs=0.3)
    assert longest_silence(quiet, rate) == pytest.approx(3, abs=0.1)
