"""What every dialect keeps to."""

from types import ModuleType
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies.writing import LANGUAGES, WORDS, marked

from podcaster.domain.script import Say, Span
from podcaster.speech.cloud_voices import CloudVoice
from podcaster.speech.markup import azure, google, polly
from podcaster.speech.markup import plain as plain_text
from podcaster.speech.markup.rendered import Rendered
from podcaster.speech.markup.ssml import cleaned
from podcaster.speech.pieces import Piece, pieces

DIALECTS: dict[str, tuple[ModuleType, str, str]] = {
    "polly standard": (polly, "Joanna", "standard"),
    "polly neural": (polly, "Joanna", "neural"),
    "polly generative": (polly, "Ruth", "generative"),
    "polly long-form": (polly, "Danielle", "long-form"),
    "google ssml": (google, "en-US-Neural2-C", "ssml"),
    "google studio": (google, "en-US-Studio-O", "ssml"),
    "google chirp3": (google, "en-US-Chirp3-HD-Kore", "chirp3"),
    "azure": (azure, "en-US-JennyNeural", "neural"),
    "azure multilingual": (azure, "en-US-AvaMultilingualNeural", "neural"),
    "azure emphatic": (azure, "en-US-GuyNeural", "neural"),
    "azure hd": (azure, "en-US-Ava:DragonHDLatestNeural", "neural"),
    "openai": (plain_text, "coral", "gpt-4o-mini-tts"),
}
dialects = st.sampled_from(sorted(DIALECTS))
strange = st.text(st.characters(exclude_categories=["Cs"]))


def voice(name: str, tier: str) -> CloudVoice:
    return CloudVoice(name=name, gender="female", language="en-US", code="en-US", tier=tier)


def render(dialect: str, piece: Piece, *, plain: bool = False) -> Rendered:
    module, name, tier = DIALECTS[dialect]
    rendered: Rendered = module.render(piece, voice(name, tier), plain=plain)
    return rendered


def words(rendered: Rendered) -> str:
    if not rendered.is_ssml:
        return rendered.text
    return "".join(ElementTree.fromstring(rendered.text).itertext())


marked_pieces = st.builds(
    lambda say, language, rate: Piece(say.text, say.spans, language, rate),
    marked() | marked(strange.filter(bool)),
    st.sampled_from(LANGUAGES),
    st.floats(0.1, 5),
)


@given(marked_pieces, dialects, st.booleans())
def test_the_words_go_over_the_wire_as_they_are(piece: Piece, dialect: str, plain: bool) -> None:
    assert words(render(dialect, piece, plain=plain)) == cleaned(piece.text)


@given(marked_pieces, dialects)
def test_no_silence_is_asked_of_a_vendor(piece: Piece, dialect: str) -> None:
    assert "<break" not in render(dialect, piece).text


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_means_something_in_xml_means_nothing(dialect: str) -> None:
    text = "</speak> & <break time='9s'/> \"x\" ]]> &amp; \x00\x0b\ufffe"
    for plain in (True, False):
        rendered = render(dialect, Piece(text, (Span(0, 8, True),), "en", 0.85), plain=plain)
        assert words(rendered) == text[:-3]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_plain_is_the_words_and_nothing_else(dialect: str) -> None:
    piece = Piece("Say hola.\n\nNow.", (Span(4, 8, True, "es"),), "en", 0.85)
    rendered = render(dialect, piece, plain=True)
    if dialect.startswith("azure"):  # the voice has to be named
        inside = ElementTree.fromstring(rendered.text)
        assert [len(inside), len(inside[0])] == [1, 0]
    else:
        assert (rendered.text, rendered.is_ssml) == (piece.text, False)


@pytest.mark.parametrize("dialect", sorted({"polly neural", "google ssml", "azure", "openai"}))
@pytest.mark.parametrize("script", WORDS)
def test_long_texts_of_every_script_are_cut_to_the_limit(dialect: str, script: str) -> None:
    module, name, tier = DIALECTS[dialect]
    say = Say((" ".join(WORDS[script]) + " & ") * 500)
    found = pieces(say, lambda piece: module.fits(piece, voice(name, tier)), "en", 0.85)
    assert "".join(piece.text for piece in found) == say.text
    assert len(found) > 1
    for piece in found:
        rendered = module.render(piece, voice(name, tier))
        assert (len(rendered.text) if module is polly else 0) <= 6_000
        assert (len(rendered.text.encode()) if module is google else 0) <= 5_000
        assert (len(rendered.text) if module is plain_text else 0) <= 4_096
        assert (rendered.size if module is azure else 0) <= 600
