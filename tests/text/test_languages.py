import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.text.languages import base, normalise


@pytest.mark.parametrize(
    ("tag", "normal"),
    [
        ("ja_JP", "ja-JP"),
        ("ja", "ja"),
        ("EN-us", "en-US"),
        ("zh_hans_cn", "zh-Hans-CN"),
        ("es-419", "es-419"),
        ("de-DE-1996", "de-DE"),
        ("en-u-ca-gregory", "en"),
        (" fr-FR.UTF-8 ", "fr-FR"),
    ],
)
def test_a_tag_is_written_the_one_way(tag: str, normal: str) -> None:
    assert normalise(tag) == normal


@pytest.mark.parametrize("tag", ["", "C", "und", "english", "12", "e", "ja--JP", "en US", "\ud800"])
def test_what_is_no_tag_is_empty(tag: str) -> None:
    assert normalise(tag) == ""
    assert base(tag) == ""


@given(st.text() | st.from_regex(r"[a-zA-Z]{2,3}([-_][A-Za-z0-9]{1,8}){0,3}", fullmatch=True))
def test_a_normal_tag_stays_as_it_is(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_the_base_is_the_language_alone() -> None:
    assert base("zh_Hant_TW") == "zh"
