import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies.writing import graphemes, texts

from podcaster.text.graphemes import boundary_at_or_before


def _boundaries(text: str) -> list[int]:
    found = [0]
    for each in graphemes(text):
        found.append(found[-1] + len(each))
    return found


@given(texts(max_size=30) | st.text(), st.data())
def test_a_boundary_is_found_from_any_place(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    boundaries = _boundaries(text)
    assert boundary_at_or_before(text, at) == max(each for each in boundaries if each <= at)


@pytest.mark.parametrize(
    "one",
    [
        "e\u0301",
        "\r\n",
        "👩‍👩‍👧‍👦",
        "👍🏽",
        "🇯🇵",
        "\u1112\u1161\u11ab",
        "한",
        "क्षि",
        "ক্ষ",
        "நி",
        "กำ",
        "a" + "\u0301" * 100,
    ],
)
def test_what_a_reader_takes_for_one_character_is_whole(one: str) -> None:
    assert boundary_at_or_before(one + "x", len(one)) == len(one)
    for at in range(len(one)):
        assert boundary_at_or_before(one + "x", at) == 0


def test_flags_are_paired_from_the_first_one() -> None:
    for before in ("", "a", "\n", "Hi.\n\n"):
        text = before + "🇩🇪🇯🇵🇫🇷"
        assert boundary_at_or_before(text, len(before) + 5) == len(before) + 4
        assert boundary_at_or_before(text, len(before) + 3) == len(before) + 2
