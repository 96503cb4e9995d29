"""A clip is believed only if it can be its text."""

import math
from array import array

import pytest

from podcaster.domain.speech import Clip
from podcaster.errors import Rejected
from podcaster.speech.checks import check_clip

RATE = 8_000
TEXT = "About ten seconds are needed to say these words aloud, neither too fast nor too slowly, and"
TEXT += " in one even tone of voice from start to end."


def tone(seconds: float, loudness: int = 8_000) -> bytes:
    return array(
        "h", (round(loudness * math.sin(n / 9)) for n in range(int(seconds * RATE)))
    ).tobytes()


def check(samples: bytes, rate: float = 1.0) -> None:
    check_clip(Clip(TEXT, samples), RATE, "en", rate)


@pytest.mark.parametrize("seconds", [6, 10, 15])
def test_sound_of_about_the_right_length_is_believed(seconds: float) -> None:
    check(tone(seconds))


@pytest.mark.parametrize(
    ("samples", "fault"),
    [
        (b"", "is empty"),
        (tone(10)[:-1], "middle of a sample"),
        (tone(1), "lasts 1.0 s where 136 characters"),
        (tone(40), "lasts 40.0 s"),
        (bytes(2 * RATE * 10), "is silent"),
        (tone(10, loudness=60), "is silent"),
    ],
    ids=["empty", "odd", "cut off", "endless", "digital silence", "near silence"],
)
def test_what_cannot_be_the_text_is_rejected(samples: bytes, fault: str) -> None:
    with pytest.raises(Rejected, match=fault) as rejected:
        check(samples)
    assert rejected.value.kind == "bad_audio"


def test_a_slow_voice_may_take_its_time() -> None:
    check(tone(28), rate=0.5)
    with pytest.raises(Rejected, match="lasts"):
        check(tone(28), rate=2.0)


def test_a_clip_that_is_silent_in_half_is_rejected() -> None:
    with pytest.raises(Rejected, match="silent for 50 % of its time"):
        check(b"".join(tone(1) + bytes(2 * RATE) for _ in range(5)))


def test_a_hole_of_more_than_four_seconds_is_rejected_wherever_it_is() -> None:
    hole = bytes(round(2 * RATE * 4.2))
    for samples in (tone(8) + hole, hole + tone(8), tone(4) + hole + tone(4)):
        with pytest.raises(Rejected, match=r"silent for 4\.2 s on end"):
            check(samples)


def test_breath_between_sentences_is_no_hole() -> None:
    check(b"".join(tone(2) + bytes(RATE * 2) for _ in range(4)))


def test_a_short_clip_may_be_mostly_silence() -> None:
    samples = tone(0.4) + bytes(2 * RATE)
    check_clip(Clip("Yes.", samples), RATE, "en", 1.0)
