"""A recogniser hears what was said, and would notice another learner's episode."""

import pytest
from listening import Heard, at_16_khz, hear
from listening.words import spoken_words

from podcaster.speech.engines.espeak_speaking import Passage, speak
from podcaster.workers import Workers

SARAH = "Good morning, Sarah! You got 82% of your questions about grammar right. Well done."
JAMES = "Good morning, James! You got 41% of your questions about algebra right. Well done."


@pytest.fixture(scope="module")
def heard(workers: Workers) -> dict[str, Heard]:
    rate, (sarah, james) = workers.run(
        speak, [Passage(SARAH, 1.0), Passage(JAMES, 1.0)], "en", "female"
    )
    return {
        "right": hear(at_16_khz(sarah, rate), SARAH),
        "wrong": hear(at_16_khz(james, rate), SARAH),
    }


def test_the_words_of_the_script_are_heard(heard: dict[str, Heard]) -> None:
    assert heard["right"].word_error_rate <= 0.07
    assert heard["right"].missing(["Sarah", "82%", "grammar"]) == set()


def test_another_learner_s_episode_is_not_taken_for_this_one(heard: dict[str, Heard]) -> None:
    assert heard["wrong"].word_error_rate > 0.15
    assert {"sarah", "eighty", "grammar"} <= heard["wrong"].missing(["Sarah", "82%", "grammar"])


def test_numbers_are_expected_as_they_are_said() -> None:
    said = "it's one thousand two hundred thirty four point five or seventy five percent"
    assert " ".join(spoken_words("It's 1,234.5 or 75%!")) == said
