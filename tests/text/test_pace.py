import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.text.pace import CHARACTERS_PER_SECOND, RATE_OF_LEVEL, seconds_of


def test_a_slower_rate_takes_longer() -> None:
    assert seconds_of("one two", "en", 0.5) == pytest.approx(2 * seconds_of("one two", "en"))


def test_four_minutes_of_english_are_about_three_and_a_half_thousand_characters() -> None:
    assert seconds_of("x" * 3480, "en-GB") == pytest.approx(240, rel=0.2)


def test_kana_takes_longer_than_letters_in_any_language() -> None:
    assert seconds_of("ねこねこ", "en") > seconds_of("neko", "en")


def test_an_english_question_in_a_japanese_episode_takes_english_time() -> None:
    assert seconds_of("Where are you?", "ja") == pytest.approx(seconds_of("Where are you?", "en"))


def test_learners_with_less_practice_are_spoken_to_more_slowly() -> None:
    rates = [RATE_OF_LEVEL[level] for level in ("beginner", "intermediate", "advanced", "expert")]
    assert rates == sorted(rates)
    assert RATE_OF_LEVEL[None] == 1.0


@given(st.text(), st.text(), st.sampled_from([*CHARACTERS_PER_SECOND, "xx", ""]))
def test_the_time_of_two_texts_is_the_sum_of_theirs(one: str, two: str, language: str) -> None:
    both = seconds_of(one, language) + seconds_of(two, language)
    assert seconds_of(one + two, language) == pytest.approx(both)
