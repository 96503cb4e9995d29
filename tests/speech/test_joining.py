"""Paragraphs and sections are set apart by a breath, unless the script has a pause there."""

from podcaster.domain.script import Pause, Say, Script, Section
from podcaster.domain.speech import Clip, Silence
from podcaster.speech.joining import BETWEEN_PARAGRAPHS, BETWEEN_SECTIONS, joined

A, B, C = (Clip(name, b"\0\0") for name in "abc")


def script(*sections: tuple[Say | Pause, ...]) -> Script:
    return Script(
        title="", language="en", sections=tuple(Section("lesson", "", parts) for parts in sections)
    )


def test_a_short_silence_stands_between_paragraphs_and_a_longer_one_between_sections() -> None:
    first, second = joined(script((Say("a"), Say("b")), (Say("c"),)), [A, B, C])
    assert first.parts == (A, Silence(BETWEEN_PARAGRAPHS), B, Silence(BETWEEN_SECTIONS))
    assert second.parts == (C,)
    assert 0.3 <= BETWEEN_PARAGRAPHS <= 0.5 < BETWEEN_SECTIONS


def test_a_pause_of_the_script_is_taken_as_it_is() -> None:
    first, second = joined(script((Say("a"), Pause(5), Say("b"), Pause(3)), (Say("c"),)), [A, B, C])
    assert first.parts == (A, Silence(5), B, Silence(3))
    assert second.parts == (C,)


def test_a_paragraph_of_several_clips_is_heard_without_a_silence_between() -> None:
    (only,) = joined(script((Say("a b"), Say("c"))), [(A, B), C])
    assert only.parts == (A, B, Silence(BETWEEN_PARAGRAPHS), C)


def test_a_paragraph_without_a_sound_leaves_none() -> None:
    (only,) = joined(script((Say("…"), Pause(1), Say("c"))), [(), C])
    assert only.parts == (Silence(1), C)
