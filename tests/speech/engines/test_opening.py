"""Each kind of engine is opened by its options, and knows what it lacks."""

import pytest
from vendors import Vendors

from podcaster.remote.credentials import Credentials
from podcaster.remote.http import Http
from podcaster.speech.engines.opening import CloudEngineOptions, missing, open_adapter
from podcaster.speech.options import (
    AzureOptions,
    GoogleOptions,
    OpenAISpeechOptions,
    PollyOptions,
)

KINDS = [PollyOptions(), GoogleOptions(), AzureOptions(), OpenAISpeechOptions()]


@pytest.mark.parametrize("options", KINDS, ids=lambda options: options.kind)
def test_the_adapter_is_that_of_the_kind(options: CloudEngineOptions, http: Http) -> None:
    assert open_adapter(options, Credentials({}), http).kind == options.kind


@pytest.mark.parametrize("options", KINDS, ids=lambda options: options.kind)
def test_it_lacks_nothing_where_everything_is_there(
    options: CloudEngineOptions, vendors: Vendors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/nowhere")
    assert missing(options, Credentials(vendors.environment())) == ()
    assert missing(options, Credentials({}))
