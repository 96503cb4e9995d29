"""What an operator may say about cloud engines."""

import pytest
from pydantic import TypeAdapter, ValidationError

from podcaster.speech.options import (
    AzureOptions,
    EngineOptions,
    EspeakOptions,
    GoogleOptions,
    OpenAISpeechOptions,
    PollyOptions,
)

ENGINES: TypeAdapter[EngineOptions] = TypeAdapter(EngineOptions)


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("espeak", EspeakOptions),
        ("polly", PollyOptions),
        ("google", GoogleOptions),
        ("azure", AzureOptions),
        ("openai", OpenAISpeechOptions),
    ],
)
def test_an_engine_is_known_by_its_kind(kind: str, options: type) -> None:
    assert ENGINES.validate_python({"kind": kind}) == options()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "polly", "tier": "chirp3"},
        {"kind": "google", "tier": "neural"},
        {"kind": "azure", "region": "https://westeurope"},
        {"kind": "openai", "format": "ogg"},
        {"kind": "openai", "model": ""},
        {"kind": "polly", "voices": {"English": {"female": "Amy"}}},
        {"kind": "polly", "voices": {"en": {"woman": "Amy"}}},
        {"kind": "polly", "voices": {"en": {"tier": "chirp3"}}},
        {"kind": "openai", "voices": {"en": {"tier": "neural"}}},
        {"kind": "google", "base_url": "texttospeech.googleapis.com"},
        {"kind": "polly", "rate": 3},
        {"kind": "polly", "usd_per_million_characters": -1},
        {"kind": "polly", "key": "secret"},
    ],
)
def test_what_no_engine_can_use_is_an_error(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ENGINES.validate_python(wrong)


def test_tags_of_voices_are_normalised() -> None:
    options = PollyOptions.model_validate({"voices": {"en_gb": {"female": "Emma"}}})
    assert options.voices["en-GB"].female == "Emma"


def test_the_limits_stay_within_the_vendors_quotas() -> None:
    assert (PollyOptions().at_once, PollyOptions().per_second) == (4, 8)
    assert GoogleOptions().per_second == pytest.approx(200 / 60, rel=0.02)
