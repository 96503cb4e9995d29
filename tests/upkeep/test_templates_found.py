"""What an examination finds of prompts and templates, and of languages that have none."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from podcaster.script.options import ScriptOptions
from podcaster.script.prompts import Prompts
from podcaster.upkeep.findings import Finding
from podcaster.upkeep.templates import Wish, templates_are_there

ENGLISH: Mapping[str, Wish] = {"en": "default_language"}


PROMPTS = Prompts()


def found(
    about: str,
    named: Mapping[str, Wish] = ENGLISH,
    prompts: Prompts = PROMPTS,
    *,
    models: bool = True,
) -> Finding:
    """The finding about something; what comes after it is not looked for, which takes a while."""
    findings = templates_are_there(named, prompts, ScriptOptions(), models=models)
    return next(each for each in findings if each.about == about)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Where an operator's own prompts are."""
    (tmp_path / "fallback").mkdir()
    return tmp_path


def test_what_came_along_is_sound_and_regions_need_no_template_of_their_own() -> None:
    prompts, templates = templates_are_there(
        {**ENGLISH, "zh-TW": "episodes"}, PROMPTS, ScriptOptions(), models=False
    )
    assert prompts.verdict == templates.verdict == "ok"
    assert "de, en, es, fr, ja, ko, zh" in templates.said


def test_a_language_without_a_template_depends_on_models() -> None:
    finding = found("language pt-BR", {**ENGLISH, "pt-BR": "episodes"})
    assert (finding.verdict, finding.said) == (
        "warning",
        "there is no template for Portuguese: if no model can be asked, its learners fail that day",
    )
    assert "prompts/fallback/pt.j2" in finding.do


@pytest.mark.parametrize(
    ("wanted_by", "verdict"),
    [("default_language", "failure"), ("episodes", "failure"), ("voices", "warning")],
)
def test_where_no_model_can_be_asked_its_learners_fail(wanted_by: Wish, verdict: str) -> None:
    finding = found("language pt", {"pt": wanted_by}, models=False)
    assert finding.verdict == verdict
    assert "no model can be asked" in finding.said


def test_a_broken_template_is_a_failure_that_names_file_and_line(own: Path) -> None:
    broken = own / "fallback" / "en.j2"
    broken.write_text("# Today\n\n## greeting: Hello\n\nHello {{ nobody }}\n")
    finding = found(str(broken), prompts=Prompts(own))
    assert finding.verdict == "failure"
    assert f"{broken}, line 5: 'nobody' is undefined" in finding.said


def test_a_template_that_makes_no_script_is_a_failure(own: Path) -> None:
    (own / "fallback" / "de.j2").write_text("# Heute\n")
    finding = found(str(own / "fallback" / "de.j2"), prompts=Prompts(own))
    assert finding.verdict == "failure"
    assert "the section greeting is missing" in f"{finding.said} {finding.do}"


@pytest.mark.parametrize("name", ["system.j2", "episode.j2", "correction.j2"])
def test_a_broken_prompt_is_a_failure_that_names_file_and_line(own: Path, name: str) -> None:
    (own / name).write_text("one\n{{ nobody }}\n")
    finding = found("prompts", prompts=Prompts(own))
    assert finding.verdict == "failure"
    assert f"{own / name}, line 2: 'nobody' is undefined" in finding.said


def test_nothing_is_said_of_templates_where_the_chain_has_none() -> None:
    options = ScriptOptions(chain=("openai",))
    findings = templates_are_there({"pt": "episodes"}, Prompts(), options, models=True)
    assert [each.about for each in findings] == ["prompts"]
