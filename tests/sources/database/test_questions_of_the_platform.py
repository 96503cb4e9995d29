"""Answers and questions as the platform keeps them, and what of them can be asked by voice."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.domain.learner import Answer
from podcaster.sources.database.answers import (
    MOST,
    NO_OBJECT,
    NO_TIME,
    NO_VERDICT,
    AnswerReader,
    Newest,
)
from podcaster.sources.database.questions import Questions
from podcaster.sources.database.texts import LONGEST, Texts
from podcaster.text.clean import clean_line

START = datetime(2025, 12, 1)
LATER = datetime(2026, 1, 1, tzinfo=UTC)
CHOICES = {f"option{place}": word for place, word in enumerate(("go", "went", "gone"), start=1)}
MCQ = {"question_type": "mcq", "question": "I ___ home.", "correct_option": 2, **CHOICES}
SHORT = {"question_type": "short", "question": "Past of write?", "correct_answer": "wrote"}


def read(*rows: dict, compared_since: datetime = LATER) -> tuple[list[Answer], dict[str, int]]:
    reader, newest = AnswerReader(Questions(Texts())), Newest(compared_since)
    for row in rows:
        reader.add({"at": START, "is_correct": False, **row}, newest)
    return list(newest.newest_first()), dict(reader.oddities)


def answer(row: dict, **metadata: object) -> Answer:
    (found,), oddities = read({**row, "metadata": json.dumps(metadata)})
    assert oddities == {}
    return found


def test_the_right_choice_is_counted_from_one():
    assert answer(MCQ).correct == "went"


@pytest.mark.parametrize("place", [0, 5, -1, None, "", "two", 2.5])
def test_a_right_choice_that_is_not_there_is_not_guessed(place):
    assert answer({**MCQ, "correct_option": place}).correct == ""


@pytest.mark.parametrize(
    ("metadata", "given"),
    [
        ({"selected_answer_text": "goed"}, "goed"),
        ({"selected_answer_text": "<b>gone</b>", "selected_option": 1}, "gone"),
        ({"selected_option": 1}, "go"),
        ({"selected_option": "3"}, "gone"),
        ({"selected_option": None, "selected_option_key": "option3"}, "gone"),
        ({"selected_option": 7, "selected_option_key": "option9"}, ""),
        ({"selected_option_key": ["option1"], "selected_answer_text": {"a": 1}}, ""),
        ({"submitted_answer": "2"}, ""),
    ],
)
def test_what_was_given_is_its_text_or_that_of_the_choice(metadata, given):
    assert answer(MCQ, **metadata).given == given


def test_a_short_answer_is_right_as_it_is_stored_and_given_as_it_was_typed():
    found = answer(SHORT, submitted_answer="writed")
    assert (found.question, found.correct, found.given) == ("Past of write?", "wrote", "writed")


@pytest.mark.parametrize("kind", ["multi", "dragdrop", "sort", "essay"])
def test_a_question_that_no_voice_can_ask_counts_and_is_not_asked(kind):
    found = answer({**MCQ, "question_type": kind, "subject": "Verbs", "quiz": "Past"})
    assert (found.question, found.correct, found.given) == ("", "", "")
    assert (found.subject, found.quiz, found.is_correct) == ("Verbs", "Past", False)


@pytest.mark.parametrize(
    "media",
    [
        {"question_image": "q/1.png"},
        {"question_audio": "q/1.mp3"},
        {"option4_image": "o/4.png"},
        {"option1_audio": "o/1.mp3"},
        {"has_media": 1},
        {"question": 'Look: <img src="x.png"> what is it?'},
        {"question": "Listen <AUDIO controls></AUDIO>"},
        {"question": "<iframe src=//x></iframe> Who spoke?"},
        {"question": "<video></video>"},
    ],
)
def test_a_question_with_pictures_or_sound_is_not_asked(media):
    assert answer({**MCQ, **media}).question == ""


def test_files_that_are_empty_text_are_no_pictures():
    empty = {"question_image": "", "question_audio": None, "option1_image": "", "has_media": 0}
    assert answer({**MCQ, **empty}).question == "I ___ home."


def test_a_right_choice_that_is_a_picture_is_not_told():
    assert answer({**MCQ, "option2": "<img src=x>"}).correct == ""


def test_html_of_questions_and_choices_is_text():
    found = answer(
        {**MCQ, "question": "<p>I <em>___</em>&nbsp;home.</p>", "option2": "<p>went</p>"}
    )
    assert (found.question, found.correct) == ("I ___ home.", "went")


def test_a_formula_is_not_asked():
    assert answer({**MCQ, "question": "What is {x} here?"}).question == ""


def test_a_row_without_a_type_says_by_itself_what_was_asked():
    found = answer({"question": "2 + 2?", "correct": 4, "given": "5"})
    assert (found.question, found.correct, found.given) == ("2 + 2?", "4", "5")


def test_a_question_that_is_gone_leaves_an_answer_that_counts():
    (found,), _ = read({"question_type": None, "question": None, "metadata": None})
    assert found.question == ""


@pytest.mark.parametrize("metadata", ["42", "3.5", "[1]", "true", '"text"', 42, 3.5, [1], "{oops"])
def test_metadata_that_are_no_object_are_skipped_and_counted(metadata):
    assert read({"is_correct": None, "metadata": metadata}) == ([], {NO_OBJECT: 1})


@pytest.mark.parametrize("metadata", [None, "null", "{}", {"is_correct": "maybe"}])
def test_an_answer_without_a_verdict_is_skipped_and_counted(metadata):
    assert read({"is_correct": None, "metadata": metadata}) == ([], {NO_VERDICT: 1})


@pytest.mark.parametrize(
    ("said", "verdict"),
    [(True, True), (1, True), ("true", True), (False, False), (0, False), ("false", False)],
)
def test_the_verdict_in_metadata_may_be_a_truth_value_a_number_or_a_word(said, verdict):
    for metadata in ({"is_correct": said}, json.dumps({"is_correct": said})):
        (found,), _ = read({"is_correct": None, "metadata": metadata})
        assert found.is_correct is verdict


def test_an_answer_without_a_time_is_skipped_and_counted():
    assert read({"at": None}, {"at": "soon"}) == ([], {NO_TIME: 2})


def test_only_the_newest_answers_of_a_heavy_learner_are_held():
    times = [START + timedelta(minutes=minute) for minute in range(MOST + 50)]
    newest, _ = read(*({"at": at} for at in times[::2] + times[1::2]))
    assert len(newest) == MOST
    assert newest[-1].at.replace(tzinfo=None) == times[50]


def test_every_answer_of_the_weeks_that_are_compared_is_held_beside_the_newest_before():
    times = [START - timedelta(minutes=minute) for minute in range(3 * MOST)]
    since = times[MOST + 50].replace(tzinfo=UTC)
    newest, _ = read(*({"at": at} for at in times), compared_since=since)
    assert len(newest) == MOST + 51 + MOST
    assert [each.at for each in newest[: MOST + 51]] == [
        at.replace(tzinfo=UTC) for at in times[: MOST + 51]
    ]


def test_the_texts_of_one_question_are_held_once():
    first, second = read({**MCQ}, {**MCQ, "question": "I ___ " + "home."})[0]
    assert first.question is second.question


@pytest.mark.parametrize(
    "other",
    [
        {"tenant": "b", "question": "Past of go?"},
        {"question": "Past of go?"},
        {"correct": "writ"},
    ],
)
def test_questions_of_one_number_are_not_taken_for_one_another(other):
    own = {"tenant": "a", "question_id": 5, "question": "Past of write?", "correct": "wrote"}
    questions = Questions(Texts())
    found = [questions.of(row) for row in (own, {**own, **other}, own)]
    told = [(each.text, each.correct) for each in found]
    second = {**own, **other}
    assert told == [(each["question"], each["correct"]) for each in (own, second, own)]


@given(
    st.dictionaries(
        st.sampled_from(["is_correct", "selected_option", "selected_answer_text", "x"]),
        st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.integers()),
    ),
    st.sampled_from(["mcq", "short", "multi", None]),
)
def test_no_metadata_break_the_reading(metadata, kind):
    answers, oddities = read(
        {**MCQ, "question_type": kind, "is_correct": None, "metadata": metadata}
    )
    assert len(answers) + sum(oddities.values()) == 1


@given(st.text(alphabet=st.characters(max_codepoint=127)) | st.text())
def test_a_plain_text_is_what_cleaning_leaves_of_it(said):
    if not re.search(r"[{}]|<", said):
        assert Texts().line(said) == clean_line(said.replace("\0", "\ufffd"), LONGEST)


def test_so_many_texts_are_remembered_and_no_more():
    texts = Texts()
    assert [texts.line(f"{n:03} " + "<b>x</b>" * 400)[:5] for n in range(900)][-1] == "899 x"
