import contextlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.domain.script import SECTION_KINDS, Pause, Say, Script, Section, Span
from podcaster.errors import Rejected
from podcaster.script.layout import NoScript, parse, write
from podcaster.script.reading import MAX_PAUSE_SECONDS

words = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="#[]{}`*_-+>"), min_size=1
)
lines = st.lists(words | st.just("{name}"), min_size=1, max_size=6).map(" ".join)
pauses = st.builds(Pause, st.integers(1, MAX_PAUSE_SECONDS) | st.sampled_from([0.5, 2.25]))
ways = st.sampled_from([(True, ""), (False, "es"), (True, "fr-CA"), (False, "zh-Hans-CN")])


@st.composite
def paragraphs(draw: st.DrawFn) -> Say:
    """Words some of which are spoken in a way of their own."""
    text = draw(lines)
    edges = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    if draw(st.booleans()):  # one after the other, too
        pairs = list(pairwise(edges))
    spans = [
        Span(start, end, *draw(ways))
        for start, end in pairs
        if text[start:end] == text[start:end].strip()
    ]
    return Say(text, draw(st.booleans()), tuple(spans))


parts = paragraphs()


def _sections(kinds: tuple[str, ...]) -> st.SearchStrategy[tuple[Section, ...]]:
    bodies = st.tuples(parts, st.lists(parts | pauses, max_size=3)).map(lambda b: (b[0], *b[1]))
    return st.tuples(*(st.builds(Section, st.just(kind), lines, bodies) for kind in kinds))


scripts = st.builds(
    Script,
    title=lines,
    language=st.sampled_from(["en", "ja-JP", "de"]),
    sections=_sections(SECTION_KINDS),
)

WHOLE = """# A title
## greeting: Welcome
Good morning, {name}.
It is Monday.

[pause 2.5s]
## focus: Focus
Verbs.
## lesson: Lesson
[slower] Went.

## practice: Practice
What is it?
## encouragement: Goal
Well done.
"""


@given(scripts)
def test_a_script_that_was_written_is_read_back_as_it_was(script: Script) -> None:
    assert parse(write(script), script.language) == script


@given(st.text() | st.lists(st.sampled_from([*WHOLE.splitlines(True), "\n", "- x\n"])).map("".join))
def test_any_text_is_a_script_or_rejected(text: str) -> None:
    with contextlib.suppress(Rejected):
        script = parse(text, "en")
        assert parse(write(script), "en") == script


def test_a_paragraph_may_take_several_lines() -> None:
    greeting = parse(WHOLE, "en").sections[0]
    assert greeting.parts == (Say("Good morning, {name}. It is Monday."), Pause(2.5))


def test_lines_are_joined_without_spaces_where_the_language_has_none() -> None:
    text = WHOLE.replace("It is Monday.", "今日は\n月曜日です。")
    assert parse(text, "ja").sections[0].parts[0] == Say("Good morning, {name}.今日は月曜日です。")


def test_a_mark_asks_for_a_calmer_pace() -> None:
    assert parse(WHOLE, "en").sections[2].parts == (Say("Went.", slower=True),)


