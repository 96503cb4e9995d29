"""The house stands as it is drawn: imports lead strictly downward, and every module has a place.

__main__ -> cli -> wiring -> config -> {pipeline upkeep}
         -> {sources briefing script speech storage ledger publish alerts}
         -> {remote audio text workers} -> options -> errors -> domain
"""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import pytest

HOUSE = Path(__file__).parents[1] / "podcaster"
LAYERS = (
    {"__main__"},
    {"cli"},
    {"wiring"},
    {"config"},
    {"pipeline", "upkeep"},
    {"sources", "briefing", "script", "speech", "storage", "ledger", "publish", "alerts"},
    {"remote", "audio", "text", "workers"},
    {"options"},
    {"errors"},
    {"domain"},
    {"sample"},  # what it holds is read as files
    {"__init__"},
)
DEPTH = {room: depth for depth, rooms in enumerate(LAYERS) for room in rooms}
MAY_SEE_A_WHOLE_CONFIG = {"config", "wiring", "cli"}
NO_NAME = re.compile(
    r"(?:^|_)(?:helper|util|common|manager|service|data|info|process|handle)s?(?:_|$)"
)


class Import(NamedTuple):
    """One import: dotted names without the leading `podcaster`, or that of a foreign module."""

    importer: str
    imported: str
    ours: bool

    def __str__(self) -> str:
        return f"{self.importer} imports {self.imported}"


def room(module: str) -> str:
    return module.partition(".")[0]


@cache
def modules(house: Path) -> tuple[tuple[str, ast.Module], ...]:
    return tuple(map(partial(_parsed, house), sorted(house.rglob("*.py"))))


def _parsed(house: Path, path: Path) -> tuple[str, ast.Module]:
    name = ".".join(path.relative_to(house).with_suffix("").parts)
    return name.removesuffix(".__init__"), ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(house: Path) -> tuple[Import, ...]:
    """Every import, wherever in a module it stands: in a function or under TYPE_CHECKING too."""
    return tuple(_imports(house))


def _imports(house: Path) -> Iterator[Import]:
    for importer, tree in modules(house):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield _import(importer, alias.name)
            elif isinstance(node, ast.ImportFrom):
                source = "." * node.level + (node.module or "")
                for alias in node.names:
                    yield _import(importer, _module_of(house, source, alias.name))


def _module_of(house: Path, source: str, name: str) -> str:
    """The module that `from source import name` means: `name` may be one itself."""
    inside = house.parent.joinpath(*source.split("."), name)
    return f"{source}.{name}" if inside.is_dir() or inside.with_suffix(".py").exists() else source


def _import(importer: str, name: str) -> Import:
    if name == "podcaster":
        return Import(importer, "__init__", ours=True)
    ours = name.startswith(("podcaster.", "."))
    return Import(importer, name.removeprefix("podcaster."), ours)


def homeless(house: Path) -> list[str]:
    return sorted({room(name) for name, _ in modules(house)} - set(DEPTH))


def upward(house: Path) -> list[str]:
    """Imports that do not lead strictly downward, and relative ones, which hide where they lead."""
    return [
        str(each)
        for each in imports(house)
        if each.ours
        and room(each.importer) != room(each.imported)
        and not DEPTH.get(room(each.importer), 0) < DEPTH.get(room(each.imported), -1)
    ]


def config_beyond_options(house: Path) -> list[str]:
    """What config imports from rooms beside their options."""
    return [
        str(each)
        for each in imports(house)
        if each.ours
        and room(each.importer) == "config"
        and room(each.imported) not in ("config", "options", "errors", "domain")
        and not each.imported.endswith(".options")
    ]


def see_a_whole_config(house: Path) -> list[str]:
    seen = (each for each in imports(house) if each.ours and room(each.imported) == "config")
    return [str(each) for each in seen if room(each.importer) not in MAY_SEE_A_WHOLE_CONFIG]


def foreign_to_domain(house: Path) -> list[str]:
    return [
        str(each)
        for each in imports(house)
        if room(each.importer) == "domain"
        and not (each.ours and room(each.imported) == "domain")
        and room(each.imported) not in sys.stdlib_module_names
    ]


