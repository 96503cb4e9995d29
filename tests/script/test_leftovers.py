import pytest

from podcaster.domain.script import Say, Span
from podcaster.script.leftovers import guessed_name, is_direction, leftovers
from podcaster.script.phrases import phrases


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<|im_start|> So.", "markup"),
        ("Well.\\n\\nSo.", "markup"),
        ("Say: - see - saw - seen", "a list"),
        ("Try: 1. Listen well. 2. Answer it.", "a list"),
        ("{name}: I think so.", "a label"),
        ("進行。（少し間を置いて）次です。", "direction"),
        ("(lächelt) Nun.", "direction"),
        ("(1:45) Now.", "direction"),
        ("Well done! 🎉", "an emoji"),
        ("Go to verbs dot com.", "an address"),
        ("○○さん、", "a placeholder"),
        ("Hello (Name).", "a placeholder"),
        ("…", "without a word"),
    ],
)
def test_what_models_leave_behind_is_named(text: str, problem: str) -> None:
    assert any(problem in found for found, _ in leftovers(text))


@pytest.mark.parametrize(
    "text",
    [
        "It follows the rule (the regular ending).",
        "Question two: what goes in the gap?",
        "Am 1. Mai und am 2. Juni. Gut.",
        "The vowel is open, /sɔː/.",
        "It is a well-known half-open vowel - so they say.",
        "{name}, are you ready?",
    ],
)
def test_plain_speech_is_no_leftover(text: str) -> None:
    assert list(leftovers(text)) == []


def test_stressed_words_between_sentences_are_a_direction() -> None:
    smiles = Say("smiles Good morning.", spans=(Span(0, 6, emphasis=True),))
    went = Say("Went is the form.", spans=(Span(0, 4, emphasis=True),))
    assert is_direction(smiles, smiles.spans[0])
    assert not is_direction(went, went.spans[0])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Good morning, Emily. Hi.", "Emily"),
        ("田中さん、こんにちは。", "田中"),
        ("Well done, Ben!", "Ben"),
        ("Good morning, {name}.", ""),
        ("Hello, Everyone!", ""),
        ("皆さん、こんにちは。", ""),
        ("Good morning. It is Monday.", ""),
    ],
)
def test_a_name_that_no_model_can_know_is_found(text: str, name: str) -> None:
    assert guessed_name(text) == name


def test_talk_to_whoever_ordered_the_script_is_found_and_words_alike_are_not() -> None:
    found = dict(phrases("As an AI, I can’t help with this script.", in_lesson=False))
    assert set(found) == {
        "talks as a machine",
        "holds a refusal or an apology",
        "speaks of how it was ordered",
    }
    assert not list(phrases("We thank your sponsor; such downloads are rare.", in_lesson=False))


def test_a_lesson_may_be_about_subscribing() -> None:
    assert not list(phrases("To subscribe means to sign below.", in_lesson=True))
    assert list(phrases("Do not forget to subscribe.", in_lesson=False))
