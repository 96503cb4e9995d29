"""Who speaks a language: the exact tag first, then its base, and nobody where there is nobody."""

import pytest

from podcaster.domain.learner import Gender
from podcaster.speech.engines.espeak_library import Library
from podcaster.speech.engines.espeak_speaking import Passage, speak
from podcaster.speech.runs import runs
from podcaster.speech.voices import LANGUAGES, voice_for
from podcaster.text.languages import base
from podcaster.text.pace import seconds_of
from podcaster.workers import Workers

SAID = {
    "en": "You answered 12 questions and got 9 of them right. That is 75%.",
    "es": "Respondiste 12 preguntas y acertaste 9. Es un 75%. Hasta mañana.",
    "fr": "Vous avez répondu à 12 questions, dont 9 justes. Cela fait 75 %.",
    "de": "Du hast 12 Fragen beantwortet, 9 davon richtig. Das sind 75 %.",
    "it": "Hai risposto a 12 domande e 9 erano giuste. È il 75%. A domani.",
    "pt": "Você respondeu a 12 perguntas e acertou 9. São 75%. Até amanhã.",
    "nl": "Je hebt 12 vragen beantwoord, waarvan 9 goed. Dat is 75%.",
    "sv": "Du svarade på 12 frågor och 9 var rätt. Det är 75 %. Vi hörs.",
    "pl": "Odpowiedziałaś na 12 pytań, z czego 9 poprawnie. To 75%.",
    "ru": "Вы ответили на 12 вопросов, из них 9 правильно. Это 75%.",
    "hi": "आपने 12 प्रश्नों के उत्तर दिए और 9 सही थे। यह 75% है।",
    "ja": "12問に答えて、9問に正解しました。正解率は75%です。",
    "ko": "12문제를 풀어 9문제를 맞혔습니다. 정답률은 75%입니다.",
    "zh": "你回答了12个问题，答对了9个，正确率是75%。",
}


def _phonemes(text: str, language: str, voice: str) -> str:
    library = Library()
    library.use_voice(voice)
    return " ".join(library.phonemes(run.text) for run in runs(text, language))


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en-US"),
        ("en-GB", "en-GB"),
        ("en_gb", "en-GB"),
        ("en-AU", "en-GB"),
        ("en-CA", "en-US"),
        ("es", "es-ES"),
        ("es-MX", "es-419"),
        ("pt", "pt-BR"),
        ("ja", "ja-JP"),
        ("zh-TW", "zh-CN"),
    ],
)
def test_a_tag_finds_its_voice(tag: str, language: str) -> None:
    voice = voice_for(tag, "female")
    assert voice is not None
    assert voice.language == language


@pytest.mark.parametrize("tag", ["", "tlh", "xx-YY", "not a tag"])
def test_a_language_nobody_speaks_has_no_voice(tag: str) -> None:
    assert voice_for(tag, "male") is None


def test_a_learner_who_asked_for_no_gender_hears_a_woman() -> None:
    voice = voice_for("fr", None)
    assert voice is not None
    assert voice.gender == "female"


def test_women_and_men_have_voices_of_their_own() -> None:
    assert len({voice_for(tag, each) for tag in LANGUAGES for each in _GENDERS}) == 2 * len(
        LANGUAGES
    )


_GENDERS: tuple[Gender, ...] = ("female", "male")


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_voice_speaks_its_language_throughout_and_at_its_pace(
    workers: Workers, tag: str
) -> None:
    text = SAID[base(tag)]
    voice = voice_for(tag, "male")
    assert voice is not None
    assert "(" not in workers.run(_phonemes, text, tag, voice.name)
    for gender in _GENDERS:
        rate, (samples,) = workers.run(speak, [Passage(text, 1.0)], tag, gender)
        assert 0.7 < len(samples) / 2 / rate / seconds_of(text, tag) < 1.5
