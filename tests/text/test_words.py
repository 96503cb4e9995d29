import pytest

from podcaster.text.words import is_within_word


@pytest.mark.parametrize(
    "text",
    [
        "wo|rd",
        "ወይ|፧",
        "¿|qué",
        "3|,000",
        "3,|000",
        "3.|5",
        "12|:30",
        "don|'t",
        "コンピ|ューター",
        "き|ょう",
        "เ|รียน",
        "よい|。",
        "「|はい",
        "Привет|ствие",
        "١|٬٠٠٠",
        "नम|स्ते",
        "2026-|11",
    ],
)
def test_a_word_or_a_number_is_not_parted(text: str) -> None:
    assert is_within_word(text.replace("|", ""), text.index("|"))


@pytest.mark.parametrize(
    "text", ["a |b", "今日|は", "東京|Tower", "スーパー|で", "end.| A", "สวัสดี|ครับ", "|a", "a|"]
)
def test_words_are_parted(text: str) -> None:
    assert not is_within_word(text.replace("|", ""), text.index("|"))
