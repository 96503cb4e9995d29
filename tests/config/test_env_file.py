"""The file of secrets, and who may read it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcaster.config.env_file import read_env_file
from podcaster.config.problems import ConfigInvalid


@pytest.fixture
def env_file(tmp_path):
    """Writes the file for its owner alone."""

    def write(text: str, mode: int = 0o600):
        path = tmp_path / "podcaster.env"
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        return path

    return write


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("KEY=abc", "abc"),
        ("KEY = abc ", "abc"),
        ("export KEY=abc", "abc"),
        ("KEY=", ""),
        ("KEY='a b'", "a b"),
        ('KEY="a b" # theirs', "a b"),
        ("KEY=abc # theirs", "abc"),
        ("KEY=a#b=c", "a#b=c"),
        ("KEY='a$HOME\"'", 'a$HOME"'),
        ("KEY=a${HOME}", "a${HOME}"),
        ("KEY='one\ntwo'", "one\ntwo"),
        ("\ufeff# ours\r\n\r\nKEY=abc\r\n", "abc"),
    ],
)
def test_a_line_is_read_as_a_shell_would_but_nothing_is_substituted(env_file, line, value):
    assert read_env_file(env_file(line)) == {"KEY": value}


def test_a_file_that_is_not_there_holds_nothing(tmp_path):
    assert read_env_file(tmp_path / "podcaster.env") == {}
    assert read_env_file(tmp_path / "nowhere/podcaster.env") == {}


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_file_that_others_can_read_is_refused_with_the_command_that_mends_it(env_file, mode):
    path = env_file("KEY=abc", mode)
    with pytest.raises(ConfigInvalid, match=f"chmod 600 {path}$"):
        read_env_file(path)


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_file_for_its_owner_alone_is_read(env_file, mode):
    assert read_env_file(env_file("KEY=abc", mode)) == {"KEY": "abc"}


def test_every_line_that_is_none_is_told_by_its_number_and_never_repeated(env_file):
    path = env_file("A=1\nhunter2\nB='x\n")
    with pytest.raises(ConfigInvalid) as told:
        read_env_file(path)
    assert str(told.value).splitlines()[1:] == [
        f"  {path}: line 2: is not KEY=VALUE",
        f"  {path}: line 3: is not KEY=VALUE",
    ]


@pytest.mark.parametrize("name", ["PODCASTER_CONFIG", "PODCASTER_ENV_FILE"])
def test_what_says_where_this_file_is_cannot_be_in_it(env_file, name):
    with pytest.raises(ConfigInvalid, match=f"line 1: {name} comes too late here"):
        read_env_file(env_file(f"{name}=x"))


@settings(max_examples=40)
@given(st.dictionaries(st.from_regex(r"[A-Z_][A-Z0-9_]{0,9}", fullmatch=True), st.text()))
def test_single_quotes_keep_any_value(tmp_path_factory, variables):
    variables = {name: value.replace("\r", "") for name, value in variables.items()}
    variables = {name: value for name, value in variables.items() if "PODCASTER" not in name}
    path = tmp_path_factory.mktemp("env") / "podcaster.env"
    quoted = {n: v.replace("\\", "\\\\").replace("'", "\\'") for n, v in variables.items()}
    path.write_bytes("".join(f"{n}='{v}'\n" for n, v in quoted.items()).encode())
    path.chmod(0o600)
    assert read_env_file(path) == variables
