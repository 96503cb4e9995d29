import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from podcaster.text.clean import clean_line, spoken_name

PLAIN = "<b> </p> &amp; &lt; p > < &#8238; é {name} ภาษาไทย <script> </script> 👩‍🏫"
HARD = [*PLAIN.split(), "e\u0301", " ", "\u200d", "\ud800", "\x00", "\u3000"]
any_text = st.text(st.characters(codec=None, exclude_categories=())) | st.lists(
    st.sampled_from(HARD)
).map("".join)


@given(any_text, st.integers(1, 80))
@example("&amp;amp;lt;b&amp;gt;x", 20)
@example("a\u200d\u0301", 5)
def test_cleaning_a_clean_line_changes_nothing(text: str, limit: int) -> None:
    once = clean_line(text, limit)
    assert clean_line(once, limit) == once


@given(any_text, st.integers(0, 80))
def test_a_clean_line_is_one_short_line_of_visible_characters(text: str, limit: int) -> None:
    line = clean_line(text, limit)
    assert len(line) <= limit
    assert line == line.strip()
    assert "  " not in line
    assert not set("{}\n\r\t") & set(line)
    assert not {unicodedata.category(c) for c in line} & {"Cc", "Cf", "Cs", "Co", "Cn"}
    assert unicodedata.is_normalized("NFC", line)
    line.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<p>What is <b>the past</b> of&nbsp;go?</p>", "What is the past of go?"),
        ("one<br>two<br/>three", "one two three"),
        ("if x<y and y>z", "if x<y and y>z"),
        ("H<sub>2</sub>O", "H2O"),
        ("<style>p{color:red}</style>Hello", "Hello"),
        ("&lt;b&gt;bold&lt;/b&gt;", "bold"),
        ("Tom &amp; Anna", "Tom & Anna"),
        ("a\u202eb\u200bc\x07d", "abcd"),
        ("{{7*7}} {name}", "7*7 name"),
        ("例：前置詞　マスター", "例：前置詞 マスター"),
    ],
)
def test_markup_and_the_invisible_are_taken_out(text: str, line: str) -> None:
    assert clean_line(text, 100) == line


def test_a_long_line_is_cut_between_words() -> None:
    assert clean_line("the past tense of verbs", 19) == "the past tense of"


def test_a_line_without_spaces_is_cut_between_graphemes() -> None:
    # Devanagari: the vowel sign belongs to the letter before it.
    assert clean_line("कि" * 5, 5) == "कि" * 2


@pytest.mark.parametrize(
    "name", ["Sarah", "山田 花子", "José María", "O'Connor", "J. R. Tolkien", "Anne-Marie", "三郎"]
)
def test_a_name_is_kept_as_it_is(name: str) -> None:
    assert spoken_name(name) == name


NO_NAMES = """sarah@example.com https://x.example/sarah www.sarah.example example.com user_12345 42
!! None null 3f2a9c1e-77aa-4b5e aaaaaaaaaaaaaaaaaaaaaaaaaa"""


@pytest.mark.parametrize("text", [*NO_NAMES.split(), "Anna " * 13, "", "\ud800"])
def test_what_is_no_name_is_not_spoken(text: str) -> None:
    assert spoken_name(text) == ""


@pytest.mark.parametrize(
    ("text", "name"),
    [("john_smith", "john smith"), ("Sarah 🎉", "Sarah"), ("{name}", "name"), ("[Anna]", "Anna")],
)
def test_what_is_not_of_a_name_is_left_out_of_it(text: str, name: str) -> None:
    assert spoken_name(text) == name


@given(any_text)
def test_a_spoken_name_holds_nothing_but_letters_and_their_marks(text: str) -> None:
    name = spoken_name(text)
    assert all(unicodedata.category(c)[0] in "LM" or c in " '’.-·・" for c in name)
    assert spoken_name(name) == name
