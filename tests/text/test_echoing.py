"""Whether a vendor's sentence repeats what it was asked."""

import pytest

from podcaster.text.echoing import echoes, excerpt

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


def test_who_was_asked_little_may_repeat_none_of_it_whole():
    assert echoes("cannot say 'Hi, Zoe!'", "Hi, Zoe!")
    assert echoes("読めません: 花子さん", "花子さん")
    assert not echoes("Quota exceeded.", "")


def test_an_echo_is_one_where_it_is_cut_off_before_its_twelfth_letter():
    message = f"{'x ' * 97}Good morning, Zebedea"
    assert excerpt(message, ASKED, str) == ""
    assert excerpt("Quota exceeded. " * 99, ASKED, str).startswith("Quota exceeded.")
    assert len(excerpt("Quota exceeded. " * 99, ASKED, str)) <= 200
