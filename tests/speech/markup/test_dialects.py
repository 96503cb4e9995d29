"""What is special about each dialect."""

import pytest

from podcaster.domain.script import Span
from podcaster.speech.cloud_voices import CloudVoice
from podcaster.speech.markup import azure, google, plain, polly
from podcaster.speech.pieces import Piece

BOTH = Piece("Say hola & go.", (Span(4, 8, True, "es"), Span(11, 13, True)), "en", 0.85)
LANG = '<lang xml:lang="es-ES">hola</lang>'


def _voice(name: str = "Joanna", tier: str = "neural", code: str = "en-US") -> CloudVoice:
    return CloudVoice(name=name, gender="female", language="en-US", code=code, tier=tier)


def _words(text: str, rate: float = 1.0) -> Piece:
    return Piece(text, (), "en", rate)


@pytest.mark.parametrize("tier", ["neural", "long-form", "generative"])
def test_polly_speaks_languages_and_pace_but_no_stress(tier: str) -> None:
    rendered = polly.render(BOTH, _voice(tier=tier))
    assert rendered.text == (f'<speak><prosody rate="85%">Say {LANG} &amp; go.</prosody></speak>')
    assert (rendered.billed, rendered.size) == (14, len(rendered.text))
    assert rendered.is_ssml


def test_standard_voices_of_polly_stress_words() -> None:
    text = polly.render(BOTH, _voice(tier="standard")).text
    stressed = '<emphasis level="moderate">{}</emphasis>'.format
    assert text == (
        f'<speak><prosody rate="85%">Say <lang xml:lang="es-ES">{stressed("hola")}</lang>'
        f" &amp; {stressed('go')}.</prosody></speak>"
    )


def test_polly_gets_plain_text_where_there_is_nothing_to_mark() -> None:
    assert polly.render(_words("A & B."), _voice()).text == "A & B."


def test_paragraphs_are_elements_that_hold_their_pace() -> None:
    text = polly.render(_words("A.\n\nB.", 0.9), _voice()).text
    assert text == (
        '<speak><p><prosody rate="90%">A.</prosody></p>\n\n'
        '<p><prosody rate="90%">B.</prosody></p></speak>'
    )


@pytest.mark.parametrize(
    ("rate", "said"), [(0.01, "20%"), (0.85, "85%"), (1.05, "105%"), (9, "200%")]
)
def test_polly_speaks_no_slower_and_no_faster_than_it_can(rate: float, said: str) -> None:
    assert f'rate="{said}"' in polly.render(_words("A.", rate), _voice()).text


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("es", "es-ES"),
        ("es-MX", "es-MX"),
        ("es-AR", "es-ES"),
        ("zh-CN", "cmn-CN"),
        ("ar", "arb"),
        ("ja", "ja-JP"),
        ("en-GB", "en-GB"),
        ("th", ""),
        ("nb", "nb-NO"),
        ("zh", "cmn-CN"),
    ],
)
def test_polly_has_its_own_codes_of_languages(tag: str, code: str) -> None:
    assert polly.code_of(tag) == code


@pytest.mark.parametrize("language", ["th", "en-GB"])
def test_a_language_that_is_the_voices_own_or_unknown_to_it_is_not_marked(language: str) -> None:
    piece = Piece("Say it.", (Span(4, 6, language=language),), "en", 1.0)
    assert polly.render(piece, _voice()).text == "Say it."


def test_polly_takes_fewer_characters_than_its_limits() -> None:
    assert polly.fits(_words("a" * 2_900), _voice())
    assert not polly.fits(_words("a" * 2_901), _voice())
    assert polly.fits(_words("&" * 1_100, 0.9), _voice())
    assert not polly.fits(_words("&" * 1_200, 0.9), _voice())  # escaped, each is five


