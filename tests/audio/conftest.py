"""One mastered recording for all tests that only look at it."""

from datetime import date

import pytest
from tones.voice import spoken

from podcaster.audio.mastering import Tags, master
from podcaster.audio.options import AudioOptions
from podcaster.domain.speech import Recording


@pytest.fixture(scope="session")
def options() -> AudioOptions:
    return AudioOptions()


@pytest.fixture(scope="session")
def tags() -> Tags:
    return Tags(
        title="Past tense, Tuesday",
        album="Your learning podcast",
        day=date(2026, 3, 9),
        language="en-GB",
        lyrics="Good morning.\nToday we look at verbs.",
    )


@pytest.fixture(scope="session")
def mastered(tags: Tags, options: AudioOptions) -> tuple[bytes, Recording]:
    return master(spoken(), tags, options)
