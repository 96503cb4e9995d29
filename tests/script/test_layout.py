import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.domain.script import SECTION_KINDS, Pause, Say, Script, Section
from podcaster.errors import Rejected
from podcaster.script.layout import MAX_PAUSE_SECONDS, parse, write

words = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="#[]{}`*_-+>"), min_size=1
)
lines = st.lists(words | st.just("{name}"), min_size=1, max_size=6).map(" ".join)
pauses = st.builds(Pause, st.integers(1, MAX_PAUSE_SECONDS) | st.sampled_from([0.5, 2.25]))
parts = st.builds(Say, lines, st.booleans())


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
        ("Verbs.", "{topic}", "line 8 .* `{` is left"),
        ("Verbs.", "**Verbs**", r"`\*\*` is left"),
        ("Verbs.", "- verbs", "`- ` is left"),
        ("Well done.\n", "Well done.\n## more: More\nMore.", "there are five sections"),
        ("## greeting", "Hello.\n## greeting", "text before the first section"),
        ("[slower] Went.", "[slower]", "is left in the text"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(old: str, new: str, reason: str) -> None:
    with pytest.raises(Rejected, match=reason):
        parse(WHOLE.replace(old, new, 1), "en")


def test_an_empty_answer_is_refused() -> None:
    with pytest.raises(Rejected, match="no title line"):
        parse("", "en")
