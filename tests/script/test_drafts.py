import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mornings import full
from script.models.contract import draft_of

from podcaster.script.drafts import Unfit, judged
from podcaster.script.options import ScriptOptions
from podcaster.script.prompting import correction_for
from podcaster.script.prompts import Prompts

BRIEF, OPTIONS, PROMPTS = full("en"), ScriptOptions(), Prompts()
DRAFT = draft_of(BRIEF)


def _problems(text: str) -> tuple[str, ...]:
    try:
        judged(text, BRIEF, OPTIONS, "somebody")
    except Unfit as unfit:
        assert unfit.draft == text  # noqa: PT017
        return unfit.problems
    return ()


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but I can't help with that.",
        '{"title": "Today", "sections": []}',
        "Hello",
        "# {{ 7 * 7 }} {% raw %}\n\n## greeting: {{ x }}",
        DRAFT.replace("## focus", "```\n## focus"),
        f"{DRAFT}\n```",
        f"Sure!\n\n{DRAFT}",
        f"{DRAFT}\nI hope this helps.\n## more: text",
    ],
)
def test_what_is_no_script_is_told_in_a_correction(text: str) -> None:
    problems = _problems(text)
    assert problems
    said = correction_for(problems, PROMPTS)
    assert all(f"- {problem}" in said for problem in problems)


def test_a_good_draft_has_no_problems() -> None:
    assert _problems(DRAFT) == ()


@settings(max_examples=60, deadline=None)
@given(
    before=st.text(max_size=20),
    middle=st.text(alphabet=st.characters() | st.sampled_from("{}%#[]`*<>\n“”9"), max_size=30),
    at=st.integers(0, len(DRAFT)),
)
def test_whatever_is_in_a_draft_it_is_good_or_can_be_corrected(
    before: str, middle: str, at: int
) -> None:
    problems = _problems(before + DRAFT[:at] + middle + DRAFT[at:])
    said = correction_for(problems, PROMPTS)
    assert all(problem in said for problem in problems)
    assert len(said) < 4000
