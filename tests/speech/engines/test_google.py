"""Google: sound in JSON, a key in a header, a rate of its own."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from speech.engines.contract import ROWS, LimitContract, MarkupContract, Row
from vendors import Vendors, faults
from vendors.errors import error_info, google_error

from podcaster.errors import Unavailable
from podcaster.remote.credentials import Credentials
from podcaster.remote.http import Http
from podcaster.speech.engines.google import Google, missing
from podcaster.speech.markup import google
from podcaster.speech.options import GoogleOptions
from podcaster.speech.pieces import Piece

BAD_KEY_LISTED = google_error(
    400,
    "INVALID_ARGUMENT",
    "API key not valid.",
    [error_info("API_KEY_INVALID", "texttospeech")],
    listed=True,
)


class TestChirp(LimitContract):
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
        "a bad key, in a list": Row(BAD_KEY_LISTED, "auth", 1),
    }

    def adapter(
        self, credentials: Credentials, http: Http, base_url: str, timeout: float
    ) -> Google:
        return Google(GoogleOptions(base_url=base_url, timeout=timeout), credentials, http)


class TestNeural(MarkupContract, LimitContract):
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


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a service account that nobody knows."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    path = tmp_path_factory.mktemp("google") / "key.json"
    told = {
        "type": "service_account",
        "client_email": "night@podcasts.iam.gserviceaccount.com",
        "private_key": pem,
        "private_key_id": "k1",
        "token_uri": "http://127.0.0.1:9/token",
    }
    path.write_text(json.dumps(told))
    return path


def test_a_service_account_signs_for_itself(vendors: Vendors, http: Http, key_file: Path) -> None:
    credentials = Credentials({"GOOGLE_APPLICATION_CREDENTIALS": str(key_file)})
    options = GoogleOptions(base_url=vendors.url)
    assert missing(options, credentials) == ()
    adapter = Google(options, credentials, http)
    voice = adapter.voice("en", None)
    rendered = google.render(Piece("Hello.", (), "en", 0.85), voice)
    assert adapter.sound(adapter.send(rendered, voice, 20)).startswith(b"RIFF")
    (seen,) = vendors.seen("google")
    claims = seen.headers["authorization"].removeprefix("Bearer ").split(".")[1]
    told = json.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    assert told["aud"] == "https://texttospeech.googleapis.com/"
    assert told["iss"] == told["sub"] == "night@podcasts.iam.gserviceaccount.com"
    assert seen.json["audioConfig"] == {"audioEncoding": "LINEAR16", "speakingRate": 0.85}


@pytest.mark.parametrize("content", ["", "{}", '{"type": "authorized_user"}', "not JSON"])
def test_a_file_that_is_no_key_is_named_without_its_content(
    vendors: Vendors, http: Http, tmp_path: Path, content: str
) -> None:
    path = tmp_path / "key.json"
    path.write_text(content)
    credentials = Credentials({"GOOGLE_APPLICATION_CREDENTIALS": str(path)})
    adapter = Google(GoogleOptions(base_url=vendors.url), credentials, http)
    voice = adapter.voice("en", None)
    with pytest.raises(Unavailable, match="not the key of a service account"):
        adapter.send(google.render(Piece("Hello.", (), "en", 1.0), voice), voice, 20)
    assert vendors.count() == 0


def test_what_is_missing_is_named_without_asking_anybody() -> None:
    neither = ("GOOGLE_TTS_API_KEY or GOOGLE_APPLICATION_CREDENTIALS",)
    assert missing(GoogleOptions(), Credentials({})) == neither
    assert missing(GoogleOptions(), Credentials({"GOOGLE_TTS_API_KEY": "AIza"})) == ()


def test_wavenet_and_neural2_have_prices_of_their_own(http: Http) -> None:
    adapter = Google(GoogleOptions(tier="ssml"), Credentials({}), http)
    prices = {language: adapter.price(adapter.voice(language, None)) for language in ("en", "ja")}
    assert prices == {"en": 16_000_000, "ja": 4_000_000}
