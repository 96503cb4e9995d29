"""The limiter and the level."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tones.voice import affricates, babble

from podcaster.audio.errors import BadRecording
from podcaster.audio.levelling import level
from podcaster.audio.limiting import limit
from podcaster.audio.measuring import loudness_of, true_peak_of
from podcaster.audio.samples import amplitude, from_pcm, peak_of

RATE = 22050


@settings(max_examples=50)
@given(
    st.lists(st.floats(-4, 4, width=32), min_size=1, max_size=50),
    st.integers(1, 3000),
    st.floats(0.05, 1),
)
def test_nothing_passes_the_ceiling(values: list[float], length: int, ceiling: float) -> None:
    samples = np.resize(np.array(values, np.float32), length)
    limit(samples, RATE, ceiling)
    assert peak_of(samples) <= ceiling * (1 + 1e-6)


@pytest.mark.parametrize("rate", [16000, 22050, 48000])
def test_nothing_between_the_samples_passes_the_ceiling(rate: int) -> None:
    samples = from_pcm(affricates(2.0, rate))
    assert true_peak_of(samples) > -1
    limit(samples, rate, amplitude(-6))
    assert true_peak_of(samples) == pytest.approx(-6, abs=0.1)


def test_sound_under_the_ceiling_is_left_as_it_is() -> None:
    samples = from_pcm(babble(1.0, peak=0.5))
    before = samples.copy()
    limit(samples, RATE, 0.6)
    assert np.array_equal(samples, before)


def test_the_gain_has_no_steps_and_comes_in_time() -> None:
    samples = np.full(RATE, 0.5, np.float32)
    samples[RATE // 2] = 2.0
    limit(samples, RATE, 1.0)
    gain = samples / np.where(np.arange(RATE) == RATE // 2, 2.0, 0.5)
    assert np.abs(np.diff(gain)).max() < 0.01
    assert gain[RATE // 2] == pytest.approx(0.5, abs=0.01)
    assert gain[0] == gain[-1] == 1


def test_a_gain_alone_suffices_where_no_peak_would_pass() -> None:
    pcm = babble(2.0, peak=0.9)
    levelled = level(pcm, RATE, lufs=-30, ceiling_db=-1)
    gain = levelled[1000] / from_pcm(pcm)[1000]
    assert np.allclose(levelled, from_pcm(pcm) * gain, atol=1e-6)


@pytest.mark.parametrize("peak", [0.01, 0.1, 0.5, 1.0])
@pytest.mark.parametrize("lufs", [-24.0, -16.0, -12.0])
def test_loudness_and_ceiling_are_both_kept(peak: float, lufs: float) -> None:
    levelled = level(babble(2.0, peak=peak), RATE, lufs=lufs, ceiling_db=-2)
    assert loudness_of(levelled, RATE) == pytest.approx(lufs, abs=0.5)
    assert peak_of(levelled) <= amplitude(-2) * (1 + 1e-6)


def test_silence_is_not_lifted() -> None:
    with pytest.raises(BadRecording, match="silent"):
        level(babble(1.0, peak=0.0004), RATE, lufs=-16, ceiling_db=-1)
