from hypothesis import given
from hypothesis import strategies as st
from strategies.writing import marked

from podcaster.domain.script import SECTION_KINDS, Pause, Say, Script, Section, Span
from podcaster.speech.pieces import Piece
from podcaster.speech.stretches import LONGEST_SECONDS, stretches
from podcaster.text.pace import seconds_of


def _script(*parts: Say | Pause) -> Script:
    sections = tuple(Section(kind, kind, parts) for kind in SECTION_KINDS)
    return Script(title="T", language="en", sections=sections)


def _parts(*parts: Say | Pause, most: int = 1000) -> tuple[Say | Pause, ...]:
    stretched = stretches(_script(*parts), lambda piece: len(piece.text) <= most)
    assert len(stretched.sections) == len(SECTION_KINDS)
    assert len({section.parts for section in stretched.sections}) == 1
    return stretched.sections[0].parts


def test_neighbours_are_spoken_in_one_breath() -> None:
    assert _parts(Say("A."), Say("B."), Say("C.")) == (Say("A.\n\nB.\n\nC."),)


def test_spans_move_with_their_words() -> None:
    first, second = Say("A b.", spans=(Span(2, 3, True),)), Say("C.", spans=(Span(0, 1, True),))
    assert _parts(first, second) == (Say("A b.\n\nC.", spans=(Span(2, 3, True), Span(6, 7, True))),)


def test_a_pause_and_another_pace_keep_paragraphs_apart() -> None:
    apart = (Say("A."), Pause(2), Say("B."), Say("C.", slower=True), Say("D."))
    assert _parts(*apart) == apart


def test_what_does_not_fit_together_stays_apart() -> None:
    assert _parts(Say("A."), Say("B."), Say("C."), most=6) == (Say("A.\n\nB."), Say("C."))


def test_a_stretch_is_no_longer_than_a_minute_and_a_half() -> None:
    minute = Say("word " * 150)
    assert _parts(minute, minute, most=10_000) == (minute, minute)


def test_a_slow_learner_has_shorter_stretches() -> None:
    half = Say("word " * 125)
    script, fits = _script(half, half), lambda piece: True
    assert len(stretches(script, fits, 1.0).sections[0].parts) == 1
    assert len(stretches(script, fits, 0.85).sections[0].parts) == 2


@given(st.lists(marked() | st.just(Pause(1)), max_size=6))
def test_the_words_and_their_order_stay(parts: list[Say | Pause]) -> None:
    def fits(piece: Piece) -> bool:
        return len(piece.text) <= 300

    script = _script(*parts)
    stretched = stretches(script, fits)
    assert "".join(stretched.text.split()) == "".join(script.text.split())
    assert stretched.pause_seconds == script.pause_seconds
    for say in stretched.said():
        is_merged = say not in list(script.said())
        assert not is_merged or seconds_of(say.text, "en") <= LONGEST_SECONDS
