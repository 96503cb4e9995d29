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
