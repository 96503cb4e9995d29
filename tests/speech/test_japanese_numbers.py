"""Japanese numbers sound as they do, and change the sound of what they count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.speech.japanese_numbers import counted, said


@pytest.mark.parametrize(
    ("number", "sound"),
    [
        ("0", "レイ"),
        ("7", "ナナ"),
        ("10", "ジュウ"),
        ("12", "ジュウニ"),
        ("75", "ナナジュウゴ"),
        ("100", "ヒャク"),
        ("365", "サンビャクロクジュウゴ"),
        ("600", "ロッピャク"),
        ("888", "ハッピャクハチジュウハチ"),
        ("1000", "セン"),
        ("1945", "センキュウヒャクヨンジュウゴ"),
        ("3000", "サンゼン"),
        ("8000", "ハッセン"),
        ("10000", "イチマン"),
        ("13000000", "センサンビャクマン"),
        ("10000000", "イッセンマン"),
        ("100000000", "イチオク"),
        ("8000000000000", "ハッチョウ"),
        ("3.14", "サンテンイチヨン"),
        ("0.5", "レイテンゴ"),
        ("007", "ゼロゼロナナ"),
    ],
)
def test_a_number_is_said(number: str, sound: str) -> None:
    assert said(number) == sound


@pytest.mark.parametrize(
    ("number", "counter", "sound"),
    [
        ("1", "回", "イッカイ"),
        ("10", "回", "ジュッカイ"),
        ("100", "個", "ヒャッコ"),
        ("3", "本", "サンボン"),
        ("6", "本", "ロッポン"),
        ("4", "分", "ヨンプン"),
        ("30", "分", "サンジュップン"),
        ("15", "分間", "ジュウゴフンカン"),
        ("8", "歳", "ハッサイ"),
        ("6", "点", "ロクテン"),
        ("1", "人", "ヒトリ"),
        ("4", "人", "ヨニン"),
        ("24", "人", "ニジュウヨニン"),
        ("4", "時", "ヨジ"),
        ("19", "時", "ジュウクジ"),
        ("7", "月", "シチガツ"),
        ("20", "日", "ハツカ"),
        ("3", "日間", "ミッカカン"),
        ("3", "つ", "ミッツ"),
        ("2024", "年", "ニセンニジュウヨネン"),
    ],
)
def test_a_counter_changes_with_its_number(number: str, counter: str, sound: str) -> None:
    assert counted(number, counter) == sound


def test_a_counter_that_changes_nothing_is_left_to_the_dictionary() -> None:
    assert counted("12", "問") is None


@given(st.integers(min_value=0, max_value=10**18))
def test_any_number_is_said_in_katakana_alone(value: int) -> None:
    assert all("ァ" <= character <= "ヴ" for character in said(str(value)))


@given(st.integers(min_value=1, max_value=10**12), st.integers(min_value=1, max_value=10**12))
def test_two_amounts_never_sound_the_same(one: int, other: int) -> None:
    assert (said(str(one)) == said(str(other))) == (one == other)
