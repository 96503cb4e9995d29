"""Keys that cannot be what they are meant to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.remote.credentials import Credentials
from podcaster.upkeep.shapes import ANTHROPIC, AWS, GOOGLE, OPENAI, keys_look_right

VARIABLE = "SOME_KEY"


def said(key: str, issuer: str | None) -> list[str]:
    credentials = Credentials({VARIABLE: key})
    return [each.said for each in keys_look_right({VARIABLE: issuer}, credentials)]


@pytest.mark.parametrize(
    ("key", "issuer"),
    [
        ("sk-proj-0123456789abcdef", OPENAI),
        ("sk-ant-api03-0123456789", ANTHROPIC),
        ("AIzaSy0123456789abcdefgh", GOOGLE),
        ("AQ.Ab0123456789abcdefghi", GOOGLE),
        ("AKIA0123456789ABCDEF", AWS),
        ("0123456789abcdef0123456789abcdef", None),
        ("0123456789abcdef0123456789abcdef", OPENAI),  # vendors may begin keys in new ways
    ],
)
def test_a_key_of_its_issuer_is_nothing_to_speak_of(key, issuer):
    assert said(key, issuer) == []


@pytest.mark.parametrize(
    ("key", "issuer", "wrong"),
    [
        ('"sk-proj-0123456789abcdef"', OPENAI, "has quotes around it"),
        ("'0123456789abcdef01234567", None, "has quotes around it"),
        ("sk-proj-0123 456789abcdef", OPENAI, "has white space in it"),
        ("sk-proj", OPENAI, "is shorter than any key"),
        ("sk-proj-0123456789abcdef", GOOGLE, "looks like a key of OpenAI, not of Google"),
        ("sk-ant-api03-0123456789", OPENAI, "looks like a key of Anthropic, not of OpenAI"),
        ("AIzaSy0123456789abcdefgh", ANTHROPIC, "looks like a key of Google, not of Anthropic"),
        ("AKIA0123456789ABCDEF", None, "looks like a key of AWS (an access key's id)"),
    ],
)
def test_a_key_that_cannot_be_right_is_told_by_what_is_wrong(key, issuer, wrong):
    assert [each.partition(",")[0] for each in said(key, issuer)] == [wrong.partition(",")[0]]


def test_a_server_of_ones_own_may_have_any_key():
    assert said("ollama", "") == said("sk-ant-api03-0123456789", "") == []


def test_a_variable_that_is_not_set_is_nothing_to_speak_of():
    assert list(keys_look_right({"OTHER": OPENAI}, Credentials({}))) == []


@given(
    key=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=60),
    issuer=st.sampled_from([OPENAI, ANTHROPIC, GOOGLE, AWS, None]),
)
def test_no_key_is_ever_shown(key, issuer):
    credentials = Credentials({VARIABLE: key})
    for each in keys_look_right({VARIABLE: issuer}, credentials):
        assert key not in f"{each.said} {each.do}"
