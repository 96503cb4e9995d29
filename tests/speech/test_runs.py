"""Words in another script are said by a voice that can read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.speech.runs import Run, runs
from podcaster.speech.voices import LANGUAGES, voice_for


def test_a_text_in_one_script_is_one_run() -> None:
    text = "Hello, Zoë! 75% – it's fine."
    assert runs(text, "en-US") == [Run("en-US", text)]


def test_english_in_japanese_is_said_in_english() -> None:
    assert runs("今日は「Past Tense Verbs」です。", "ja-JP") == [
        Run("ja-JP", "キョーワ "),
        Run("en", "Past Tense Verbs"),
        Run("ja-JP", " デス。"),
    ]


def test_japanese_in_english_is_said_in_japanese() -> None:
    assert runs("What does 分数 mean?", "en") == [
        Run("en", "What does "),
        Run("ja", "ブンスウ"),
        Run("en", " mean?"),
    ]


def test_chinese_characters_are_chinese_in_a_chinese_text() -> None:
    assert [run.language for run in runs("你好，Sarah。今天", "zh")] == ["zh", "en", "zh"]


def test_a_phrase_keeps_its_spaces_and_the_marks_around_it_are_the_text_s_own() -> None:
    assert runs("Слово «well-known fact», да.", "ru") == [
        Run("ru", "Слово «"),
        Run("en", "well-known fact"),
        Run("ru", "», да."),
    ]


@pytest.mark.parametrize(
    ("language", "text", "spoken"),
    [("zh", "正确率是75%。", "正确率是百分之75。"), ("ko", "75%입니다.", "75퍼센트입니다.")],
)
def test_per_cent_is_a_word_where_the_engine_has_none(
    language: str, text: str, spoken: str
) -> None:
    assert runs(text, language) == [Run(language, spoken)]


def test_a_quiz_in_spanish_is_written_as_it_is_said() -> None:
    assert runs("Tu quiz de hoy", "es") == [Run("es", "Tu cuis de hoy")]


def test_marks_alone_are_nothing_to_say() -> None:
    assert runs("… — !", "en") == []


@given(st.text("aé ,.5-'日カд한!", max_size=20), st.sampled_from(["en", "ru", "ko"]))
def test_every_run_has_a_voice_and_letters_are_neither_lost_nor_doubled(
    text: str, language: str
) -> None:
    cut = runs(text, language)
    assert all(voice_for(run.language, None) for run in cut)
    own = [c for run in cut if run.language != "ja" for c in run.text if c.isalpha()]
    assert own == [c for c in text if c.isalpha() and c not in "日カ"]


def test_every_language_of_a_run_has_a_voice() -> None:
    assert {"en", "ru", "hi", "ko", "ja"} <= {tag.partition("-")[0] for tag in LANGUAGES}