def printing(house: Path) -> list[str]:
    """Calls of print() outside the only room that draws."""
    return [
        f"{name}:{node.lineno}"
        for name, tree in modules(house)
        for node in ast.walk(tree)
        if room(name) != "cli"
        and isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]


def with_globals(house: Path) -> list[str]:
    return [
        f"{name}:{node.lineno}"
        for name, tree in modules(house)
        for node in ast.walk(tree)
        if isinstance(node, ast.Global)
    ]


def named_after_nothing(house: Path) -> list[str]:
    names = (name for name, _ in modules(house))
    return [name for name in names if any(map(NO_NAME.search, name.split(".")))]


RULES = {
    "every module has a layer": homeless,
    "imports lead strictly downward": upward,
    "config assembles options and nothing else": config_beyond_options,
    "only wiring and cli see a whole Config": see_a_whole_config,
    "domain knows the standard library alone": foreign_to_domain,
    "only cli prints": printing,
    "nothing is global": with_globals,
    "no module is named after nothing": named_after_nothing,
}


@pytest.mark.parametrize("rule", RULES)
def test_the_house_keeps_each_rule(rule):
    assert RULES[rule](HOUSE) == []


def test_the_house_was_really_looked_at():
    assert {"cli", "config", "domain", "wiring"} <= {room(name) for name, _ in modules(HOUSE)}
    assert sum(each.ours for each in imports(HOUSE)) > 100


def test_a_sound_house_breaks_no_rule(tmp_path):
    house = build(
        tmp_path,
        {
            "__init__.py": "",
            "cli/app.py": "import podcaster\nfrom podcaster.wiring import make\nprint(1)",
            "wiring.py": "from podcaster.config.config import Config",
            "config/config.py": "from podcaster.speech.options import S\nimport pydantic",
            "speech/options.py": "from podcaster.text import languages",
            "text/languages.py": "from podcaster.domain.words import Word",
            "domain/words.py": "import collections.abc\nfrom podcaster.domain.days import Day",
            "domain/days.py": "from datetime import date",
        },
    )
    assert {rule: faults(house) for rule, faults in RULES.items() if faults(house)} == {}


@pytest.mark.parametrize(
    ("rule", "file", "source"),
    [
        ("every module has a layer", "attic/chest.py", ""),
        ("every module has a layer", "attic.py", ""),
        ("imports lead strictly downward", "speech/a.py", "from podcaster.script.b import c"),
        ("imports lead strictly downward", "speech/a.py", "from podcaster import script"),
        ("imports lead strictly downward", "text/a.py", "import podcaster.speech.plans"),
        ("imports lead strictly downward", "text/a.py", "def f():\n    import podcaster.wiring"),
        ("imports lead strictly downward", "errors.py", "from podcaster.options import Options"),
        ("imports lead strictly downward", "text/a.py", "from ..speech import plans"),
        ("imports lead strictly downward", "text/a.py", "import podcaster.attic"),
        (
            "imports lead strictly downward",
            "storage/a.py",
            "if TYPE_CHECKING:\n    from podcaster.ledger.ledger import Ledger",
        ),
        (
            "config assembles options and nothing else",
            "config/a.py",
            "from podcaster.speech.plans import plan",
        ),
        (
            "only wiring and cli see a whole Config",
            "pipeline/a.py",
            "from podcaster.config.config import Config",
        ),
        ("domain knows the standard library alone", "domain/a.py", "import pydantic"),
        ("domain knows the standard library alone", "domain/a.py", "import podcaster.errors"),
        ("only cli prints", "speech/a.py", "print('hello')"),
        ("nothing is global", "speech/a.py", "def f():\n    global x\n    x = 1"),
        ("no module is named after nothing", "text/utils.py", ""),
        ("no module is named after nothing", "speech/voice_manager.py", ""),
        ("no module is named after nothing", "common/__init__.py", ""),
    ],
)
def test_a_house_that_breaks_a_rule_is_found_out(tmp_path, rule, file, source):
    assert len(RULES[rule](build(tmp_path, {"script/__init__.py": "", file: source}))) == 1


def build(folder: Path, files: dict[str, str]) -> Path:
    for name, source in files.items():
        path = folder / "podcaster" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    return folder / "podcaster"
