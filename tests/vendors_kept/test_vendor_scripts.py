import pytest
from mornings import BRIEFS
from vendors.scripts import LANGUAGES, script_in

from podcaster.script.gates import check, duration
from podcaster.script.layout import parse
from podcaster.script.options import ScriptOptions


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("named", [True, False])
def test_a_canned_script_passes_the_gates_for_every_learner(language: str, named: bool) -> None:
    script = parse(script_in(language, named=named), language)
    for morning in BRIEFS.values():
        brief = morning(language)
        assert check(script, brief, ScriptOptions()) == ()
        assert 195 < duration(script, brief) < 320


def test_the_name_stands_only_where_it_is_asked_for() -> None:
    for language in LANGUAGES:
        assert script_in(language).count("{name}") == 2
        assert "{" not in script_in(language, named=False)
        assert "<" not in script_in(language)
