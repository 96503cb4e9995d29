"""Azure: SSML in, sound out, and errors that often say nothing."""

from collections.abc import Mapping
from typing import ClassVar

import pytest
from speech.engines.contract import ROWS, MarkupContract, Row
from vendors import faults

from podcaster.remote.credentials import Credentials
from podcaster.remote.http import Http
from podcaster.speech.engines.azure import Azure, address, missing
from podcaster.speech.options import AzureOptions

REGIONAL = "https://westeurope.tts.speech.microsoft.com/cognitiveservices/v1"


class TestAzure(MarkupContract):
    account, kind, model = "azure", "azure", "neural"
    woman = "en-US-AvaNeural"
    micro_usd_per_character = 15
    ROWS: ClassVar[Mapping[str, Row]] = {
        **ROWS,
        "the free quota is used up": Row(faults.NO_QUOTA, "quota", 1),
    }

    def adapter(self, credentials: Credentials, http: Http, base_url: str, timeout: float) -> Azure:
        return Azure(AzureOptions(base_url=base_url, timeout=timeout), credentials, http)


@pytest.mark.parametrize(
    ("base_url", "region", "asked"),
    [
        ("", "westeurope", REGIONAL),
        ("http://127.0.0.1:9", "westeurope", "http://127.0.0.1:9/cognitiveservices/v1"),
        (
            "https://ours.cognitiveservices.azure.com",
            "",
            "https://ours.cognitiveservices.azure.com/tts/cognitiveservices/v1",
        ),
        (
            "https://ours.cognitiveservices.azure.com/tts",
            "",
            "https://ours.cognitiveservices.azure.com/tts/cognitiveservices/v1",
        ),
        (
            "https://ours.cognitiveservices.azure.com/cognitiveservices/v1",
            "",
            "https://ours.cognitiveservices.azure.com/cognitiveservices/v1",
        ),
        ("", "", ""),
    ],
)
def test_it_is_asked_in_its_region_or_at_its_own_address(
    base_url: str, region: str, asked: str
) -> None:
    assert address(base_url, region) == asked


def test_a_region_is_understood_as_people_write_it(http: Http) -> None:
    credentials = Credentials({"SPEECH_REGION": "West Europe", "SPEECH_KEY": "k" * 32})
    assert Azure(AzureOptions(), credentials, http).url == REGIONAL


@pytest.mark.parametrize(
    ("options", "environment", "lacking"),
    [
        ({}, {}, ("AZURE_SPEECH_KEY", "AZURE_SPEECH_REGION")),
        ({}, {"SPEECH_KEY": "k", "SPEECH_REGION": "eastus"}, ()),
        ({"region": "eastus"}, {"AZURE_SPEECH_KEY": "k"}, ()),
        ({"base_url": "http://127.0.0.1:9"}, {"AZURE_SPEECH_KEY": "k"}, ()),
        ({}, {"AZURE_SPEECH_KEY": "k"}, ("AZURE_SPEECH_REGION",)),
        ({"region": "eastus"}, {"AZURE_SPEECH_KEY": " "}, ("AZURE_SPEECH_KEY",)),
    ],
)
def test_what_is_missing_is_named_without_asking_anybody(
    options: dict[str, str], environment: dict[str, str], lacking: tuple[str, ...]
) -> None:
    assert missing(AzureOptions.model_validate(options), Credentials(environment)) == lacking
