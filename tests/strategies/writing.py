"""Words of many scripts, plain and marked, for what cuts and marks up texts."""

import re

import grapheme
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from podcaster.domain.script import Say, Span

WORDS = {
    "latin": ("Hello", "don't", "naïve", "e\u0301te\u0301", "3,000", "3.5", "Mr.", "12:30"),
    "cyrillic": ("Привет", "мир", "й"),
    "greek": ("Γειά", "σου;", "ἀρχή"),
    "arabic": ("مرحبا", "كِتَاب", "،", "١٬٠٠٠"),
    "hebrew": ("שלום", "שָׁלוֹם"),
    "devanagari": ("नमस्ते", "क्षत्रिय", "ज्ञान।"),
    "thai": ("สวัสดี", "กำลัง", "เรียน"),
    "han": ("今天", "天气很好。", "，", "你好"),
    "kana": ("コンピューター", "きょう", "が", "ﾊﾝｶｸ", "、"),
    "hangul": ("안녕하세요", "\u1112\u1161\u11ab", "한국어"),
    "tamil": ("வணக்கம்", "நிலை"),
    "georgian": ("გამარჯობა", "მადლობა"),
    "ethiopic": ("ሰላም", "።", "፡"),
    "bengali": ("ক্ষমা", "বাংলা"),
    "emoji": ("👩‍👩‍👧‍👦", "🇩🇪🇯🇵", "👍🏽", "❤️", "🏳️‍🌈"),
}
BETWEEN = (" ", " ", " ", "", ", ", ". ", "! ", " – ", "\n\n", "\u00a0", " & ", ' "', "<b>", "*")
LANGUAGES = ("en", "ja-JP", "de", "th", "hi-IN", "es-MX", "zh-CN", "ar", "ko")


def texts(**kwargs: int) -> SearchStrategy[str]:
    """Some words of one or more scripts, set apart in every way, or not at all."""
    all_words = [word for words in WORDS.values() for word in words]
    return st.lists(
        st.tuples(st.sampled_from(all_words), st.sampled_from(BETWEEN)), min_size=1, **kwargs
    ).map(lambda pairs: "".join(word + between for word, between in pairs))


def graphemes(text: str) -> list[str]:
    """What a reader takes for one character, each; line by line, for flags after a line's end."""
    return [each for line in re.split(r"(\n)", text) for each in grapheme.graphemes(line)]


@st.composite
def marked(draw: st.DrawFn, texts: SearchStrategy[str] = texts(max_size=25)) -> Say:  # noqa: B008
    """Such a text with spans that begin and end somewhere, not with white space."""
    text = draw(texts)
    places = st.integers(0, len(text))
    edges = sorted(draw(st.lists(places, max_size=6, unique=True)))
    spans = [
        Span(start, end, *draw(st.sampled_from([(True, ""), (False, "es"), (True, "fr-FR")])))
        for start, end in zip(edges[::2], edges[1::2], strict=False)
        if text[start:end] and text[start:end] == text[start:end].strip()
    ]
    return Say(text, draw(st.booleans()), tuple(spans))
