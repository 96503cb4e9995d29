"""Azure AI Speech by plain requests.

Facts: "Text to speech REST API", "Authentication" and "Speech service quotas and limits".
"""

from urllib.parse import urlsplit

from podcaster.errors import Unavailable
from podcaster.remote.credentials import Credentials
from podcaster.remote.faults import Fault, fault_of
from podcaster.remote.http import Http
from podcaster.remote.reply import Reply
from podcaster.speech.cloud_voices import CloudVoice
from podcaster.speech.engines.adapter import LIMIT_BYTES, OK, Adapter, Dialect
from podcaster.speech.engines.faults import fault_error
from podcaster.speech.markup import azure
from podcaster.speech.markup.rendered import Rendered
from podcaster.speech.options import AzureOptions
from podcaster.text.languages import base

KEYS = ("AZURE_SPEECH_KEY", "SPEECH_KEY")
REGIONS = ("AZURE_SPEECH_REGION", "SPEECH_REGION")
_PATH = "/cognitiveservices/v1"
_BAD_REQUEST, _FORBIDDEN = 400, 403
_OWN_DOMAIN = ".cognitiveservices.azure.com"
_COUNT_TWICE = {"zh": 2.0, "ja": 1.5, "ko": 1.0}
"""Chinese characters count twice; Japanese has about as many of them as others."""


def missing(options: AzureOptions, credentials: Credentials) -> tuple[str, ...]:
    """What is not there of what Azure needs; nobody is asked."""
    is_placed = options.base_url or options.region or credentials.text(*REGIONS)
    names = (None if credentials.secret(*KEYS) else KEYS[0], None if is_placed else REGIONS[0])
    return tuple(filter(None, names))


class Azure(Adapter):
    """An Adapter behind `POST https://{region}.tts.speech.microsoft.com/cognitiveservices/v1`."""

    kind = "azure"
    vendor = "Azure AI Speech"
    homes = ("tts.speech.microsoft.com", "cognitiveservices.azure.com")
    dialect: Dialect = azure
    format = "riff-24khz-16bit-mono-pcm"

    def __init__(self, options: AzureOptions, credentials: Credentials, http: Http) -> None:
        """By the resource's own address, else by that of its region."""
        super().__init__(options, credentials, http)
        self._options = options
        region = options.region or "".join(credentials.text(*REGIONS).lower().split())
        self.url = address(options.base_url, region)

    @property
    def tier(self) -> str:
        """There is one."""
        return self._options.tier

    @property
    def address(self) -> str:
        """Of the region, or of one's own resource."""
        return self.url

    def billed_of(self, characters: int, language: str) -> int:
        """Chinese characters count twice."""
        return round(characters * _COUNT_TWICE.get(base(language), 1.0))

    def send(self, rendered: Rendered, voice: CloudVoice, timeout: float) -> Reply:
        """One piece; a good answer may be empty, which is for `sound` to say."""
        response = self._http.post(
            self.url,
            headers={
                "Ocp-Apim-Subscription-Key": self._key(),
                "Content-Type": "application/ssml+xml",
                "X-Microsoft-OutputFormat": self.format,
            },
            data=rendered.text.encode(),
            timeout=timeout,
            limit=LIMIT_BYTES,
        )
        if response.status != OK:
            fault = fault_of(response)  # often empty
            raise fault_error(self.vendor, fault, _kind(fault), self.redact, asked=rendered.text)
        return Reply(response.body)

    def _key(self) -> str:
        key = self._credentials.secret(*KEYS)
        if key is None or not self.url:
            lacking = ", ".join(missing(self._options, self._credentials))
            raise Unavailable(f"{self.vendor} cannot be asked: set {lacking}", kind="auth")
        return key.reveal()


def address(base_url: str, region: str) -> str:
    """Where speech is asked for; a domain of one's own has all speech under `/tts`. "" if unset."""
    if not base_url:
        return f"https://{region}.tts.speech.microsoft.com{_PATH}" if region else ""
    parts = urlsplit(base_url)
    if parts.path.endswith(_PATH):
        return base_url
    is_own = (parts.hostname or "").endswith(_OWN_DOMAIN) and not parts.path.strip("/")
    return f"{base_url.rstrip('/')}{'/tts' if is_own else ''}{_PATH}"


def _kind(fault: Fault) -> str | None:
    """403 is for a used-up free quota too, and a voice that is not there is a bad request."""
    words = fault.message.lower()
    if fault.status == _FORBIDDEN and "quota" in words:
        return "quota"
    if fault.status == _BAD_REQUEST and "unsupported voice" in words:
        return "not_found"
    return None
