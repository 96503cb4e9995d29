"""The English episodes, listened to: they say this learner's names, numbers and topics."""

import json
import re
from itertools import pairwise

import pytest
from listening import RATE, Heard, decoded, hear

MOST_WRONG = {"female": 0.03, "male": 0.07}
"""Share of words misheard: the female embedded voice is the clearer one."""


@pytest.fixture(scope="session")
def english(first_night) -> list[dict]:
    """The rows of the English episodes, each with its sound."""
    deployment, _ = first_night
    rows = deployment.rows("SELECT * FROM episodes WHERE language LIKE 'en%' ORDER BY user_id")
    for row in rows:
        row["sound"] = decoded((deployment.media / row["object_key"]).read_bytes())
    return rows


def chapters(row: dict) -> list[tuple[str, bytes]]:
    """The text of each chapter with its sound: greeting, focus, lesson, practice, goal."""
    sections = json.loads(row["script"])["sections"]
    texts = ["\n".join(part.get("text", "") for part in each["parts"]) for each in sections]
    starts = [int(each["start"] * RATE) * 2 for each in json.loads(row["metadata"])["chapters"]]
    spans = pairwise([*starts, len(row["sound"])])
    return [(text, row["sound"][a:b]) for text, (a, b) in zip(texts, spans, strict=True)]


def listened_to(row: dict, text: str, sound: bytes) -> tuple[Heard, set[str]]:
    """What was heard, and which of the learner's name, numbers and topic were not."""
    names, numbers = re.findall(r"^Hello, (\w+)", text), re.findall(r"\d+", text)
    topic = json.loads(row["brief"])["focus"]["topic"]
    heard = hear(sound, text)
    return heard, heard.missing([*names, *numbers, *([topic] if topic in text else ())])


def test_each_english_episode_says_what_its_script_says(english):
    assert len(english) >= 2
    for row in english:
        found = [listened_to(row, text, sound) for text, sound in chapters(row)]
        words = sum(len(heard.expected) for heard, _ in found)
        wrong = sum(heard.word_error_rate * len(heard.expected) for heard, _ in found)
        assert [missing for _, missing in found] == [set()] * len(found), row["user_id"]
        assert wrong / words <= MOST_WRONG[row["tts_voice_gender"]], row["user_id"]


def test_another_learners_episode_is_not_taken_for_it(english):
    one, other = english[:2]
    (text, _), (_, sound) = chapters(one)[1], chapters(other)[1]
    _, missing = listened_to(one, text, sound)
    assert missing
