"""Whether it is the vendor itself that is asked: only of that its own news are true."""

import pytest
from pydantic import TypeAdapter

from podcaster.remote.credentials import Credentials
from podcaster.remote.http import Http
from podcaster.speech.engines.opening import CloudEngineOptions, open_adapter

OPTIONS: TypeAdapter[CloudEngineOptions] = TypeAdapter(CloudEngineOptions)


@pytest.mark.parametrize(
    ("kind", "base_url", "environment", "at_home"),
    [
        ("openai", "", {}, True),
        ("openai", "https://api.openai.com/v1", {}, True),
        ("openai", "https://eu.api.openai.com/v1", {}, True),
        ("openai", "http://127.0.0.1:8880/v1", {}, False),
        ("openai", "", {"OPENAI_BASE_URL": "http://127.0.0.1:8880/v1"}, False),
        ("openai", "", {"OPENAI_BASE_URL": "http://[oops"}, False),
        ("google", "", {}, True),
        ("google", "https://eu-texttospeech.googleapis.com", {}, True),
        ("google", "http://127.0.0.1:9", {}, False),
        ("azure", "", {"SPEECH_REGION": "eastus"}, True),
        ("azure", "https://ours.cognitiveservices.azure.com", {}, True),
        ("azure", "http://127.0.0.1:9", {}, False),
        ("polly", "", {}, True),
        ("polly", "https://polly-fips.us-east-1.amazonaws.com", {}, True),
        ("polly", "", {"AWS_ENDPOINT_URL_POLLY": "http://127.0.0.1:9"}, False),
        ("polly", "https://notamazonaws.com", {}, False),
    ],
)
def test_an_engine_knows_whether_its_vendor_is_asked(
    http: Http, kind: str, base_url: str, environment: dict[str, str], at_home: bool
) -> None:
    options = OPTIONS.validate_python({"kind": kind, "base_url": base_url})
    assert open_adapter(options, Credentials(environment), http).at_home is at_home
