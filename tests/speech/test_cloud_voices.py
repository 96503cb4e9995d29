"""Who speaks at a vendor: the tag, a region near it, its base; and nobody in another's place."""

from datetime import date

import pytest

from podcaster.domain.learner import Gender
from podcaster.errors import Rejected
from podcaster.speech.cloud_voices import dated, languages, voice_of
from podcaster.speech.options import VoiceOptions
from podcaster.text.languages import base, normalise

TIERS = [
    ("polly", "neural"),
    ("polly", "standard"),
    ("polly", "generative"),
    ("google", "chirp3"),
    ("google", "ssml"),
    ("azure", "neural"),
    ("openai", "any"),
]
PROMISED = ["en", "es", "fr", "de", "it", "pt", "ja", "ko", "zh", "hi"]
PROMISED += ["ar", "ru", "tr", "nl", "sv"]


@pytest.mark.parametrize(("provider", "tier"), TIERS)
def test_each_voice_is_found_by_its_own_tag(provider: str, tier: str) -> None:
    for tag, genders in languages(provider, tier).items():
        assert tag == normalise(tag)
        for gender in genders:
            voice = voice_of(provider, tier, tag, gender)
            assert (voice.language, voice.gender, voice.tier) == (tag, gender, tier)
            assert voice.code


@pytest.mark.parametrize(
    ("provider", "tier"), [("google", "chirp3"), ("google", "ssml"), ("azure", "neural")]
)
def test_every_language_has_a_woman_and_a_man(provider: str, tier: str) -> None:
    for language in PROMISED:
        for gender in ("female", "male"):
            assert base(voice_of(provider, tier, language, gender).language) == language


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (("polly", "neural", "en", None), ("Joanna", "en-US")),
        (("polly", "neural", "en_GB", "male"), ("Brian", "en-GB")),
        (("polly", "neural", "en-AU", "female"), ("Amy", "en-GB")),
        (("polly", "neural", "en-CA", "female"), ("Joanna", "en-US")),
        (("polly", "neural", "es-MX", "female"), ("Mia", "es-MX")),
        (("polly", "neural", "es-AR", "male"), ("Pedro", "es-US")),
        (("polly", "standard", "es-MX", "male"), ("Miguel", "es-US")),
        (("polly", "neural", "pt-PT", None), ("Camila", "pt-BR")),
        (("polly", "neural", "zh-Hans-CN", None), ("Zhiyu", "cmn-CN")),
        (("polly", "neural", "ar", "male"), ("Zayd", "ar-AE")),
        (("polly", "standard", "ar-EG", None), ("Zeina", "arb")),
        (("google", "chirp3", "zh", "male"), ("cmn-CN-Chirp3-HD-Charon", "cmn-CN")),
        (("google", "ssml", "ar-SA", None), ("ar-XA-Wavenet-A", "ar-XA")),
        (("azure", "neural", "ar-EG", None), ("ar-SA-ZariyahNeural", "ar-SA")),
        (("openai", "any", "ja-JP", "male"), ("onyx", "ja")),
    ],
)
def test_a_tag_finds_the_nearest_voice_and_the_vendor_s_code(
    asked: tuple[str, str, str, Gender | None], found: tuple[str, str]
) -> None:
    voice = voice_of(*asked)
    assert (voice.name, voice.code) == found


@pytest.mark.parametrize(
    ("tier", "language", "gender"),
    [
        ("neural", "ru-RU", None),
        ("neural", "ko-KR", "male"),
        ("neural", "zh-CN", "male"),
        ("neural", "sv-SE", "male"),
        ("neural", "nl-NL", "male"),
        ("long-form", "en-US", None),
        ("neural", "tlh", None),
        ("neural", "", None),
        ("neural", "not a tag", "female"),
    ],
)
def test_nobody_speaks_in_another_s_place(tier: str, language: str, gender: Gender | None) -> None:
    with pytest.raises(Rejected, match=r"no .* voice of polly speaks .*: name one") as rejected:
        voice_of("polly", tier, language, gender)
    assert rejected.value.kind == "no_voice"


def test_bilingual_voices_are_told_their_language() -> None:
    assert voice_of("polly", "neural", "hi-IN", None).bilingual
    assert not voice_of("polly", "neural", "ja-JP", None).bilingual


def test_the_operator_s_voices_come_first() -> None:
    own = {"en-US": VoiceOptions(female="Ruth")}
    assert voice_of("polly", "neural", "en-US", "female", own).name == "Ruth"
    assert voice_of("polly", "neural", "en-US", "male", own).name == "Matthew"
    assert voice_of("polly", "neural", "en-GB", "female", own).name == "Amy"


def test_the_operator_may_take_the_known_voices_of_another_tier() -> None:
    own = {"ru": VoiceOptions(tier="standard"), "nl-NL": VoiceOptions(tier="standard")}
    russian = voice_of("polly", "neural", "ru-RU", "male", own)
    assert (russian.name, russian.tier, russian.language) == ("Maxim", "standard", "ru-RU")
    assert voice_of("polly", "neural", "nl", "male", own).name == "Ruben"


def test_the_operator_may_name_a_language_that_is_not_known() -> None:
    own = {"cy-GB": VoiceOptions(female="Gwyneth", tier="standard")}
    voice = voice_of("polly", "neural", "cy", None, own)
    assert (voice.name, voice.code, voice.tier) == ("Gwyneth", "cy-GB", "standard")
    own = {"pl": VoiceOptions(male="pl-PL-Neural2-X", code="pl-PL")}
    assert voice_of("google", "ssml", "pl-PL", None, own).code == "pl-PL"
    assert "pl" in languages("google", "ssml", own)


@pytest.mark.parametrize(
    ("provider", "tag", "name", "code"),
    [
        ("google", "fr-CA", "fr-CA-Chirp3-HD-Kore", "fr-CA"),
        ("google", "zh-TW", "cmn-TW-Wavenet-A", "cmn-TW"),
        ("google", "en", "en-GB-Chirp3-HD-Leda", "en-GB"),
        ("azure", "es-AR", "es-AR-ElenaNeural", "es-AR"),
        ("azure", "sr-RS", "sr-Latn-RS-NicholasNeural", "sr-Latn-RS"),
        ("polly", "zh-CN", "Zhiyu", "cmn-CN"),
    ],
)
def test_the_code_is_that_of_the_operator_s_own_voice_and_not_of_a_near_one(
    provider: str, tag: str, name: str, code: str
) -> None:
    tier = {"google": "chirp3"}.get(provider, "neural")
    assert voice_of(provider, tier, tag, "female", {tag: VoiceOptions(female=name)}).code == code


def test_the_voices_have_a_date() -> None:
    assert date(2026, 1, 1) < dated() < date(2030, 1, 1)
