import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies.writing import LANGUAGES, WORDS, graphemes, marked, texts

from podcaster.domain.script import Say, Span
from podcaster.errors import Rejected
from podcaster.speech.pieces import Fits, Piece, pieces
from podcaster.text.graphemes import boundary_at_or_before
from podcaster.text.words import is_within_word

languages = st.sampled_from(LANGUAGES)
LONGEST_GRAPHEME = 11


def of_characters(most: int) -> Fits:
    return lambda piece: len(piece.text) <= most


def of_bytes(most: int) -> Fits:
    return lambda piece: len(piece.text.encode()) <= most


def styles(text: str, spans: tuple[Span, ...]) -> list[tuple[bool, str]]:
    """How each character is spoken."""
    found = [(False, "")] * len(text)
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        found[span.start : span.end] = [(span.emphasis, span.language)] * (span.end - span.start)
    return found


def cuts(found: list[Piece]) -> list[int]:
    ends = [0]
    for piece in found:
        ends.append(ends[-1] + len(piece.text))
    return ends[1:-1]


def texts_of(text: str, most: int, *spans: Span, language: str = "en") -> list[str]:
    found = pieces(Say(text, spans=spans), of_characters(most), language, 1.0)
    return [piece.text for piece in found]


limits = st.integers(LONGEST_GRAPHEME, 80).map(of_characters) | st.integers(44, 120).map(of_bytes)


@given(marked(), limits, languages)
def test_pieces_joined_are_the_text_and_each_fits(say: Say, fits: Fits, language: str) -> None:
    found = pieces(say, fits, language, 0.9)
    assert "".join(piece.text for piece in found) == say.text
    assert all(fits(piece) and piece.text and piece.language == language for piece in found)


@given(marked(), limits)
def test_every_character_is_spoken_as_it_was_marked(say: Say, fits: Fits) -> None:
    found = pieces(say, fits, "en", 1.0)
    joined = [style for piece in found for style in styles(piece.text, piece.spans)]
    assert joined == styles(say.text, say.spans)


@given(marked(), limits, languages)
def test_no_grapheme_is_broken(say: Say, fits: Fits, language: str) -> None:
    whole = graphemes(say.text)
    found = pieces(say, fits, language, 1.0)
    assert [g for piece in found for g in graphemes(piece.text)] == whole


@given(texts(), limits, languages)
def test_no_two_neighbours_could_have_been_one(text: str, fits: Fits, language: str) -> None:
    # Of a text without marks: what is marked may be kept whole by one cut more.
    found = pieces(Say(text), fits, language, 1.0)
    for one, other in pairwise(found):
        assert not fits(Piece(one.text + other.text, (), language, 1.0))


@given(texts(max_size=25), st.integers(LONGEST_GRAPHEME, 60))
def test_no_word_or_number_is_broken_where_each_fits(text: str, most: int) -> None:
    found = cuts(pieces(Say(text), of_characters(most), "en", 1.0))
    starts = [0] + [
        at
        for at in range(1, len(text))
        if boundary_at_or_before(text, at) == at and not is_within_word(text, at)
    ]
    longest = max(b - a for a, b in zip(starts, [*starts[1:], len(text)], strict=True))
    if longest <= most:
        assert not any(is_within_word(text, cut) for cut in found)


@pytest.mark.parametrize("script", WORDS)
def test_words_of_every_script_are_cut_between_graphemes(script: str) -> None:
    text = "".join(WORDS[script]) * 20
    found = texts_of(text, LONGEST_GRAPHEME + 4)
    assert "".join(found) == text
    assert [g for each in found for g in graphemes(each)] == graphemes(text)


@pytest.mark.parametrize(
    ("most", "found"),
    [
        (40, ["One two, three. Four five.\n\n", "Six seven eight. Nine."]),
        (25, ["One two, three. ", "Four five.\n\n", "Six seven eight. Nine."]),
        (12, ["One two, ", "three. ", "Four five.\n\n", "Six seven ", "eight. Nine."]),
    ],
)
def test_the_better_break_is_taken_first(most: int, found: list[str]) -> None:
    assert texts_of("One two, three. Four five.\n\nSix seven eight. Nine.", most) == found


@pytest.mark.parametrize(
    ("text", "most", "found"),
    [
        ("It cost 3,000 euros", 12, ["It cost ", "3,000 euros"]),
        ("about 10 000 people", 12, ["about ", "10 000 ", "people"]),
        (
            "今日は良い天気です。明日は雨、でしょう。",
            10,
            ["今日は良い天気です。", "明日は雨、でしょう。"],
        ),
        ("明日は雨、明後日は雪でしょう", 9, ["明日は雨、", "明後日は雪でしょう"]),
        ("これはコンピューターです", 9, ["これは", "コンピューターです"]),
        ("ሰላም።እንዴትነህ፧", 6, ["ሰላም።እን", "ዴትነህ፧"]),
        ("مرحبا، كيف الحال", 8, ["مرحبا، ", "كيف ", "الحال"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
    ],
)
def test_breaks_are_where_a_reader_would_breathe(text: str, most: int, found: list[str]) -> None:
    assert texts_of(text, most) == found


def test_a_span_is_broken_only_if_it_must_be() -> None:
    text = "We say buenos días amigos then."
    span = Span(7, 25, language="es")
    assert texts_of(text, 20, span) == ["We say ", "buenos días amigos ", "then."]
    found = pieces(Say(text, spans=(span,)), of_characters(12), "en", 1.0)
    assert [(each.text, each.spans) for each in found] == [
        ("We say ", ()),
        ("buenos días ", (Span(0, 12, language="es"),)),
        ("amigos then.", (Span(0, 6, language="es"),)),
    ]


def test_a_slower_paragraph_is_slowed_here() -> None:
    slow, normal = (pieces(Say("a", slower), bool, "en", 1.0)[0] for slower in (True, False))
    assert slow.rate < normal.rate == 1.0


def test_a_grapheme_that_does_not_fit_is_refused() -> None:
    with pytest.raises(Rejected) as refused:
        pieces(Say("ab 👩‍👩‍👧‍👦 cd"), of_characters(6), "en", 1.0)
    assert refused.value.kind == "too_long"


def test_nothing_makes_no_pieces() -> None:
    assert pieces(Say(""), of_characters(5), "en", 1.0) == []


def _asked(fits: Fits, asked: list[int]) -> Fits:
    def asks(piece: Piece) -> bool:
        asked.append(len(piece.text))
        return fits(piece)

    return asks


@pytest.mark.parametrize("word", ["Hello there. ", "天", "a", "e\u0301"])
def test_what_is_asked_grows_with_the_text_and_no_faster(word: str) -> None:
    def price(length: int) -> int:
        asked: list[int] = []
        pieces(Say(word * (length // len(word))), _asked(of_characters(900), asked), "en", 1.0)
        return sum(asked)

    assert price(80_000) < 2.3 * price(40_000)


def test_a_long_text_is_cut_in_little_time() -> None:
    began = time.perf_counter()
    found = pieces(Say("Hello there, 3,000 friends. " * 75_000), of_characters(2900), "en", 1.0)
    assert len(found) == 729
    assert time.perf_counter() - began < 20
