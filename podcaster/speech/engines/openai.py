"""OpenAI's speech route, and the servers that have it too: Kokoro-FastAPI, speaches, LocalAI.

OpenAI shuts all its own models of it on 2027-01-06. Facts: "Create speech" and openai-python,
resources/audio/speech.py.
"""

from typing import Any
from urllib.parse import urlsplit

from podcaster.errors import ProviderError, Unavailable
from podcaster.remote.credentials import Credentials
from podcaster.remote.faults import Fault, fault_of, openai_kind
from podcaster.remote.http import Http
from podcaster.remote.reply import Reply
from podcaster.speech.cloud_voices import CloudVoice
from podcaster.speech.engines.adapter import LIMIT_BYTES, OK, Adapter, Dialect
from podcaster.speech.engines.faults import fault_error
from podcaster.speech.markup import plain
from podcaster.speech.markup.rendered import Rendered
from podcaster.speech.options import OpenAISpeechOptions

HOME = "https://api.openai.com/v1"
KEY = "OPENAI_API_KEY"
BASE = "OPENAI_BASE_URL"
_RAW_RATE = 24_000


def missing(options: OpenAISpeechOptions, credentials: Credentials) -> tuple[str, ...]:
    """What is not there of what the server needs; nobody is asked. One's own needs no key."""
    is_home = urlsplit(_base(options, credentials)).hostname == urlsplit(HOME).hostname
    return (KEY,) if is_home and credentials.secret(KEY) is None else ()


class OpenAISpeech(Adapter):
    """An Adapter behind `POST {base}/audio/speech`."""

    kind = "openai"
    vendor = "OpenAI's speech route"
    homes = ("api.openai.com",)
    dialect: Dialect = plain
    tier = "any"

    def __init__(self, options: OpenAISpeechOptions, credentials: Credentials, http: Http) -> None:
        """The base holds the version, as in OpenAI's own clients."""
        super().__init__(options, credentials, http)
        self._options = options
        self._url = f"{_base(options, credentials)}/audio/speech"
        self.raw_rate = _RAW_RATE if options.format == "pcm" else None

    @property
    def model(self) -> str:
        """It decides price and sound; voices are the same for all."""
        return self._options.model

    @property
    def address(self) -> str:
        """Of OpenAI, or of a server of one's own."""
        return self._url

    @property
    def where(self) -> str:
        """Servers of one's own have other voices under the same names."""
        return self._url

    @property
    def format(self) -> str:
        """WAV by default: nothing is lost."""
        return self._options.format

    def price_tier(self, voice: CloudVoice) -> str:
        """The model."""
        return self._options.model

    def send(self, rendered: Rendered, voice: CloudVoice, timeout: float) -> Reply:
        """One piece."""
        response = self._http.post(
            self._url,
            headers=self._headers(),
            json=request_body(self._options, rendered, voice),
            timeout=timeout,
            limit=LIMIT_BYTES,
        )
        if response.status != OK:
            raise self._error(fault_of(response), rendered)
        return Reply(response.body)

    def _error(self, fault: Fault, rendered: Rendered) -> ProviderError:
        return fault_error(
            self.vendor,
            fault,
            openai_kind(fault),
            self.redact,
            asked=rendered.text,
            of_model=fault.names(self.model),
        )

    def _headers(self) -> dict[str, str]:
        key = self._credentials.secret(KEY)
        if key is None and missing(self._options, self._credentials):
            raise Unavailable(f"{self.vendor} cannot be asked: set {KEY}", kind="auth")
        return {"Authorization": f"Bearer {key.reveal()}"} if key else {}


def request_body(
    options: OpenAISpeechOptions, rendered: Rendered, voice: CloudVoice
) -> dict[str, Any]:
    """What is posted."""
    body: dict[str, Any] = {
        "model": options.model,
        "input": rendered.text,
        "voice": voice.name,
        "response_format": options.format,
    }
    if rendered.rate != 1:
        body["speed"] = rendered.rate
    return body


def _base(options: OpenAISpeechOptions, credentials: Credentials) -> str:
    return (options.base_url or credentials.text(BASE) or HOME).rstrip("/")