@pytest.mark.parametrize(
    ("text", "say"),
    [
        ("A *big* dog.", Say("A big dog.", spans=(Span(2, 5, True),))),
        ("*All of it.*", Say("All of it.", spans=(Span(0, 10, True),))),
        ("これは*大切*です。", Say("これは大切です。", spans=(Span(3, 5, True),))),
        ("[es: Hola], you.", Say("Hola, you.", spans=(Span(0, 4, language="es"),))),
        ("A [fr-ca: mot].", Say("A mot.", spans=(Span(2, 5, language="fr-CA"),))),
        ("[es: *Hola*]!", Say("Hola!", spans=(Span(0, 4, True, "es"),))),
        ("[slower] Say [ja: 犬].", Say("Say 犬.", True, (Span(4, 5, language="ja"),))),
        ("*Hi* *{name}*.", Say("Hi {name}.", spans=(Span(0, 2, True), Span(3, 9, True)))),
        ("Two * three is *six*.", Say("Two * three is six.", spans=(Span(15, 18, True),))),
        ("A *big\nred* dog.", Say("A big red dog.", spans=(Span(2, 9, True),))),
    ],
)
def test_marks_within_a_paragraph_are_ways_of_speaking(text: str, say: Say) -> None:
    assert parse(WHOLE.replace("Verbs.", text), "en").sections[1].parts == (say,)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("# A title\n", "", "line 1 .* no title line"),
        ("## focus: Focus\nVerbs.\n", "", "line 7 .* the next section is focus, not lesson"),
        ("## encouragement: Goal\nWell done.\n", "", "the section encouragement is missing"),
        ("Verbs.\n", "", "the section focus says nothing"),
        ("## focus: Focus", "## focus", "line 7 .* a section begins like"),
        ("## focus: Focus", "## warming: Up", "the next section is focus, not warming"),
        ("[pause 2.5s]", "[pause 99s]", "line 6 .* a pause lasts up to 60 seconds"),
        ("[pause 2.5s]", "[PAUSE]", r"line 6 .* `\[` is left"),
        ("Verbs.", "Verbs. [pause 2s]", r"line 8 .* `\[` is left"),
        ("Verbs.", "{topic}", "line 8 .* a brace is left"),
        ("Verbs.", "**Verbs**", r"`\*\*` is left"),
        ("Verbs.", "- verbs", "`- ` is left"),
        ("Well done.\n", "Well done.\n## more: More\nMore.", "there are five sections"),
        ("## greeting", "Hello.\n## greeting", "text before the first section"),
        ("[slower] Went.", "[slower]", "is left in the text"),
        ("Verbs.", "Verbs *and more.", r"line 8 .* `\*` is left"),
        ("Verbs.", "* Verbs.", r"line 8 .* `\* ` is left"),
        ("Verbs.", "Verbs * and* more.", r"line 8 .* `\*` is left"),
        ("Verbs.", "*Ver[es: b]s.*", r"line 8 .* `\*` is left"),
        ("Verbs.", "[es: la *gran* casa]", r"line 8 .* `\*` is left"),
        ("Verbs.", "[es: la [fr: grande] casa]", r"line 8 .* `\[` is left"),
        ("Verbs.", "[es: ]", r"line 8 .* `\[` is left"),
        ("Verbs.", "[und: what]", r"line 8 .* `\[` is left"),
        ("Verbs.", "[Host: what]", r"line 8 .* `\[` is left"),
        ("Verbs.", "[es palabra]", r"line 8 .* `\[` is left"),
        ("Verbs.", "palabra]", r"line 8 .* `\]` is left"),
        ("Verbs.", "***Verbs***", r"line 8 .* `\*\*` is left"),
        ("# A title", "# A *title*", "line 1 .* no marks in it"),
        ("focus: Focus", "focus: [es: Foco]", "line 7 .* no marks in it"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(old: str, new: str, reason: str) -> None:
    with pytest.raises(Rejected, match=reason):
        parse(WHOLE.replace(old, new, 1), "en")


def test_an_empty_answer_is_refused() -> None:
    with pytest.raises(Rejected, match="no title line"):
        parse("", "en")


def test_all_that_does_not_fit_is_told_at_once() -> None:
    text = (
        WHOLE.replace("# A title\n", "")
        .replace("[pause 2.5s]", "[pause 99s]")
        .replace("## focus: Focus", "## Focus")
        .replace("Went.", "`Went`.")
        .replace("## practice: Practice\nWhat is it?\n", "")
        .replace("Well done.", "")
    )
    with pytest.raises(NoScript) as caught:
        parse(text, "en")
    whys = (
        "there is no title line such as `# Title`",
        "a pause lasts up to 60 seconds",
        "a section begins like `## greeting: Welcome`",
        "``` is left in the text",
        "the next section is practice, not encouragement",
        "the section encouragement says nothing",
    )
    problems = caught.value.problems
    assert [problem.partition(": ")[2] for problem in problems] == list(whys)
    lines = [int(problem.split()[1]) for problem in problems]
    assert lines == sorted(lines)
