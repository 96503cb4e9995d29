from dataclasses import replace

import pytest
from mornings import full
from script.models.contract import draft_of

from podcaster.domain.attempt import Attempt
from podcaster.errors import Rejected
from podcaster.script.operator import OperatorWriter
from podcaster.script.options import ScriptOptions

BRIEF = full("en")
DRAFT = draft_of(BRIEF)


def _refused(text: str) -> tuple[Rejected, list[Attempt]]:
    rows: list[Attempt] = []
    with pytest.raises(Rejected) as caught:
        OperatorWriter(text, ScriptOptions()).answer(BRIEF, rows.append)
    return caught.value, rows


def test_an_edited_script_is_the_operators_own_and_costs_nothing() -> None:
    rows: list[Attempt] = []
    writer = OperatorWriter(DRAFT, ScriptOptions())
    written = writer.answer(BRIEF, rows.append)
    assert (written.provider, written.model) == ("operator", "operator")
    assert BRIEF.name in written.script.text
    assert "{name}" not in written.script.text
    (row,) = rows
    assert (row.outcome, row.provider, row.cost_micro_usd) == ("ok", "operator", 0)
    assert writer.price_estimate() == 0


def test_without_a_name_the_token_goes_gracefully() -> None:
    written = OperatorWriter(DRAFT, ScriptOptions()).answer(
        replace(BRIEF, name=""), lambda row: None
    )
    assert "{name}" not in written.script.text


@pytest.mark.parametrize(
    "text", [f"\ufeff\n{DRAFT}\n\n", f"```\n{DRAFT}```", f"```md\n{DRAFT}\n```\n"]
)
def test_what_stands_around_a_script_is_no_matter(text: str) -> None:
    OperatorWriter(text, ScriptOptions()).answer(BRIEF, lambda row: None)


@pytest.mark.parametrize("text", ["", "Good morning.", f"Here it is:\n```\n{DRAFT}```", "```"])
def test_a_text_that_is_no_script_is_refused_with_its_line(text: str) -> None:
    error, rows = _refused(text)
    assert error.kind == "layout"
    assert "the file" in str(error)
    assert "line 1 " in str(error)
    assert [row.error_kind for row in rows] == ["layout"]


def test_a_script_that_fails_its_gates_is_refused_with_all_that_is_wrong() -> None:
    wrong = DRAFT.replace(
        "[pause", "You reached 9999 points.\n\n“A Title of Nobody” is next.\n\n[pause"
    )
    wrong = wrong.replace("## focus:", "See www.example.com.\n\n## focus:")
    error, rows = _refused(wrong)
    assert error.kind == "gate"
    for problem in ("9999", "A Title of Nobody", "an address"):
        assert problem in str(error)
    assert [row.error_kind for row in rows] == ["gate"]


def test_a_hundred_problems_are_told_in_a_few_lines() -> None:
    many = " ".join(f"{number} points." for number in range(5001, 5101))
    error, _ = _refused(DRAFT.replace("## focus:", f"{many}\n\n## focus:"))
    assert "more" in str(error)
    assert len(str(error)) < 3000


def test_every_problem_is_told_with_its_line_before_anything_is_written() -> None:
    assert OperatorWriter(DRAFT, ScriptOptions()).problems(BRIEF) == ()
    wrong = DRAFT.replace("## focus:", "See www.example.com.\n\n## focus:")
    line = DRAFT.split("\n").index(next(x for x in DRAFT.split("\n") if x.startswith("## gre"))) + 1
    assert OperatorWriter(wrong, ScriptOptions()).problems(BRIEF) == (
        f"from line {line} on, the section greeting holds an address",
    )
    no_script = wrong.replace("# ", "", 1).replace("[pause", "[break")
    assert len(OperatorWriter(no_script, ScriptOptions()).problems(BRIEF)) >= 2


@pytest.mark.parametrize("call", ["Hello, Sarah.", "Good morning, *Sarah*! Sarah, well done."])
def test_the_learner_may_be_called_by_name_but_nobody_else(call: str) -> None:
    text = DRAFT.replace("\n\n## focus:", f"\n\n{call}\n\n## focus:")
    written = OperatorWriter(text, ScriptOptions()).answer(BRIEF, lambda row: None)
    assert written == replace(
        OperatorWriter(text.replace("Sarah", "{name}"), ScriptOptions()).answer(
            BRIEF, lambda row: None
        ),
        prompt_sha256=written.prompt_sha256,
    )
    (problem,) = OperatorWriter(text.replace("Sarah", "Jessica"), ScriptOptions()).problems(BRIEF)
    assert "calls the learner by a name" in problem


def test_a_title_that_begins_like_the_learners_name_stays_a_title() -> None:
    brief = replace(BRIEF, name="Prepositions")
    text = DRAFT.replace(
        "\n\n## focus:",
        "\n\nHello, Prepositions. “Prepositions of time” is waiting for you.\n\n## focus:",
    )
    assert OperatorWriter(text, ScriptOptions()).problems(brief) == ()
