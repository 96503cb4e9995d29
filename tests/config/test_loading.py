"""Where each value comes from, and what it is relative to."""

from pathlib import Path

import pytest

from podcaster.config.config import Config
from podcaster.config.loading import load
from podcaster.config.problems import ConfigInvalid
from podcaster.errors import Misused
from podcaster.storage.options import StorageOptions


def private(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)


def test_an_empty_file_is_a_valid_configuration(loaded):
    config = loaded("").config
    assert config.learners.source == "sample"
    assert config.storage == StorageOptions()


def test_a_file_wins_over_the_default(loaded):
    assert loaded("[pipeline]\njobs = 3").config.pipeline.jobs == 3


def test_the_env_file_wins_over_the_file(loaded, tmp_path):
    private(tmp_path / "podcaster.env", "PODCASTER_PIPELINE__JOBS=4")
    assert loaded("[pipeline]\njobs = 3").config.pipeline.jobs == 4


def test_the_environment_wins_over_the_env_file(loaded, tmp_path):
    private(tmp_path / "podcaster.env", "PODCASTER_PIPELINE__JOBS=4")
    environment = {"PODCASTER_PIPELINE__JOBS": "5"}
    assert loaded("[pipeline]\njobs = 3", environment).config.pipeline.jobs == 5


def test_a_flag_wins_over_everything(loaded, tmp_path):
    private(tmp_path / "podcaster.env", "PODCASTER_PIPELINE__JOBS=4")
    environment = {"PODCASTER_PIPELINE__JOBS": "5"}
    flags = {"pipeline.jobs": 6}
    assert loaded("[pipeline]\njobs = 3", environment, flags).config.pipeline.jobs == 6


def test_it_is_remembered_where_each_value_came_from(loaded, tmp_path):
    private(tmp_path / "podcaster.env", "PODCASTER_AUDIO__BITRATE_KBPS=96")
    origins = loaded(
        "[pipeline]\njobs = 3\n[stores.archive]\nkind = 'local'\nprefix = 'old'",
        {"PODCASTER_SCRIPT__MINUTES": "[2, 5]"},
        {"learners.source": "/x.json"},
    ).origins
    assert origins["pipeline.jobs"] == "file"
    assert origins["stores.archive.kind"] == "file"
    assert origins["stores.archive.path"] == "default"
    assert origins["audio.bitrate_kbps"] == "env_file"
    assert origins["script.minutes"] == "environment"
    assert origins["learners.source"] == "flag"
    assert origins["timezone"] == origins["speech.plans.free"] == "default"


def test_variables_may_hold_lists_and_tables_as_toml(loaded):
    config = loaded(
        "",
        {
            "PODCASTER_SCRIPT__MINUTES": "[1, 9.5]",
            "PODCASTER_SPEECH__ALIASES": '{gold = "premium"}',
        },
    ).config
    assert config.script.minutes == (1, 9.5)
    assert config.speech.aliases == {"basic": "free", "gold": "premium"}


def test_text_in_a_variable_is_taken_as_it_is(loaded):
    config = loaded(
        "", {"PODCASTER_LEARNERS__TENANT": "42", "PODCASTER_STORAGE__PREFIX": ""}
    ).config
    assert (config.learners.tenant, config.storage.prefix) == ("42", "")


def test_a_variable_finds_a_name_that_has_capitals(loaded):
    environment = {"PODCASTER_STORES__ARCHIVE__PATH": "/b"}
    config = loaded("[stores.Archive]\nkind = 'local'\npath = '/a'", environment).config
    assert config.stores["Archive"].path == Path("/b")


def test_names_of_the_operators_own_are_added_to_ours(loaded):
    config = loaded(
        "[speech.plans]\npro = ['espeak']\n[stores.archive]\nkind = 'local'\npath = 'old'"
    ).config
    assert set(config.speech.plans) == {"free", "premium", "enterprise", "pro"}
    assert set(config.stores) == {"local", "archive"}


def test_the_kind_of_a_store_or_engine_is_its_name(loaded):
    config = loaded("[stores.local]\npath = 'x'\n[engines.robot]\nkind = 'espeak'").config
    assert config.stores["local"].kind == "local"
    assert config.engines["robot"].kind == config.engines["espeak"].kind == "espeak"


