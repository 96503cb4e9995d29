from dataclasses import replace

import pytest
from mornings import BRIEFS, full, unknown

from podcaster.domain.brief import Brief, Recent
from podcaster.domain.script import Pause, Say, Script, SectionKind, Span
from podcaster.script.gates import check, duration
from podcaster.script.options import ScriptOptions
from podcaster.script.prompts import Prompts
from podcaster.script.template import TemplateWriter

OPTIONS = ScriptOptions()
WRITER = TemplateWriter(Prompts(), OPTIONS)


def _good(brief: Brief) -> Script:
    nameless = replace(brief, name="")
    return WRITER.answer(nameless, lambda _: None).script


def _with(script: Script, kind: SectionKind, text: str) -> Script:
    """`script` that also says `text` in the section `kind`."""
    sections = tuple(
        replace(section, parts=(*section.parts, Say(text))) if section.kind == kind else section
        for section in script.sections
    )
    return replace(script, sections=sections)


@pytest.mark.parametrize("language", ["en", "ja", "es", "fr", "de"])
@pytest.mark.parametrize("morning", BRIEFS)
def test_a_good_script_has_no_problems(morning: str, language: str) -> None:
    brief = BRIEFS[morning](language)
    assert check(_good(brief), brief, OPTIONS) == ()


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        ("greeting", "You gave 35 answers.", "the section greeting says 35"),
        ("focus", "You know “Future Tense”.", "quotes what is not in the brief: Future Tense"),
        ("practice", "You know 「未来形」.", "quotes what is not in the brief"),
        ("encouragement", "Do ３ more.", "the section encouragement says 3"),
        ("lesson", "See https://a.example.", "the section lesson holds an address"),
        ("lesson", "Write to a@b.example", "an address"),
        ("lesson", "This is **bold**.", "holds markup"),
        ("lesson", "Say [PAUSE] it.", "holds markup"),
        ("lesson", "<break time='1s'/> So.", "holds markup"),
        ("lesson", "Hello {user}.", "holds markup"),
        ("lesson", "Narrator: hello.", "holds a label"),
        ("lesson", "(music) Hello.", "holds a label or a stage direction"),
        ("lesson", "Two  spaces.", "holds doubled spaces"),
        ("lesson", "Hidden\u202e text.", "what cannot be spoken"),
    ],
)
def test_what_must_not_be_said_is_named(kind: SectionKind, text: str, problem: str) -> None:
    [found] = check(_with(_good(full("en")), kind, text), full("en"), OPTIONS)
    assert problem in found


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("lesson", "In 1969 people walked on the moon, as “Apollo” shows."),
        ("greeting", "Well done, {name}."),
        ("practice", "You gave 34 answers on “past tense verbs”."),
    ],
)
def test_what_may_be_said_is_no_problem(kind: SectionKind, text: str) -> None:
    assert check(_with(_good(full("en")), kind, text), full("en"), OPTIONS) == ()


def test_what_earlier_episodes_were_about_is_nothing_of_today() -> None:
    recent = Recent(topics=("Gerunds",), questions=("Why 88?",), titles=("Verbs at Sea",))
    brief = replace(full("en"), recent=recent)
    for text in ("Today is about “Gerunds”.", "Now to “Verbs at Sea”.", "You gave 88 answers."):
        assert check(_with(_good(brief), "focus", text), brief, OPTIONS)


def test_the_five_sections_come_in_their_order() -> None:
    good = _good(full("en"))
    turned = replace(good, sections=good.sections[::-1])
    assert "its sections are encouragement, practice" in check(turned, full("en"), OPTIONS)[0]


def test_a_section_of_silence_says_nothing() -> None:
    good = _good(full("en"))
    silent = replace(good.sections[1], parts=(Pause(3),))
    script = replace(good, sections=(good.sections[0], silent, *good.sections[2:]))
    assert "the section focus says nothing" in check(script, full("en"), OPTIONS)


def test_words_marked_as_another_language_are_not_the_scripts_own() -> None:
    script, brief = _good(full("de")), full("de")
    words = "今日は良い天気です。" * 60
    say = Say(words, spans=(Span(0, len(words), language="ja"),))
    marked = replace(script.sections[2], parts=(*script.sections[2].parts, say))
    script = replace(script, sections=(*script.sections[:2], marked, *script.sections[3:]))
    unmarked = _with(_good(brief), "lesson", words)
    problem = "it is not in the language de"
    assert problem not in check(script, brief, OPTIONS)
    assert problem in check(unmarked, brief, OPTIONS)


def test_a_script_that_is_mostly_marked_is_in_the_language_of_the_marks() -> None:
    script = _good(full("de"))
    sections = tuple(
        replace(
            section,
            parts=tuple(
                replace(part, spans=(Span(0, len(part.text), language="de"),))
                if isinstance(part, Say)
                else part
                for part in section.parts
            ),
        )
        for section in script.sections
    )
    marked = replace(script, language="en", sections=sections)
    assert "it is not in the language en" in check(marked, full("en"), OPTIONS)


def test_a_script_in_another_language_is_named() -> None:
    assert check(_good(full("de")), full("en"), OPTIONS) == ("it is not in the language en",)


def test_a_script_that_is_too_long_or_too_short_is_named() -> None:
    brief = full("en")
    seconds = duration(_good(brief), brief)
    for minutes in ((0.5, seconds / 60 - 0.5), (seconds / 60 + 0.5, 30)):
        options = ScriptOptions(minutes=minutes, target_minutes=sum(minutes) / 2)
        [problem] = check(_good(brief), brief, options)
        assert f"it lasts about {seconds:.0f} s" in problem


def test_a_minute_is_enough_where_nothing_is_known() -> None:
    brief = unknown("en")
    assert 60 <= duration(_good(brief), brief) < 180
    assert check(_good(brief), brief, OPTIONS) == ()


def test_pauses_and_calm_paragraphs_take_their_time() -> None:
    brief = full("en")
    script = _good(brief)
    assert duration(_with(script, "lesson", "Once more."), brief) > duration(script, brief)
    calm = replace(
        script, sections=tuple(replace(s, parts=(*s.parts, Pause(10))) for s in script.sections)
    )
    assert duration(calm, brief) == pytest.approx(duration(script, brief) + 50)
