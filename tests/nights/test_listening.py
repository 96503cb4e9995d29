"""The English episodes, listened to: they say this learner's names, numbers and topics."""

import re

import pytest
from listening import decoded, hear

MOST_WRONG = 0.05


@pytest.fixture(scope="session")
def english(first_night) -> list[tuple[dict, bytes]]:
    deployment, _ = first_night
    rows = deployment.rows("SELECT * FROM episodes WHERE language LIKE 'en%' ORDER BY user_id")
    return [(row, decoded((deployment.media / row["object_key"]).read_bytes())) for row in rows]


def key_words(row: dict) -> set[str]:
    """What only this learner's episode says: names, quoted titles and answers, numbers."""
    said = row["script_text"]
    names = re.findall(r"^Hello, (\w+)", said)
    return {*names, *re.findall(r"“([^”]+)”", said), *re.findall(r"\d+", said)}


def test_each_english_episode_says_what_its_script_says(english):
    assert len(english) >= 2
    for row, sound in english:
        heard = hear(sound, row["script_text"])
        assert heard.missing(key_words(row)) == set(), row["user_id"]
        assert heard.word_error_rate <= MOST_WRONG, row["user_id"]


def test_another_learners_episode_is_not_taken_for_it(english):
    (one, _), (_, sound_of_other) = english[:2]
    heard = hear(sound_of_other, one["script_text"])
    assert heard.missing(key_words(one))
    assert heard.word_error_rate > MOST_WRONG
