import pytest

from podcaster.domain.script import Part, Pause, Say, Script, Section
from podcaster.script.endings import is_unfinished, repeated


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("See you soon.", "en"),
        ("“Bye!”", "en"),
        ("またね。", "ja"),
        ("Bis morgen, {name}", "de"),
        ("फिर मिलेंगे।", "hi"),
        ("สวัสดี", "th"),
        ("إلى اللقاء؟", "ar"),
    ],
)
def test_a_last_sentence_with_its_mark_is_finished(text: str, language: str) -> None:
    assert not is_unfinished(text, language)


@pytest.mark.parametrize("text", ["See you", "Do this:", "Begin with “Prepositions", "and then,"])
def test_a_last_sentence_without_its_mark_was_cut_off(text: str) -> None:
    assert is_unfinished(text, "en")


def _repeated(*parts: Part) -> list[str]:
    script = Script(title="", language="en", sections=(Section("lesson", "", parts),))
    return list(dict.fromkeys(repeated(script)))


LONG = "Keep the two together, and they will both come back to you."


def test_a_long_statement_that_is_said_three_times_is_a_loop() -> None:
    assert _repeated(Say(f"{LONG} So."), Say(f"{LONG} Well."), Say(f"{LONG} Now.")) == [LONG]


def test_a_statement_that_is_said_three_times_in_a_row_is_a_loop() -> None:
    assert _repeated(Say("The verb does not follow it. " * 3)) == ["The verb does not follow it."]


def test_questions_prompts_drills_and_slow_paragraphs_may_come_back() -> None:
    prompt = (Say(LONG), Pause(5))
    assert _repeated(*prompt * 3) == []
    assert _repeated(*[Say(LONG.replace(".", "?"))] * 3) == []
    assert _repeated(*[Say(LONG, slower=True)] * 3) == []
    assert _repeated(Say("Taught. Taught. Taught.")) == []