def test_google_is_told_the_rate_beside_the_text() -> None:
    rendered = google.render(BOTH, _voice("en-US-Neural2-C", "ssml"))
    stressed = '<emphasis level="moderate">{}</emphasis>'.format
    assert rendered.text == (
        f'<speak>Say <lang xml:lang="es">{stressed("hola")}</lang> &amp; {stressed("go")}.</speak>'
    )
    assert rendered.rate == 0.85
    assert rendered.billed == rendered.size == len(rendered.text)


def test_studio_voices_stress_nothing() -> None:
    text = google.render(BOTH, _voice("en-US-Studio-O", "ssml")).text
    assert text == '<speak>Say <lang xml:lang="es">hola</lang> &amp; go.</speak>'


def test_chirp_takes_plain_text() -> None:
    rendered = google.render(BOTH, _voice("en-US-Chirp3-HD-Kore", "chirp3"))
    assert (rendered.text, rendered.is_ssml, rendered.rate) == (BOTH.text, False, 0.85)
    assert rendered.billed == 14


def test_google_counts_bytes_and_looks_at_each_sentence() -> None:
    chirp = _voice("ja-JP-Chirp3-HD-Kore", "chirp3")
    assert google.fits(_words("今日は晴れ。" * 266), chirp)
    assert not google.fits(_words("今日は晴れ。" * 267), chirp)
    assert google.fits(_words("a" * 900), chirp)
    assert not google.fits(_words("a" * 901), chirp)
    assert google.fits(_words("a" * 800 + ". " + "B" * 800), chirp)


def test_azure_names_the_voice_and_its_language() -> None:
    rendered = azure.render(BOTH, _voice("en-US-JennyNeural"))
    inside = '<prosody rate="-15%">Say hola &amp; go.</prosody>'
    assert rendered.text == (
        '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US">'
        f'<voice name="en-US-JennyNeural">{inside}</voice></speak>'
    )
    assert (rendered.billed, rendered.rate, rendered.is_ssml) == (len(inside), 1.0, True)


def test_only_multilingual_voices_of_azure_change_language() -> None:
    text = azure.render(BOTH, _voice("en-US-AvaMultilingualNeural")).text
    assert 'Say <lang xml:lang="es">hola</lang> &amp; go.' in text


def test_three_voices_of_azure_stress_words() -> None:
    text = azure.render(BOTH, _voice("en-US-GuyNeural")).text
    assert 'Say <emphasis level="moderate">hola</emphasis> &amp;' in text


def test_hd_voices_of_azure_get_words_alone() -> None:
    text = azure.render(BOTH, _voice("en-US-Ava:DragonHDLatestNeural")).text
    assert ">Say hola &amp; go.</voice>" in text


def test_azure_charges_twice_for_han_and_once_for_kana_and_hangul() -> None:
    voice = _voice("ja-JP-NanamiNeural", code="ja-JP")
    assert azure.render(_words("今日は한국a"), voice).billed == 4 + 4


def test_azure_is_asked_for_five_minutes_at_most() -> None:
    voice = _voice("en-US-JennyNeural")
    assert azure.render(_words("a" * 147), voice).size == 10
    assert azure.fits(_words("a" * 4_400), voice)
    assert not azure.fits(_words("a" * 4_420), voice)
    assert not azure.fits(_words("a" * 4_400, 0.85), voice)
    assert not azure.fits(Piece("日" * 1_100, (), "zh", 1.0), voice)
    assert not azure.fits(Piece("か" * 2_001, (), "ja", 2.0), voice)


def test_plain_text_keeps_the_rate_beside_it() -> None:
    rendered = plain.render(BOTH, _voice("coral", "gpt-4o-mini-tts"))
    assert (rendered.text, rendered.is_ssml, rendered.rate) == (BOTH.text, False, 0.85)


def test_plain_text_is_shorter_in_wide_scripts() -> None:
    voice = _voice("coral", "gpt-4o-mini-tts")
    assert plain.fits(_words("a" * 3_000), voice)
    assert not plain.fits(_words("a" * 3_001), voice)
    assert plain.fits(_words("日" * 1_500), voice)
    assert not plain.fits(_words("日" * 1_501), voice)
