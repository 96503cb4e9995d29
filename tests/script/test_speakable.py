import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.script.speakable import phrase, sentence, speakable


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("She ____ to school.", "She … to school."),
        ("She ( ) to school.", "She … to school."),
        ("She * to school.", "She … to school."),
        ("What is 3 * 4?", "What is 3 × 4?"),
        ("[pause 99s]", "(pause 99s)"),
        ("## practice: Now", "practice: Now"),
        ("- one", "one"),
        ("-3 + 5", "-3 + 5"),
        ("**bold** and `code`", "bold and code"),
        ('He said "go".', "He said 'go'."),
        ("「食べる」の過去形", "『食べる』の過去形"),
        ("See https://x.example/a?b=1 now", "See now"),
        ("Write to anna@example.org now", "Write to now"),
        ("{{7*7}} {name} {% x %}", "7 × 7 name % x %"),
        ("<break time='9s'/>", "< break time='9s'/ >"),
    ],
)
def test_nothing_in_a_text_can_be_taken_for_a_mark(text: str, said: str) -> None:
    assert speakable(text, 100) == said


@given(st.text(), st.integers(1, 50))
def test_what_is_speakable_has_no_brackets_and_fits(text: str, limit: int) -> None:
    said = speakable(text, limit)
    assert not set(said) & set('{}[]`*_“”„«»「」"')
    assert len(said) <= limit
    assert not said.startswith(("#", "- ", "> "))


def test_a_sentence_comes_to_an_end() -> None:
    assert sentence("Say it") == "Say it."
    assert sentence("Why?") == "Why?"
    assert sentence("He said 'go.'") == "He said 'go.'"
    assert sentence("何ですか") == "何ですか。"
    assert sentence("") == ""


def test_a_phrase_has_no_full_stop() -> None:
    assert phrase("He went home.") == "He went home"
    assert phrase("行きました。") == "行きました"
    assert phrase("Why?") == "Why?"
    assert phrase("3.5") == "3.5"
