"""The file that a newcomer reads: it tells every key, and each with its true default."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from podcaster.config.config import Config
from podcaster.config.keys import ANY, all_keys
from podcaster.config.loading import load

TOP = Path(__file__).parents[2]
SHIPPED = TOP / "config.toml"
# A key or a section that is commented out, as opposed to a sentence.
COMMENTED = re.compile(r"^# (?=[a-z_]+ = |\[)", re.MULTILINE)


def leaves(tree: Mapping, path: tuple[str, ...] = ()):
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from leaves(value, (*path, name))
        else:
            yield (*path, name), value


CHOSEN = frozenset({"models", "engines", "stores", "plans", "aliases", "voices", "names", "query"})


def is_a_name(section: tuple[str, ...], name: str) -> bool:
    """True where the operator chooses what a key is called."""
    return bool(section) and section[-1] in CHOSEN


@pytest.fixture(scope="module")
def everything_shown():
    text = COMMENTED.sub("", SHIPPED.read_text(encoding="utf-8"))
    return dict(leaves(tomllib.loads(text)))


@pytest.fixture(scope="module")
def true_defaults():
    return dict(leaves(Config().model_dump(mode="json")))


def test_the_shipped_file_changes_nothing(tmp_path):
    copy, empty = tmp_path / "config.toml", tmp_path / "empty.toml"
    copy.write_bytes(SHIPPED.read_bytes())
    empty.touch()
    assert load(copy, {}).config == load(empty, {}).config
    assert load(copy, {}).warnings == ()


def test_it_shows_every_key_there_is(everything_shown):
    shown = {
        tuple(ANY if is_a_name(path[:at], name) else name for at, name in enumerate(path))
        for path in everything_shown
    }
    tables = {key[:length] for key in all_keys() for length in range(1, len(key))}
    assert set(all_keys()) - tables <= shown


def test_it_shows_true_defaults(everything_shown, true_defaults):
    for path, value in everything_shown.items():
        # None cannot be written: there the file shows a value, or a table, that may be chosen.
        if true_defaults.get(path) is not None:
            assert true_defaults[path] == value, path


def test_each_key_that_is_commented_out_may_be_used(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(COMMENTED.sub("", SHIPPED.read_text(encoding="utf-8")), encoding="utf-8")
    assert load(path, {}).config


def test_the_example_of_the_env_file_holds_nothing(tmp_path):
    (tmp_path / "config.toml").touch()
    example = tmp_path / "podcaster.env"
    example.write_bytes((TOP / "podcaster.env.example").read_bytes())
    example.chmod(0o600)
    assert load(tmp_path / "config.toml", {}).environment == {}
