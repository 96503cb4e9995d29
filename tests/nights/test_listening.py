"""The English episodes, listened to: they say this learner's names, numbers and topics."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context

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


def missing(row: dict, text: str, heard: Heard) -> set[str]:
    """Which of the learner's name, numbers and topic were not heard."""
    names, numbers = re.findall(r"^Hello, (\w+)", text), re.findall(r"\d+", text)
    topic = json.loads(row["brief"])["focus"]["topic"]
    return heard.missing([*names, *numbers, *([topic] if topic in text else ())])


@pytest.fixture(scope="session")
def recognisers() -> Iterator[ProcessPoolExecutor]:
    """A recogniser on each processor: they are what takes the time."""
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        yield pool


@pytest.mark.servers
def test_each_english_episode_says_what_its_script_says(english, recognisers):
    assert len(english) >= 2
    for row in english:
        says_its_script(row, recognisers)


def test_a_chapter_of_an_english_episode_is_heard_as_it_is_written(english):
    row = next(row for row in english if row["tts_voice_gender"] == "female")
    text, sound = chapters(row)[0]
    heard = hear(sound, text)
    assert missing(row, text, heard) == set()
    assert heard.word_error_rate <= 2 * MOST_WRONG["female"]  # a chapter is short


def says_its_script(row: dict, recognisers: ProcessPoolExecutor) -> None:
    texts, sounds = zip(*chapters(row), strict=True)
    heard = list(recognisers.map(hear, sounds, texts))
    words = sum(len(each.expected) for each in heard)
    wrong = sum(each.word_error_rate * len(each.expected) for each in heard)
    pairs = zip(texts, heard, strict=True)
    assert [missing(row, *each) for each in pairs] == [set()] * len(heard), row["user_id"]
    assert wrong / words <= MOST_WRONG[row["tts_voice_gender"]], row["user_id"]


def test_another_learners_episode_is_not_taken_for_it(english):
    one, other = english[:2]
    (text, _), (_, sound) = chapters(one)[1], chapters(other)[1]
    assert missing(one, text, hear(sound, text))
