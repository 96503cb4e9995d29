"""What can be wrong with a file as a whole is one sentence that names it."""

import os
from pathlib import Path

import pytest

from podcaster.config.loading import load
from podcaster.config.problems import ConfigInvalid


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[storage", "line 1, column 9: not TOML: expected ']' at the end of a table declaration"),
        (b"a = 1\nb = \n", "line 2, column 5: not TOML: invalid value"),
        (b'# a\na = "', "line 2, column 6: not TOML: unterminated string"),
        (b"[a]\n[a]", "line 2, column 3: not TOML: cannot declare ('a',) twice"),
        (b"\x89PNG\r\n\x1a\n", "line 1 is not UTF-8 text; save the file as UTF-8"),
        (b"a = 1\n# caf\xe9", "line 2 is not UTF-8 text; save the file as UTF-8"),
        ("timezone = 'UTC'".encode("utf-16"), "is UTF-16; save it as UTF-8"),
        (b"#" * 300_000, "is larger than 256 KiB; is it the right file?"),
        (b"a = " + b"9" * 5000, "holds a number with thousands of digits"),
        (b"a = " + b"[" * 100_000, "is nested too deeply"),
    ],
)
def test_a_file_that_is_no_toml_is_told_with_its_place(faults, tmp_path, content, told):
    assert faults(content) == [f"{tmp_path / 'config.toml'}: {told}"]


def test_a_byte_order_mark_does_no_harm(loaded):
    assert loaded(b"\xef\xbb\xbf[pipeline]\r\njobs = 3\r\n").config.pipeline.jobs == 3


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ConfigInvalid, match=r"here\.toml: cannot be read: no such file"):
        load(tmp_path / "here.toml", {})


def test_a_directory_is_told(tmp_path):
    with pytest.raises(ConfigInvalid, match="is a directory; name a file"):
        load(tmp_path, {})


def test_a_pipe_is_refused_before_anyone_waits_for_it(tmp_path):
    os.mkfifo(tmp_path / "config.toml")
    with pytest.raises(ConfigInvalid, match="is no regular file"):
        load(tmp_path / "config.toml", {})


def test_a_file_that_cannot_be_read_is_told():
    with pytest.raises(
        ConfigInvalid, match=r"^/proc/self/mem: cannot be read: input/output error$"
    ):
        load(Path("/proc/self/mem"), {})


def test_a_header_with_very_many_parts_is_an_unknown_section(faults):
    (told,) = faults("[" + ".".join("a" * 5000) + "]\nb = 1")
    assert told.endswith("[a]: is not known")
