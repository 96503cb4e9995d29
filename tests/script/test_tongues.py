import pytest

from podcaster.script.tongues import seems_to_be

SAID = {
    "en": "Here is what we will do. You have a moment to think of the answer, and that is it.",
    "es": "Esto es lo que vamos a hacer. Tienes un momento para pensar en la respuesta.",
    "fr": "Voici ce que nous allons faire. Tu as un moment pour penser à la réponse.",
    "de": "Das haben wir vor. Du hast einen Moment, und die Antwort ist nicht schwer.",
    "ja": "今日の流れをお話しします。少し考えてみてください。",
    "zh": "今天我们复习动词。请想一想答案。",
    "ko": "오늘은 동사를 복습합니다.",
    "ru": "Сегодня мы повторим глаголы.",
}


@pytest.mark.parametrize("language", SAID)
def test_a_text_is_taken_for_its_own_language_alone(language: str) -> None:
    taken_for = [other for other in SAID if seems_to_be(SAID[language], other)]
    assert taken_for == [language]


def test_a_language_without_a_list_of_words_is_judged_by_its_letters() -> None:
    assert seems_to_be("Oggi ripassiamo i verbi.", "it")
    assert not seems_to_be("今日は動詞です。", "it")


def test_a_text_without_letters_is_in_no_language() -> None:
    assert not seems_to_be("1, 2, 3!", "en")
