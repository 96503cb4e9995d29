"""From `[engines.NAME]` to the adapter of its kind, and what that lacks to be asked."""

from podcaster.remote.credentials import Credentials
from podcaster.remote.http import Http
from podcaster.speech.engines import azure, google, openai, polly, polly_account
from podcaster.speech.engines.adapter import Adapter
from podcaster.speech.options import (
    AzureOptions,
    GoogleOptions,
    OpenAISpeechOptions,
    PollyOptions,
)

CloudEngineOptions = PollyOptions | GoogleOptions | AzureOptions | OpenAISpeechOptions


def open_adapter(options: CloudEngineOptions, credentials: Credentials, http: Http) -> Adapter:
    """The adapter for `options`; nobody is asked before there is something to speak."""
    match options:
        case PollyOptions():
            return polly.Polly(options, credentials, http)
        case GoogleOptions():
            return google.Google(options, credentials, http)
        case AzureOptions():
            return azure.Azure(options, credentials, http)
        case OpenAISpeechOptions():
            return openai.OpenAISpeech(options, credentials, http)


def missing(options: CloudEngineOptions, credentials: Credentials) -> tuple[str, ...]:
    """What an engine lacks to be asked: names of variables, mostly. Empty: it is usable.

    It is looked for in the environment and in files, never on the network. Misused where what is
    there cannot be read.
    """
    match options:
        case PollyOptions():
            return polly_account.missing(options, credentials)
        case GoogleOptions():
            return google.missing(options, credentials)
        case AzureOptions():
            return azure.missing(options, credentials)
        case OpenAISpeechOptions():
            return openai.missing(options, credentials)