def test_paths_are_relative_to_the_file(loaded, tmp_path):
    config = loaded("state_dir = 'state'\n[stores.local]\npath = '../media'").config
    assert config.state_dir == tmp_path / "state"
    assert config.stores["local"].path == tmp_path / "../media"
    assert config.env_file == tmp_path / "podcaster.env"


def test_a_relative_config_is_found_from_the_working_directory(write, tmp_path, monkeypatch):
    write()
    monkeypatch.chdir(tmp_path)
    found = load(Path("config.toml"), {})
    assert (found.path, found.directory) == (tmp_path / "config.toml", tmp_path)


def test_a_tilde_is_the_home_that_the_environment_names(loaded):
    config = loaded("state_dir = '~/state'", {"HOME": "/home/ada"}).config
    assert config.state_dir == Path("/home/ada/state")


def test_beside_a_users_config_nothing_is_written(tmp_path):
    environment = {"XDG_CONFIG_HOME": str(tmp_path), "XDG_STATE_HOME": "/s"}
    (tmp_path / "podcaster").mkdir()
    (tmp_path / "podcaster/config.toml").touch()
    config = load(tmp_path / "podcaster/config.toml", environment).config
    assert config.state_dir == Path("/s/podcaster")
    assert config.stores["local"].path == Path("/s/podcaster/media")
    assert config.env_file == tmp_path / "podcaster/podcaster.env"


def test_paths_that_are_named_stay_where_they_are_beside_a_users_config(tmp_path):
    environment = {"XDG_CONFIG_HOME": str(tmp_path), "HOME": "/h"}
    (tmp_path / "podcaster").mkdir()
    file = tmp_path / "podcaster/config.toml"
    file.write_text("state_dir = 'var'\n[stores.local]\npath = 'media'")
    config = load(file, environment).config
    assert config.state_dir == tmp_path / "podcaster/var"
    assert config.stores["local"].path == tmp_path / "podcaster/media"


def test_a_path_may_be_named_in_a_table_that_a_variable_holds(tmp_path):
    (tmp_path / "podcaster").mkdir()
    (tmp_path / "podcaster/config.toml").touch()
    environment = {"XDG_CONFIG_HOME": str(tmp_path), "PODCASTER_STORES__LOCAL": '{path = "media"}'}
    loaded = load(tmp_path / "podcaster/config.toml", environment)
    assert loaded.config.stores["local"].path == tmp_path / "podcaster/media"
    assert loaded.origins["stores.local.path"] == "environment"
    assert loaded.origins["stores.local.prefix"] == "default"


def test_what_the_env_file_holds_is_in_the_environment_unless_it_is_there(loaded, tmp_path):
    private(tmp_path / "podcaster.env", "A=file\nB=file")
    assert loaded("", {"B": "outside"}).environment == {"A": "file", "B": "outside"}


def test_secrets_are_not_in_the_representation_of_what_was_loaded(loaded, tmp_path):
    private(tmp_path / "podcaster.env", "OPENAI_API_KEY=sk-1234")
    assert "sk-1234" not in repr(loaded(""))


def test_an_env_file_that_is_named_but_missing_is_worth_a_warning(loaded, tmp_path):
    assert loaded("").warnings == ()
    assert loaded("env_file = 'keys.env'").warnings == (
        f"env_file names {tmp_path / 'keys.env'}, which is not there",
    )


def test_an_env_file_may_be_named_by_a_variable(loaded, tmp_path):
    private(tmp_path / "keys.env", "A=1")
    assert loaded("", {"PODCASTER_ENV_FILE": "keys.env"}).environment["A"] == "1"


def test_options_made_in_code_must_fit_together_too():
    with pytest.raises(ValueError, match="there is no store"):
        Config(storage=StorageOptions(store="s3"))


def test_a_wrong_configuration_is_misuse_with_exit_code_2():
    assert issubclass(ConfigInvalid, Misused)
    assert ConfigInvalid.exit_code == 2
