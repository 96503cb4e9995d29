"""One value after another: default, file, env file, environment, flag."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from podcaster.config.config import Config
from podcaster.config.keys import JOINT, PREFIX, Path, takes_text

Origin = Literal["default", "file", "env_file", "environment", "flag"]
Tree = dict[str, Any]
DEEPEST = 4
NO_SETTINGS = ("PODCASTER_CONFIG", "PODCASTER_LINK_SECRET", "PODCASTER_LINK_SECRET_FILE")
"""Variables that look like a key's and are none: where to begin, and a secret."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A value, and where it came from: `where` is a file, or a variable that says `said`."""

    path: Path
    value: object
    origin: Origin
    where: str
    said: Path = ()


def defaults() -> Tree:
    """The names that are there without being named: an operator's own are added to them."""
    config = Config()
    return {
        "models": {name: {} for name in config.models},
        "engines": {name: {} for name in config.engines},
        "stores": {name: {} for name in config.stores},
        "speech": {"plans": dict(config.speech.plans), "aliases": dict(config.speech.aliases)},
    }


def from_table(table: Mapping[str, object], where: str) -> Iterator[Setting]:
    """The settings of a file."""
    for path, value in _flattened(table):
        if path:
            yield Setting(path, value, "file", where)


def from_variables(
    variables: Mapping[str, str], origin: Origin, there: Tree, file: str = ""
) -> Iterator[Setting]:
    """The settings of variables named PODCASTER_..., in the order of their names.

    Names are matched to those `there` whatever their case. What is not text is a TOML value.
    """
    for name in sorted(variables):
        if name.startswith(PREFIX) and name not in NO_SETTINGS:
            parts = tuple(readable(name).removeprefix(PREFIX).split(JOINT))
            where = f"{file}: {name}" if file else f"environment variable {name}"
            said = _match(parts, there)
            for path, value in _flattened(_value(readable(variables[name]), said), said):
                yield Setting(path, value, origin, where, said)


def from_flags(overrides: Mapping[str, object]) -> Iterator[Setting]:
    """The settings of the command line; keys are dotted paths."""
    for dotted, value in overrides.items():
        value = readable(value) if isinstance(value, str) else value
        yield Setting(tuple(dotted.split(".")), value, "flag", "the command line")


def merged(settings: Iterable[Setting], onto: Tree) -> Tree:
    """One tree in which later settings win; tables are merged key by key."""
    tree = _copy(onto)
    for setting in settings:
        *section, name = setting.path
        node, ours = tree, onto
        for part in section:
            below = ours.get(part)
            ours = below if isinstance(below, dict) else {}
            if not isinstance(node.get(part), dict):
                node[part] = _copy(ours)
            node = node[part]
        node[name] = _merged_value(node.get(name), setting.value)
    return tree


def readable(text: str) -> str:
    """`text` from outside, with U+FFFD for bytes that are not UTF-8."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def _flattened(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    if isinstance(value, Mapping) and value and len(path) < DEEPEST:
        for name, each in value.items():
            yield from _flattened(each, (*path, name))
    else:
        yield path, value


def _merged_value(old: object, new: object) -> object:
    if isinstance(old, dict) and isinstance(new, Mapping):
        return {**old, **new}
    return new


def _match(parts: Path, there: object) -> Path:
    path: Path = ()
    for part in parts:
        names = list(there) if isinstance(there, Mapping) else []
        name = next((each for each in names if each.lower() == part.lower()), part.lower())
        there = there.get(name) if isinstance(there, Mapping) else None
        path = (*path, name)
    return path


def _value(text: str, path: Path) -> object:
    if takes_text(path):
        return text
    try:
        table = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text  # the check of its type will say what belongs here
    return table["value"] if len(table) == 1 else text


def _copy(tree: Tree) -> Tree:
    return {
        name: _copy(value) if isinstance(value, dict) else value for name, value in tree.items()
    }
