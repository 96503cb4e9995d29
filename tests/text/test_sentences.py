import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.text.sentences import sentences

some_text = st.text() | st.lists(
    st.sampled_from(
        ["Hello", " ", ".", "!", "?", "。", "」", "\n", "3.5", "Mr", "A", "b", "…", '"']
    )
).map("".join)


@given(some_text, st.sampled_from(["en", "ja", "es", "fr", "de", "zh", "", "xx"]))
def test_sentences_joined_are_the_text(text: str, language: str) -> None:
    parts = sentences(text, language)
    assert "".join(parts) == text
    assert all(parts)


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ["Good morning. ", "How are you? ", "Fine!"]),
        ("en", ["You had 3.5 of 10. ", "Well done."]),
        ("en", ["Mr. Smith met J. K. Rowling. ", "They spoke."]),
        ("en", ["It was I. ", "We won."]),
        ("en", ['She said "go!" ', "Then he went."]),
        ("en", ["Wait... what? ", "Yes."]),
        ("en", ["one\n", "two"]),
        ("es", ["¿Qué tal? ", "¡Muy bien! ", "El Sr. López espera."]),
        ("fr", ["« Ça va ? » ", "Oui !"]),
        ("de", ["Am 3. Mai, z. B. Montag. ", "Gut."]),
        ("ja", ["おはようございます。", "元気ですか？", "「はい。」", "では。"]),
        ("zh", ["你好！", "今天学什么？", "开始吧。"]),
    ],
)
def test_a_text_is_cut_after_each_sentence(language: str, parts: list[str]) -> None:
    assert sentences("".join(parts), language) == parts


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("am", ["ሰላም።", "እንዴት ነህ፧"]),
        ("hy", ["Բարև։ ", "Ինչպե՞ս ես։"]),
        ("km", ["សួស្តី។ ", "អរគុណ។"]),
        ("hi", ["नमस्ते। ", "आप कैसे हैं? ", "ठीक।"]),
    ],
)
def test_full_stops_of_many_scripts_are_known(language: str, parts: list[str]) -> None:
    assert sentences("".join(parts), language) == parts


@pytest.mark.timeout(10)
@pytest.mark.parametrize("run", ["." * 10, "z. b. ", " ", '."', "a", "\n"])
def test_the_longest_text_takes_no_longer_for_its_length(run: str) -> None:
    text = "A" + run * (200_000 // len(run)) + "b. C"
    assert "".join(sentences(text, "de")) == text
