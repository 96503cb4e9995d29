"""What the vendors of voices say for nothing: who is there to speak.

Facts: Amazon Polly, DescribeVoices; Google Cloud Text-to-Speech, "Method: voices.list"; Azure AI
Speech, "Get a list of voices"; OpenAI, "List models" (it has no list of voices).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from podcaster.errors import ProviderError, Rejected
from podcaster.remote.credentials import Credentials
from podcaster.remote.faults import fault_of
from podcaster.remote.http import Http, Response
from podcaster.remote.trees import at, text_at, tree_of
from podcaster.speech.cloud_voices import CloudVoice
from podcaster.speech.engines import azure, google, openai
from podcaster.speech.engines.adapter import Adapter
from podcaster.speech.engines.faults import fault_error
from podcaster.speech.engines.google_account import KEY_FILE, ServiceAccount
from podcaster.speech.engines.google_errors import google_error
from podcaster.speech.engines.polly_account import client_of
from podcaster.speech.engines.polly_errors import translated
from podcaster.speech.options import (
    AzureOptions,
    GoogleOptions,
    OpenAISpeechOptions,
    PollyOptions,
)
from podcaster.upkeep.listings import LIMIT_BYTES, OK, SECONDS

_MOST_PAGES = 20

Roster = Callable[[CloudVoice], bool]
"""True where a voice is there, in its tier."""


def roster(adapter: Adapter, credentials: Credentials, http: Http) -> Roster:
    """Who is there to speak; a ProviderError where the vendor does not say."""
    return _ROSTERS[adapter.kind](adapter, adapter.remote, credentials, http)


def _polly(adapter: Adapter, options: PollyOptions, credentials: Credentials, http: Http) -> Roster:
    """Page by page; a voice is there for each of the engines that it is listed with."""
    there: set[tuple[str, str]] = set()
    with translated(adapter.redact):
        client = client_of(options, credentials)
        page: dict[str, str] = {}
        for _ in range(_MOST_PAGES):
            answer = client.describe_voices(**page)
            for row in answer.get("Voices", ()):
                there.update((str(row.get("Id")), str(e)) for e in row.get("SupportedEngines", ()))
            if not answer.get("NextToken"):
                break
            page = {"NextToken": answer["NextToken"]}
    return lambda voice: (voice.name, voice.tier) in there


def _google(
    adapter: Adapter, options: GoogleOptions, credentials: Credentials, http: Http
) -> Roster:
    key = credentials.secret(google.KEY)
    headers = (
        {"x-goog-api-key": key.reveal()}
        if key
        else ServiceAccount(credentials.text(KEY_FILE)).headers()
    )
    response = _got(http, f"{options.base_url or google.HOME}/v1/voices", headers)
    if response.status != OK:
        raise google_error(adapter.vendor, response, adapter.redact)
    names = set(_names(adapter, at(tree_of(response.body), "voices"), "name"))
    return lambda voice: voice.name in names


def _azure(adapter: Adapter, options: AzureOptions, credentials: Credentials, http: Http) -> Roster:
    region = options.region or credentials.text(*azure.REGIONS).lower()
    key = credentials.secret(*azure.KEYS)
    url = azure.address(options.base_url, region).removesuffix("/v1") + "/voices/list"
    headers = {"Ocp-Apim-Subscription-Key": key.reveal() if key else ""}
    response = _got(http, url, headers)
    if response.status != OK:
        raise _refused(adapter, response)
    names = set(_names(adapter, tree_of(response.body), "ShortName"))
    return lambda voice: voice.name in names


def _openai(
    adapter: Adapter, options: OpenAISpeechOptions, credentials: Credentials, http: Http
) -> Roster:
    """No list of voices: the model stands for all of them."""
    base = (options.base_url or credentials.text(openai.BASE) or openai.HOME).rstrip("/")
    key = credentials.secret(openai.KEY)
    headers = {"Authorization": f"Bearer {key.reveal()}"} if key else {}
    response = _got(http, f"{base}/models", headers)
    if response.status != OK:
        raise _refused(adapter, response)
    names = set(_names(adapter, at(tree_of(response.body), "data"), "id"))
    return lambda voice: options.model in names


_ROSTERS: Mapping[str, Callable[[Adapter, Any, Credentials, Http], Roster]] = {
    "polly": _polly,
    "google": _google,
    "azure": _azure,
    "openai": _openai,
}


def _got(http: Http, url: str, headers: Mapping[str, str]) -> Response:
    return http.get(url, headers=headers, timeout=SECONDS, limit=LIMIT_BYTES)


def _names(adapter: Adapter, rows: object, field: str) -> Iterator[str]:
    if not isinstance(rows, list):
        raise Rejected(
            f"{adapter.vendor} answered with what is none of its lists; check base_url",
            kind="bad_reply",
        )
    return (text_at(row, field) for row in rows)


def _refused(adapter: Adapter, response: Response) -> ProviderError:
    """Of the two that may say anything: JSON with a message, a sentence, or nothing."""
    fault = fault_of(response)
    said = f"{fault.code} {fault.message}".lower()
    is_spent = any(word in said for word in ("quota", "spend_limit", "credit"))
    return fault_error(adapter.vendor, fault, "quota" if is_spent else None, adapter.redact)
