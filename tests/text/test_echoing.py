"""Whether a vendor's sentence repeats what it was asked."""

import pytest

from podcaster.text.echoing import echoes

ASKED = "<speak>Good morning, Zebedea, and welcome.</speak> おはようございます、花子さん。"


@pytest.mark.parametrize(
    "line",
    [
        "cannot say 'Good morning, Zebedea'",
        'in "GOOD MORNING,\nZEBEDEA" at 1:7',
        "読めません: おはようござい",
    ],
)
def test_a_piece_of_what_was_asked_is_an_echo_whatever_stands_between_its_letters(line):
    assert echoes(line, ASKED)


@pytest.mark.parametrize("line", ["", "Quota exceeded.", "good morning", "The key is wrong."])
def test_other_words_are_none(line):
    assert not echoes(line, ASKED)
