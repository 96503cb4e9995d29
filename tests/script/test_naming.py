import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.domain.script import SECTION_KINDS, Pause, Say, Script, Section, Span
from podcaster.script.marks import marked, unmarked
from podcaster.script.naming import with_name


def _script(text: str, language: str) -> Script:
    sections = tuple(Section(kind, kind, (Say(text), Pause(2))) for kind in SECTION_KINDS)
    return Script(title=text, language=language, sections=sections)


def _said(text: str, language: str, name: str) -> str:
    script = with_name(_script(text, language), name)
    assert {say.text for say in script.said()} == {script.title}
    assert script.pause_seconds == 10
    return script.title


def test_the_name_stands_wherever_the_token_stood() -> None:
    assert _said("Hello {name}. Thank you, {name}!", "en", "Zoë") == "Hello Zoë. Thank you, Zoë!"


def test_a_name_that_looks_like_a_token_changes_nothing_else() -> None:
    assert _said("Hello {name}.", "en", r"\1 {name}") == r"Hello \1 {name}."


@pytest.mark.parametrize(
    ("language", "text", "without"),
    [
        ("en", "Hello {name}, and welcome.", "Hello, and welcome."),
        ("en", "Hello, {name}, and welcome.", "Hello, and welcome."),
        ("en", "Good morning, {name}!", "Good morning!"),
        ("en", "Good morning {name}!", "Good morning!"),
        ("en", "{name}, you did well.", "You did well."),
        ("en", "Well done. {name}, you can rest.", "Well done. You can rest."),
        ("en", "You can do it, {name}", "You can do it"),
        ("es", "¡Hola, {name}!", "¡Hola!"),
        ("es", "¡{name}, buenos días!", "¡Buenos días!"),
        ("es", "Muy bien, {name}. Sigamos.", "Muy bien. Sigamos."),
        ("fr", "Bonjour {name} !", "Bonjour !"),
        ("fr", "{name}, écoute bien.", "Écoute bien."),
        ("fr", "Merci, {name}, et à demain.", "Merci, et à demain."),
        ("de", "Guten Morgen, {name}.", "Guten Morgen."),
        ("de", "{name}, übe weiter.", "Übe weiter."),
        ("ja", "{name}さん、おはようございます。", "おはようございます。"),
        ("ja", "おはようございます、{name}さん。", "おはようございます。"),
        ("ja", "{name}さんは、よく頑張りました。", "よく頑張りました。"),
        ("ja", "今週の{name}さんの正解率です。", "今週の正解率です。"),
        ("zh", "{name}，早上好！", "早上好！"),
        ("ko", "{name}님, 안녕하세요.", "안녕하세요."),
    ],
)
def test_without_a_name_the_token_goes_gracefully(language: str, text: str, without: str) -> None:
    assert _said(text, language, "") == without


def _said_marked(text: str, language: str, name: str) -> str:
    words, spans, left = unmarked(text)
    assert not left
    sections = tuple(Section(kind, kind, (Say(words, spans=spans),)) for kind in SECTION_KINDS)
    script = with_name(Script(title="T", language=language, sections=sections), name)
    say = next(script.said())
    return marked(say.text, say.spans)


@pytest.mark.parametrize(
    ("text", "named", "nameless"),
    [
        ("Hi {name}, *go* on.", "Hi Zoë, *go* on.", "Hi, *go* on."),
        ("*Go* on, {name}!", "*Go* on, Zoë!", "*Go* on!"),
        ("Hi *{name}*, go on.", "Hi *Zoë*, go on.", "Hi, go on."),
        ("*Hi {name}*, go on.", "*Hi Zoë*, go on.", "*Hi*, go on."),
        ("{name}, *well* done.", "Zoë, *well* done.", "*Well* done."),
        ("*{name}*, well done.", "*Zoë*, well done.", "Well done."),
        ("*{name}, well* done.", "*Zoë, well* done.", "*Well* done."),
        (
            "[es: Hola {name}] and [es: adiós].",
            "[es: Hola Zoë] and [es: adiós].",
            "[es: Hola] and [es: adiós].",
        ),
        ("A {name} *b {name} c* d {name}.", "A Zoë *b Zoë c* d Zoë.", "A *b c* d."),
    ],
)
def test_what_is_marked_stays_marked(text: str, named: str, nameless: str) -> None:
    assert _said_marked(text, "en", "Zoë") == named
    assert _said_marked(text, "en", "") == nameless


tokens = st.lists(
    st.sampled_from(
        ["{name}", "{name}'s", " ", " ", ", ", ". ", "ok", "Well", "ß", "さん", "님", "¡"]
    ),
    min_size=1,
).map("".join)


@given(
    tokens, st.data(), st.sampled_from(["en", "ja", "zh", "ko", "es"]), st.sampled_from(["", "Al"])
)
def test_marks_do_not_change_the_words(
    text: str, data: st.DataObject, language: str, name: str
) -> None:
    edges = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    spans = tuple(
        Span(a, b, True)
        for a, b in zip(edges[::2], edges[1::2], strict=False)
        if text[a:b] == text[a:b].strip()
    )
    sections = tuple(
        Section(kind, kind, (Say(text), Say(text, spans=spans))) for kind in SECTION_KINDS
    )
    said = list(with_name(Script(title="T", language=language, sections=sections), name).said())
    if not said:
        return
    plain, say = said[:2]
    assert plain.text == say.text
    assert not plain.spans
    at = 0
    for span in say.spans:
        assert at <= span.start < span.end <= len(say.text)
        words = say.text[span.start : span.end]
        assert not re.search(r"^\s|\s$", words)
        at = span.end
