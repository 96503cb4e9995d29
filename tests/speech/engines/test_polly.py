"""Amazon Polly: signed by AWS's SDK, billed by its own count, throttled with HTTP 400."""

import json
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

import pytest
from speech.engines.contract import (
    LONG,
    ROWS,
    Booth,
    LimitContract,
    MakeScripted,
    MarkupContract,
    Row,
)
from vendors import Answer, Vendors, faults
from vendors.errors import polly_error
from vendors.server import played
from vendors.wire import Seen

from podcaster.errors import Misused, Transient, Unavailable
from podcaster.remote.credentials import Credentials
from podcaster.remote.http import Http
from podcaster.speech.cloud_voices import voice_of
from podcaster.speech.engines.polly import Polly, request_body
from podcaster.speech.engines.polly_account import missing
from podcaster.speech.markup import polly
from podcaster.speech.options import PollyOptions
from podcaster.speech.pieces import Piece

KEYS = {"AWS_ACCESS_KEY_ID": "AKIAFAKE", "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": "eu-west-1"}


@pytest.fixture(autouse=True)
def _nobody_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """AWS's own files and variables of whoever runs the tests are not there."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("AWS_EC2_METADATA_DISABLED", raising=False)


class TestPolly(MarkupContract, LimitContract):
    made: ClassVar[dict[tuple[str, float], Polly]] = {}
    account, kind, model = "polly", "polly", "neural"
    woman = "Joanna"
    micro_usd_per_character = 16
    ROWS: ClassVar[Mapping[str, Row]] = {
        **ROWS,
        "a token that is over": Row(faults.EXPIRED, "auth", 1),
        "too many, come back much later": Row(faults.RATE, "rate", 3),
        "not worth asking again": Row(Answer(b"", 503), "overloaded", 3),  # no header of AWS's
    }

    def adapter(self, credentials: Credentials, http: Http, base_url: str, timeout: float) -> Polly:
        # The address comes from AWS_ENDPOINT_URL_POLLY. A client takes longer to make than to use.
        if (base_url, timeout) not in self.made:
            made = Polly(PollyOptions(timeout=timeout), credentials, http)
            self.made[base_url, timeout] = made
        return self.made[base_url, timeout]

    def test_the_count_of_the_bill_is_polly_s_own(
        self, booth: Booth, scripted: MakeScripted
    ) -> None:
        def counted(seen: Seen) -> Answer:
            good = played(seen, booth.vendors.settings)
            return good.headed(**{"x-amzn-RequestCharacters": "4321"})

        booth.vendors.play("polly", counted)
        booth.speak(scripted(LONG))
        (attempt,) = booth.attempts
        assert (attempt.units_in, attempt.cost_micro_usd) == (4321, 4321 * 16)

    @pytest.mark.parametrize(
        ("answer", "kind"),
        [
            (polly_error("ServiceQuotaExceededException", "quota"), "quota"),
            (polly_error("ValidationException", "Value 'X' at 'voiceId' failed"), "not_found"),
            (polly_error("InvalidSampleRateException", "rate"), "bad_request"),
            (polly_error("SignatureDoesNotMatch", "AKIAFAKE and all", 403), "auth"),
            (Answer(b'{"__type": "com.amazon#AccessDeniedException"}', 403), "auth"),
            (Answer(b"", 503), "overloaded"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_its_code_decides(
        self, booth: Booth, scripted: MakeScripted, answer: Answer, kind: str
    ) -> None:
        booth.vendors.always("polly", answer)
        error = booth.refused(scripted(LONG))
        assert error.kind == kind
        assert "AKIA" not in str(error)

    def test_a_session_token_goes_along(self, booth: Booth, scripted: MakeScripted) -> None:
        environment = {**booth.vendors.environment(), "AWS_SESSION_TOKEN": "passing-token"}
        adapter = Polly(PollyOptions(), Credentials(environment), Http())
        piece = Piece("Hello there.", (), "en", 1.0)
        voice = adapter.voice("en", None)
        adapter.send(polly.render(piece, voice), voice, 10)
        (seen,) = booth.vendors.seen("polly")
        assert seen.headers["x-amz-security-token"] == "passing-token"
        assert "/eu-central-1/polly/" in seen.headers["authorization"]

    def test_without_credentials_or_region_it_says_so(
        self, vendors: Vendors, scripted: MakeScripted, http: Http
    ) -> None:
        piece, voice = Piece("Hello.", (), "en", 1.0), voice_of("polly", "neural", "en", None)
        for environment, said in (
            ({"AWS_ENDPOINT_URL_POLLY": vendors.url, "AWS_REGION": "eu-west-1"}, "NoCredentials"),
            ({"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}, "AWS_REGION"),
        ):
            adapter = Polly(PollyOptions(), Credentials(environment), http)
            with pytest.raises(Exception, match=said) as error:
                adapter.send(polly.render(piece, voice), voice, 10)
            assert error.value.kind == "auth"  # type: ignore[attr-defined]
        assert vendors.count() == 0


@pytest.mark.parametrize("asked", [False, True])
def test_the_machine_s_own_role_is_asked_for_only_if_the_operator_says_so(
    vendors: Vendors, http: Http, monkeypatch: pytest.MonkeyPatch, asked: bool
) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", vendors.url)
    options = PollyOptions(use_instance_role=asked, region="eu-west-1", base_url=vendors.url)
    adapter = Polly(options, Credentials({}), http)
    piece, voice = Piece("Hello.", (), "en", 1.0), voice_of("polly", "neural", "en", None)
    with pytest.raises(Unavailable, match="NoCredentials"):
        adapter.send(polly.render(piece, voice), voice, 10)
    assert any("/latest/" in request for request in vendors.lost) == asked


def test_the_keys_of_a_space_never_reach_amazon(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {**KEYS, "STORAGE_BACKEND": "do_spaces"}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with Vendors() as vendors:
        told = {**vendors.environment(), **environment}
        adapter = Polly(PollyOptions(), Credentials(told), Http())
        piece, voice = Piece("Hello.", (), "en", 1.0), voice_of("polly", "neural", "en", None)
        with pytest.raises(Unavailable, match="NoCredentials"):
            adapter.send(polly.render(piece, voice), voice, 10)
        assert vendors.count() == 0


@pytest.mark.parametrize(
    ("options", "environment", "lacking"),
    [
        ({}, {}, ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION")),
        ({}, KEYS, ()),
        ({}, {**KEYS, "AWS_SECRET_ACCESS_KEY": ""}, ("AWS_SECRET_ACCESS_KEY",)),
        ({"region": "eu-west-1"}, {"AWS_WEB_IDENTITY_TOKEN_FILE": "/t"}, ()),
        ({"use_instance_role": True}, {"AWS_DEFAULT_REGION": "eu-west-1"}, ()),
        ({}, {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://x", "AWS_REGION": "eu-west-1"}, ()),
        ({}, {"AWS_CONFIG_FILE": "{files}", "AWS_PROFILE": "night"}, ()),
        (
            {"profile": "other"},
            {"AWS_CONFIG_FILE": "{files}"},
            ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
        ),
        (
            {},
            {**KEYS, "STORAGE_BACKEND": "do_spaces"},
            ("POLLY_ACCESS_KEY_ID", "POLLY_SECRET_ACCESS_KEY"),
        ),
        (
            {},
            {
                **KEYS,
                "STORAGE_BACKEND": "do_spaces",
                "SPACES_ACCESS_KEY_ID": "x",
                "SPACES_SECRET_ACCESS_KEY": "s",
            },
            (),
        ),
        (
            {},
            {
                **KEYS,
                "STORAGE_BACKEND": "do_spaces",
                "POLLY_ACCESS_KEY_ID": "x",
                "POLLY_SECRET_ACCESS_KEY": "x",
            },
            (),
        ),
    ],
)
def test_what_is_missing_is_named_without_asking_anybody(
    options: dict[str, object],
    environment: dict[str, str],
    lacking: tuple[str, ...],
    tmp_path: Path,
) -> None:
    files = tmp_path / "config"
    files.write_text(
        "[profile night]\nregion = eu-west-1\nsso_start_url = https://x\n"
        "[profile other]\nregion = eu-west-1\n"
    )
    told = {name: value.format(files=files) for name, value in environment.items()}
    assert missing(PollyOptions.model_validate(options), Credentials(told)) == lacking


def test_files_of_aws_that_cannot_be_read_are_the_operator_s_to_mend(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[profile\n")
    with pytest.raises(Misused, match="cannot be read"):
        missing(PollyOptions(), Credentials({"AWS_CONFIG_FILE": str(tmp_path / "config")}))


@pytest.mark.parametrize("language", ["en-US", "hi-IN", "zh-CN", "ar"])
@pytest.mark.parametrize("rate", [1.0, 0.8])
def test_the_request_is_one_that_aws_s_own_model_of_polly_knows(language: str, rate: float) -> None:
    from botocore.session import Session
    from botocore.validate import ParamValidator

    operation = Session().get_service_model("polly").operation_model("SynthesizeSpeech")
    shape = operation.input_shape
    voice = voice_of("polly", "neural", language, None)
    body = request_body(polly.render(Piece("One.\n\nTwo.", (), language, rate), voice), voice)
    assert not ParamValidator().validate(body, shape).has_errors()
    for name, value in body.items():
        assert value in shape.members[name].enum or not shape.members[name].enum
    assert json.loads(json.dumps(body)) == body


def test_sound_that_comes_byte_by_byte_has_to_be_whole_in_time_too(http: Http) -> None:
    closing = threading.Event()

    def drip() -> None:
        connection, _ = server.accept()
        with connection, suppress(OSError):
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            while not closing.wait(0.02):
                connection.sendall(b"x")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        adapter = Polly(PollyOptions(base_url=url), Credentials(KEYS), http)
        piece, voice = Piece("Hello.", (), "en", 1.0), adapter.voice("en", None)
        began = time.monotonic()
        with pytest.raises(Transient) as error:
            adapter.send(polly.render(piece, voice), voice, 0.5)
        closing.set()
        thread.join()
    assert error.value.kind == "timeout"
    assert time.monotonic() - began < 5
