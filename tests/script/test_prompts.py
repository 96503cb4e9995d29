from pathlib import Path

import pytest

from podcaster.errors import Misused
from podcaster.script.prompts import Prompts, shipped


def _prompts(directory: Path, text: str) -> Prompts:
    (directory / "own.j2").write_text(text, encoding="utf-8")
    return Prompts(directory)


def test_the_operators_own_template_comes_first(tmp_path: Path) -> None:
    (tmp_path / "fallback").mkdir()
    (tmp_path / "fallback" / "en.j2").write_text("mine")
    assert Prompts(tmp_path).render("fallback/en.j2", {}) == "mine"


def test_what_the_operator_does_not_have_comes_from_the_package(tmp_path: Path) -> None:
    assert Prompts(tmp_path).has("fallback/ja.j2")
    assert Prompts(tmp_path / "missing").has("system.j2")
    assert not Prompts(tmp_path).has("fallback/tlh.j2")


def test_templates_of_seven_languages_came_along() -> None:
    assert set(Prompts().templates()) == {"de", "en", "es", "fr", "ja", "ko", "zh"}


def test_the_operators_templates_are_listed_before_those_that_came_along(tmp_path: Path) -> None:
    (tmp_path / "fallback").mkdir()
    for name in ("en.j2", "pt-BR.j2", "notes to self.j2"):
        (tmp_path / "fallback" / name).write_text("mine")
    templates = Prompts(tmp_path).templates()
    assert templates["en"].parent.parent == templates["pt-BR"].parent.parent == tmp_path
    assert templates["de"].parent.parent == shipped()
    assert "notes to self" not in templates


def test_a_tag_has_the_template_of_its_language_unless_it_has_its_own(tmp_path: Path) -> None:
    (tmp_path / "fallback").mkdir()
    (tmp_path / "fallback" / "zh-TW.j2").write_text("mine")
    prompts = Prompts(tmp_path)
    assert prompts.template_for("zh_CN") == "fallback/zh.j2"
    assert prompts.template_for("zh-TW") == "fallback/zh-TW.j2"
    assert prompts.template_for("pt") == prompts.template_for("") == ""


def test_values_are_text_and_never_template(tmp_path: Path) -> None:
    prompts = _prompts(tmp_path, "It is {{ title }}.")
    assert prompts.render("own.j2", {"title": "<b> & 7*7"}) == "It is <b> & 7*7."


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("one\n{% if %}", "own.j2, line 2: Expected an expression"),
        ("one\ntwo {{ absent }}", "own.j2, line 2: 'absent' is undefined"),
        ("{{ told.absent }}", "own.j2, line 1: 'dict object' has no attribute 'absent'"),
        ("{{ ''.__class__.__mro__ }}", "own.j2, line 1: access to attribute '__class__'"),
        ("{{ told.update(x=1) }}", "own.j2, line 1: access to attribute 'update'"),
        ("{{ 1 / 0 }}", "own.j2, line 1: division by zero"),
        ("{% include 'gone.j2' %}", "there is no prompt gone.j2, which own.j2 needs"),
    ],
)
def test_a_fault_of_a_template_is_named_with_its_line(
    tmp_path: Path, text: str, fault: str
) -> None:
    with pytest.raises(Misused, match=fault):
        _prompts(tmp_path, text).render("own.j2", {"told": {}})


def test_a_placeholder_that_is_left_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misused, match=r"own.j2 leaves a placeholder \(\{\{\)"):
        _prompts(tmp_path, "{{ '{{ name }}' }}").render("own.j2", {})


def test_a_template_that_cannot_be_decoded_is_misused(tmp_path: Path) -> None:
    (tmp_path / "own.j2").write_bytes(b"\xff\xfe")
    with pytest.raises(Misused, match=r"own\.j2"):
        Prompts(tmp_path).render("own.j2", {})
