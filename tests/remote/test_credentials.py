import copy
import json
import os
import pickle
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials, Secret

KEY = "sk-test-0123456789"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_text(f"{KEY}\n")
    path.chmod(0o600)
    return path


def revealed(credentials: Credentials, *names: str) -> str | None:
    secret = credentials.secret(*names)
    return None if secret is None else secret.reveal()


def refusal(environment: dict[str, str], name: str = "A_KEY") -> str:
    """What is said of a value or file that cannot be used, with all that led to it."""
    with pytest.raises(Misused) as caught:
        Credentials(environment).secret(name)
    told = "".join(traceback.format_exception(caught.value))
    assert KEY not in told
    assert name in str(caught.value)
    return str(caught.value)


def test_a_secret_is_what_its_variable_holds():
    assert revealed(Credentials({"A_KEY": KEY}), "A_KEY") == KEY


def test_the_first_name_that_is_set_wins():
    credentials = Credentials({"B_KEY": "second", "A_KEY": "first"})
    assert revealed(credentials, "A_KEY", "B_KEY") == "first"
    assert revealed(credentials, "C_KEY", "B_KEY") == "second"


@pytest.mark.parametrize("blank", ["", " ", "\n", "\t "])
def test_a_blank_variable_counts_as_unset(blank: str):
    assert Credentials({"A_KEY": blank}).secret("A_KEY") is None
    assert Credentials({"A_KEY_FILE": blank}).secret("A_KEY") is None
    assert Credentials({"A_REGION": blank}).text("A_REGION") == ""
    assert revealed(Credentials({"A_KEY": blank, "B_KEY": "b"}), "A_KEY", "B_KEY") == "b"


def test_space_around_a_secret_was_not_meant():
    assert revealed(Credentials({"A_KEY": f" {KEY}\r\n"}), "A_KEY") == KEY


def test_a_secret_may_stand_in_a_file(file: Path):
    assert revealed(Credentials({"A_KEY_FILE": str(file)}), "A_KEY") == KEY


def test_a_variable_goes_before_a_file(file: Path):
    credentials = Credentials({"A_KEY": "here", "A_KEY_FILE": str(file)})
    assert revealed(credentials, "A_KEY") == "here"


def test_a_file_of_the_first_name_goes_before_the_second_name(file: Path):
    credentials = Credentials({"A_KEY_FILE": str(file), "B_KEY": "second"})
    assert revealed(credentials, "A_KEY", "B_KEY") == KEY


def test_a_relative_path_is_below_the_directory_that_was_named(file: Path):
    assert revealed(Credentials({"A_KEY_FILE": "key"}, file.parent), "A_KEY") == KEY


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(file: Path):
    file.write_bytes(b"\xef\xbb\xbf" + KEY.encode() + b"\r\n")
    assert revealed(Credentials({"A_KEY_FILE": str(file)}), "A_KEY") == KEY


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_a_file_that_others_may_touch_is_refused_and_says_what_to_do(file: Path, mode: int):
    file.chmod(mode)
    told = refusal({"A_KEY_FILE": str(file)})
    assert f"{mode:04o}" in told
    assert "chmod 600" in told


@pytest.mark.parametrize("content", [b"", b"\n", b"  \n\n"])
def test_an_empty_file_is_refused(file: Path, content: bytes):
    file.write_bytes(content)
    assert "is empty" in refusal({"A_KEY_FILE": str(file)})


def test_a_file_of_several_lines_is_refused(file: Path):
    file.write_text(f"{KEY}\n{KEY}\n")
    assert "characters that no key has" in refusal({"A_KEY_FILE": str(file)})


def test_a_file_that_is_no_text_is_refused(file: Path):
    file.write_bytes(b"\xff\xfe" + KEY.encode("utf-16"))
    assert "characters that no key has" in refusal({"A_KEY_FILE": str(file)})


def test_a_file_that_is_too_large_is_refused(file: Path):
    file.write_text("k" * 100_000)
    assert "too large" in refusal({"A_KEY_FILE": str(file)})


def test_a_missing_file_is_refused(tmp_path: Path):
    assert "no such file" in refusal({"A_KEY_FILE": str(tmp_path / "nothing")})


def test_what_is_no_file_is_refused(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe", 0o600)
    assert "no regular file" in refusal({"A_KEY_FILE": str(tmp_path)})
    assert "no regular file" in refusal({"A_KEY_FILE": str(tmp_path / "pipe")})


def test_a_key_in_the_place_of_a_path_is_not_printed():
    refusal({"A_KEY_FILE": KEY})
    refusal({"A_KEY_FILE": f"{KEY}\0"})
    refusal({"A_KEY_FILE": KEY * 50})


@pytest.mark.parametrize("added", ["\nX-Other: 1", "\u201d", "\u200b", "é", "\x7f"])
def test_a_key_that_no_header_could_carry_is_refused_before_any_request(added: str):
    assert "copy the key anew" in refusal({"A_KEY": KEY + added + "9"})


def test_a_text_is_no_secret():
    credentials = Credentials({"A_REGION": " westeurope ", "A_REGION_FILE": "/nowhere"})
    assert credentials.text("B_REGION", "A_REGION") == "westeurope"
    assert credentials.text("B_REGION") == ""
    assert credentials.secrets == ()


def test_every_secret_that_was_handed_out_is_known(file: Path):
    credentials = Credentials({"A_KEY": "a" * 9, "B_KEY_FILE": str(file), "C_KEY": "unasked"})
    credentials.secret("A_KEY")
    credentials.secret("A_KEY")
    credentials.secret("B_KEY")
    assert credentials.secrets == ("a" * 9, KEY)


@dataclass
class Holder:
    secret: Secret


@pytest.mark.parametrize(
    "show",
    [
        repr,
        str,
        "{}".format,
        "{!r:>40}".format,
        "{:>40}".format,
        lambda secret: f"{secret}",
        lambda secret: f"{secret!s:20}",
        lambda secret: "%s %r" % (secret, secret),  # noqa: UP031 - what logging does
        lambda secret: str([secret]),
        lambda secret: repr(Holder(secret)),
        lambda secret: str(asdict(Holder(secret))),
        lambda secret: repr(copy.deepcopy(secret)),
        lambda secret: json.dumps({"a": secret}, default=str),
        lambda secret: ascii(secret),
        lambda secret: str(Misused(secret)),
    ],
)
def test_a_secret_shows_in_no_text(show):
    assert KEY not in show(Secret(KEY))


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_secret_cannot_be_pickled(protocol: int):
    with pytest.raises(TypeError, match="stays where it is"):
        pickle.dumps(Holder(Secret(KEY)), protocol)


def test_a_secret_is_no_json():
    with pytest.raises(TypeError):
        json.dumps(Secret(KEY))


def test_a_secret_has_no_attributes_to_list():
    with pytest.raises(TypeError):
        vars(Secret(KEY))


def test_a_copy_of_a_secret_reveals_the_same():
    assert copy.copy(Secret(KEY)).reveal() == copy.deepcopy(Secret(KEY)).reveal() == KEY
