import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.briefing.speakable import (
    QUESTION_LIMIT,
    TITLE_LIMIT,
    speakable_answer,
    speakable_question,
    speakable_title,
)


@pytest.mark.parametrize(
    "title",
    [
        "Past Tense Verbs",
        "前置詞マスターコース",
        "TOEIC-600",
        "Lesson 12",
        "COVID-19",
        "C",
        "3D printing",
        "follow-up",
        "Is it $5 or $6?",
        "Grades & marks",
        "x<y and y>z",
        "数",
        "H2O",
    ],
)
def test_a_title_made_of_words_is_spoken(title: str) -> None:
    assert speakable_title(title) == title


@pytest.mark.parametrize(
    "title",
    [
        "",
        " ",
        "7",
        "12.5",
        "\uff17",
        "#7",
        "id 7",
        "ID: 12",
        "subject-7",
        "quiz_12",
        "option1",
        "550e8400-e29b-41d4-a716-446655440000",
        "550E8400E29B41D4A716446655440000",
        "507f1f77bcf86cd799439011",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "deadbeef01",
        "past-tense-verbs-2",
        "past-tense-verbs",
        "lesson_12",
        "app.models_quiz",
    ],
)
def test_an_identifier_is_never_spoken(title: str) -> None:
    assert speakable_title(title) == ""


@pytest.mark.parametrize("title", ["None", "null", "Unknown item", "UNTITLED", "n/a", "nan"])
def test_a_placeholder_is_not_a_title(title: str) -> None:
    assert speakable_title(title) == ""


@pytest.mark.parametrize(
    "text",
    [
        "see https://example.com/a",
        "www.example.com",
        "ask sarah@example.com",
        "Visit example.com",
        "{{ name }}",
        "\\frac{1}{2}",
        "`code` here",
        "$x^2$ is what?",
        "**bold** move",
        '<img src="a.png"> Who is it?',
        "Say <prosody rate='x'>this</prosody>",
        "[a](b)",
    ],
)
def test_links_and_markup_are_not_spoken(text: str) -> None:
    assert speakable_title(text) == ""
    assert speakable_question(text) == ""
    assert speakable_answer(text) == ""


@pytest.mark.parametrize(
    "question",
    [
        "She ____ to school.",
        "私は____です。",
        "12 ÷ 4 = ?",
        "Is it $5 or $6?",
        "Why?",
        "図書館で何をしますか。",
        "Which word means 'to imagine'?",
    ],
)
def test_a_question_that_words_can_ask_is_asked(question: str) -> None:
    assert speakable_question(question) == question


@pytest.mark.parametrize(
    "question",
    [
        "Look at the picture. Who is it?",
        "Listen to the audio and choose.",
        "See the table: who won?",
        "この写真の人は誰ですか。",
        "図を見て答えなさい。",
        "¿Qué ves en la imagen?",
        "Was zeigt das Bild?",
        "According to the passage, who left?",
        "그림을 보세요",
        "图片里是谁",
        "Écoutez et répondez.",
    ],
)
def test_a_question_that_needs_eyes_or_another_recording_is_not_asked(question: str) -> None:
    assert speakable_question(question) == ""


def test_simple_markup_around_words_is_taken_off() -> None:
    assert speakable_question("<p>She <b>goes</b> home &amp; sleeps. Why?</p>") == (
        "She goes home & sleeps. Why?"
    )


@pytest.mark.parametrize("answer", ["7", "3.14", "12/25", "10:30", "mother-in-law", "1990-1995"])
def test_an_answer_may_be_a_number_or_a_compound(answer: str) -> None:
    assert speakable_answer(answer) == answer


@pytest.mark.parametrize("answer", ["", "...", "option2", "550e8400-e29b-41d4-a716-446655440000"])
def test_the_key_of_an_option_is_not_an_answer(answer: str) -> None:
    assert speakable_answer(answer) == ""


def test_what_is_too_long_is_left_out_and_not_cut() -> None:
    assert speakable_title("a" * TITLE_LIMIT) != ""
    assert speakable_title("a" * (TITLE_LIMIT + 1)) == ""
    assert speakable_question("a " * QUESTION_LIMIT) == ""


@given(st.text(st.characters()))
def test_whatever_is_spoken_is_short_and_has_something_to_say(text: str) -> None:
    for speakable in (speakable_title, speakable_question, speakable_answer):
        line = speakable(text)
        assert len(line) <= QUESTION_LIMIT
        assert line == "" or any(map(str.isalnum, line))
        assert speakable(line) == line
