import pytest

from podcaster.domain.script import SECTION_KINDS, Pause, Say, Script, Section
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
