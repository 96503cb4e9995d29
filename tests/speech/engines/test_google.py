"""Google: sound in JSON, a key in a header, a rate of its own."""

from collections.abc import Mapping
from typing import ClassVar

from speech.engines.contract import ROWS, EngineContract, MarkupContract, Row
from vendors import faults

from podcaster.remote.credentials import Credentials
from podcaster.remote.http import Http
from podcaster.speech.engines.google import Google
from podcaster.speech.options import GoogleOptions


class TestChirp(EngineContract):
    account, kind, model = "google", "google", "chirp3"
    woman = "en-US-Chirp3-HD-Kore"
    micro_usd_per_character = 30
    ROWS: ClassVar[Mapping[str, Row]] = {
        **ROWS,
        "a page": Row(faults.HTML, "bad_reply", 1),
        "JSON": Row(faults.JSON_FOR_AUDIO, "bad_reply", 1),
        "no billing": Row(faults.NO_QUOTA, "quota", 1),
        "nothing more today": Row(faults.DAILY_QUOTA, "quota", 1),
        "a token that is over": Row(faults.EXPIRED, "auth", 1),
        "a bad request": Row(faults.BAD_REQUEST, "bad_request", 1),
    }

    def adapter(
        self, credentials: Credentials, http: Http, base_url: str, timeout: float
    ) -> Google:
        return Google(GoogleOptions(base_url=base_url, timeout=timeout), credentials, http)


class TestNeural(MarkupContract):
    account, kind, model = "google", "google", "ssml"
    woman = "en-US-Neural2-F"
    micro_usd_per_character = 16
    ROWS: ClassVar[Mapping[str, Row]] = {
        "a page": Row(faults.HTML, "bad_reply", 1),
        "JSON": Row(faults.JSON_FOR_AUDIO, "bad_reply", 1),
    }

    def adapter(
        self, credentials: Credentials, http: Http, base_url: str, timeout: float
    ) -> Google:
        options = GoogleOptions(tier="ssml", base_url=base_url, timeout=timeout)
        return Google(options, credentials, http)
