"""Amazon Polly by AWS's own SDK.

Facts: SynthesizeSpeech and "Quotas in Amazon Polly"; botocore's model of Polly, 2016-06-10.
"""

import threading
import time
from typing import Any

from podcaster.errors import Rejected, Transient
from podcaster.remote.credentials import Credentials
from podcaster.remote.http import Http
from podcaster.remote.reply import Reply
from podcaster.speech.cloud_voices import CloudVoice
from podcaster.speech.engines.adapter import LIMIT_BYTES, Adapter, Dialect
from podcaster.speech.engines.polly_account import client_of, endpoint_of
from podcaster.speech.engines.polly_errors import translated
from podcaster.speech.markup import polly
from podcaster.speech.markup.rendered import Rendered
from podcaster.speech.options import PollyOptions

_BILLED = "x-amzn-requestcharacters"
_CHUNK = 1 << 16


class Polly(Adapter):
    """An Adapter behind SynthesizeSpeech, with one client for all learners."""

    kind = "polly"
    vendor = "Amazon Polly"
    homes = ("amazonaws.com", "amazonaws.com.cn", "api.aws")
    dialect: Dialect = polly
    format = "mp3 24000"

    def __init__(self, options: PollyOptions, credentials: Credentials, http: Http) -> None:
        """AWS's SDK has connections of its own; they are made when first needed."""
        super().__init__(options, credentials, http)
        self._options = options
        self._lock = threading.Lock()
        self._made: Any = None

    @property
    def tier(self) -> str:
        """What Polly calls an engine."""
        return self._options.tier

    @property
    def address(self) -> str:
        """Only where the operator, or the environment, names one."""
        return endpoint_of(self._options, self._credentials)

    def send(self, rendered: Rendered, voice: CloudVoice, timeout: float) -> Reply:
        """One piece; the time is looked at while the sound comes in, too."""
        deadline = time.monotonic() + timeout
        with translated(self.redact, asked=rendered.text):
            answer = self._client().synthesize_speech(**request_body(rendered, voice))
            sound = self._read(answer["AudioStream"], deadline)
        return Reply(sound, {_BILLED: str(answer.get("RequestCharacters", ""))})

    def billed_by(self, reply: Reply, rendered: Rendered) -> int:
        """By Polly's own count."""
        told = reply.headers.get(_BILLED, "")
        return int(told) if told.isdecimal() else rendered.billed

    def _client(self) -> Any:
        with self._lock:
            if self._made is None:
                self._made = client_of(self._options, self._credentials)
            return self._made

    def _read(self, stream: Any, deadline: float) -> bytes:
        sound = bytearray()
        # botocore's own `read` waits for all that was asked for, with a new timeout for each byte;
        # beneath it there is urllib3, which has to be told to count.
        with stream as raw:
            raw.enforce_content_length = True
            while chunk := raw.read1(_CHUNK):
                sound += chunk
                if time.monotonic() > deadline:
                    raise Transient(f"{self.vendor} gave no whole answer in time", kind="timeout")
                if len(sound) > LIMIT_BYTES:
                    raise Rejected(
                        f"{self.vendor} answered more than {LIMIT_BYTES:,} bytes", kind="bad_reply"
                    )
        return bytes(sound)


def request_body(rendered: Rendered, voice: CloudVoice) -> dict[str, str]:
    """The parameters of SynthesizeSpeech; a voice of two languages must be told which."""
    body = {
        "Engine": voice.tier,
        "VoiceId": voice.name,
        "OutputFormat": "mp3",
        "SampleRate": "24000",
        "TextType": "ssml" if rendered.is_ssml else "text",
        "Text": rendered.text,
    }
    return {**body, "LanguageCode": voice.code} if voice.bilingual else body
