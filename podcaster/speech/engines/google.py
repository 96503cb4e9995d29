"""Google Cloud Text-to-Speech by plain requests.

Facts: "Method: text.synthesize", "Quotas and limits", and google-cloud-texttospeech, cloud_tts.py.
"""

import json
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from podcaster.errors import Rejected, Transient
from podcaster.remote.credentials import Credentials
from podcaster.remote.http import Http
from podcaster.remote.reply import Reply
from podcaster.speech.cloud_voices import CloudVoice
from podcaster.speech.engines.adapter import LIMIT_BYTES, OK, Adapter, Dialect
from podcaster.speech.engines.google_account import KEY_FILE, ServiceAccount, has_library
from podcaster.speech.engines.google_errors import google_error
from podcaster.speech.markup import google
from podcaster.speech.markup.rendered import Rendered
from podcaster.speech.options import GoogleOptions

HOME = "https://texttospeech.googleapis.com"
KEY = "GOOGLE_TTS_API_KEY"
EXTRA = "the extra podcaster[google]"


def missing(options: GoogleOptions, credentials: Credentials) -> tuple[str, ...]:
    """What is not there of what Google needs; nobody is asked."""
    if credentials.secret(KEY):
        return ()
    if not credentials.text(KEY_FILE):
        return (f"{KEY} or {KEY_FILE}",)
    return () if has_library() else (EXTRA,)


class Google(Adapter):
    """An Adapter behind `POST {base}/v1/text:synthesize`."""

    kind = "google"
    vendor = "Google Text-to-Speech"
    homes = ("texttospeech.googleapis.com",)
    dialect: Dialect = google
    format = "LINEAR16"

    def __init__(self, options: GoogleOptions, credentials: Credentials, http: Http) -> None:
        """An API key goes before a service account."""
        super().__init__(options, credentials, http)
        self._options = options
        self._account = ServiceAccount(credentials.text(KEY_FILE))
        self._base = options.base_url or HOME

    @property
    def tier(self) -> str:
        """Chirp 3 HD, or the voices that take markup."""
        return self._options.tier

    @property
    def address(self) -> str:
        """The base."""
        return self._base

    def price_tier(self, voice: CloudVoice) -> str:
        """Neural2 and WaveNet have prices of their own; the name says which it is."""
        family = voice.name.removeprefix(f"{voice.code}-").rpartition("-")[0]
        return family.lower() or voice.tier

    def send(self, rendered: Rendered, voice: CloudVoice, timeout: float) -> Reply:
        """One piece."""
        response = self._http.post(
            f"{self._base}/v1/text:synthesize",
            headers=self._headers(),
            json=request_body(rendered, voice),
            timeout=timeout,
            limit=LIMIT_BYTES,
        )
        if response.status != OK:
            raise google_error(self.vendor, response, self.redact, asked=rendered.text)
        return Reply(response.body)

    def sound(self, reply: Reply) -> bytes:
        """The WAV inside the JSON; Rejected where the answer is something else."""
        try:
            content = json.loads(reply.body)["audioContent"]
            sound = b64decode(content, validate=True)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise Rejected(
                f"{self.vendor} answered what is none of its answers; check base_url in [engines]",
                kind="bad_reply",
            ) from error
        if not sound:
            raise Transient(f"{self.vendor} answered without sound", kind="empty")
        return sound

    def _headers(self) -> Mapping[str, str]:
        if key := self._credentials.secret(KEY):
            return {"x-goog-api-key": key.reveal()}
        return self._account.headers()


def request_body(rendered: Rendered, voice: CloudVoice) -> dict[str, Any]:
    """What is posted; LINEAR16 is a WAV with its header."""
    audio: dict[str, Any] = {"audioEncoding": "LINEAR16"}
    if rendered.rate != 1:
        audio["speakingRate"] = rendered.rate
    return {
        "input": {"ssml" if rendered.is_ssml else "text": rendered.text},
        "voice": {"languageCode": voice.code, "name": voice.name},
        "audioConfig": audio,
    }
