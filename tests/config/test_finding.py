"""Where config.toml is looked for."""

from pathlib import Path

import pytest

from podcaster.config.finding import find, platform_state
from podcaster.errors import Misused


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty working directory."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


@pytest.fixture
def of_user(tmp_path):
    """A user's config.toml, and the environment that leads to it."""
    path = tmp_path / "home/.config/podcaster/config.toml"
    path.parent.mkdir(parents=True)
    path.touch()
    return path, {"HOME": str(tmp_path / "home")}


def test_a_flag_wins_over_the_variable(here):
    assert find(Path("/a.toml"), {"PODCASTER_CONFIG": "/b.toml"}) == Path("/a.toml")


def test_the_variable_wins_over_the_working_directory(here):
    (here / "config.toml").touch()
    assert find(None, {"PODCASTER_CONFIG": "b.toml"}) == here / "b.toml"


def test_the_working_directory_wins_over_the_users(here, of_user):
    (here / "config.toml").touch()
    assert find(None, of_user[1]) == here / "config.toml"


def test_the_users_configuration_is_found(here, of_user):
    path, environment = of_user
    assert find(None, environment) == path


def test_xdg_config_home_names_the_users_place(here, of_user):
    path, _ = of_user
    environment = {"HOME": "/nowhere", "XDG_CONFIG_HOME": str(path.parent.parent)}
    assert find(None, environment) == path


def test_a_relative_xdg_config_home_is_ignored(here, of_user):
    path, environment = of_user
    assert find(None, {**environment, "XDG_CONFIG_HOME": "etc"}) == path


def test_none_anywhere_is_one_sentence_that_names_the_places_and_the_way_out(here):
    with pytest.raises(Misused) as told:
        find(None, {"HOME": "/home/ada", "PODCASTER_CONFIG": ""})
    assert str(told.value) == (
        "no configuration found: neither ./config.toml nor"
        " /home/ada/.config/podcaster/config.toml nor /etc/podcaster/config.toml is there;"
        " name one with --config or PODCASTER_CONFIG, or make one with `podcaster init`"
    )


def test_nothing_is_asked_of_an_empty_environment(here):
    with pytest.raises(
        Misused, match=r"neither \./config\.toml nor /etc/podcaster/config\.toml is"
    ):
        find(None, {})


def test_a_working_directory_that_is_gone_is_told(here):
    here.rmdir()
    with pytest.raises(Misused, match="working directory is gone"):
        find(Path("a.toml"), {})


def test_state_of_the_system_and_of_users_has_its_own_place():
    assert platform_state(Path("/etc/podcaster"), {}) == Path("/var/lib/podcaster")
    home = Path("/home/ada/.config/podcaster")
    assert platform_state(home, {"HOME": "/home/ada"}) == Path("/home/ada/.local/state/podcaster")
    assert platform_state(Path("/opt/podcaster"), {"HOME": "/home/ada"}) is None
