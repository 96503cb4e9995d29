"""The stub itself: that it refuses what the vendors refuse, and keeps true accounts."""

import base64
import io
from contextlib import closing
from http.client import HTTPConnection

import miniaudio
import pytest
import requests
import soundfile
from vendors import KEYS, PROVIDERS, Answer, Vendors, faults
from vendors.asking import HTTP, SSML, anthropic, azure, gemini, google, openai, polly
from vendors.elsewhere import Elsewhere
from vendors.faults import (
    CUT,
    EMPTY,
    NO_QUOTA,
    OVERLOADED,
    RATE,
    REFUSED,
    RESET,
    Fault,
    hang,
    rate,
)

ROLES = ("user", "assistant")
FAULTS = [each for each in vars(faults).values() if isinstance(each, Fault)]


@pytest.mark.parametrize("provider", HTTP)
def test_a_good_request_has_a_good_answer_and_is_charged(vendors: Vendors, provider: str) -> None:
    assert HTTP[provider](vendors).status_code == 200
    account = vendors.accounts[provider]
    assert (account.requests, account.answered) == (1, 1)
    assert account.micro_usd > 0
    assert account.units_in > 0


@pytest.mark.parametrize(
    ("provider", "absent", "wrong"),
    [
        ("openai", 401, 401),
        ("openai_speech", 401, 401),
        ("gemini", 403, 400),
        ("anthropic", 401, 401),
        ("google", 403, 400),
        ("azure", 401, 401),
    ],
)
def test_a_key_that_is_wrong_or_absent_is_refused(
    vendors: Vendors, provider: str, absent: int, wrong: int
) -> None:
    ask = HTTP[provider]
    assert (ask(vendors, "").status_code, ask(vendors, "else").status_code) == (absent, wrong)
    assert vendors.accounts[provider].answered == 0


def test_a_signature_with_another_secret_is_refused(vendors: Vendors) -> None:
    assert polly(vendors, "another") == "InvalidSignatureException"


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"temperature": 0.7, "reasoning_effort": "low"}, 400, "unsupported_value"),
        ({"temperature": 0.7}, 200, ""),
        ({"presence_penalty": 1}, 400, "unsupported_parameter"),
        ({"model": "gpt-4.1-nano", "reasoning_effort": None}, 404, "model_not_found"),
        ({"model": "gpt-4o-mini"}, 400, "unsupported_parameter"),
        ({"humour": 1}, 400, "unknown_parameter"),
    ],
)
def test_openai_refuses_what_the_model_does_not_take(
    vendors: Vendors, fields: dict, status: int, code: str
) -> None:
    answer = openai(vendors, **fields)
    assert answer.status_code == status
    assert answer.json().get("error", {}).get("code", "") == code


def test_only_the_real_openai_refuses_max_tokens() -> None:
    with Vendors(strict_openai=True) as vendors:
        assert openai(vendors).json()["error"]["param"] == "max_tokens"
        assert openai(vendors, max_tokens=None, max_completion_tokens=4000).status_code == 200


def test_a_server_of_ones_own_needs_no_key_and_has_any_model() -> None:
    with Vendors(any_model=True, needs_key=False) as vendors:
        assert openai(vendors, "", model="llama4", reasoning_effort=None).status_code == 200


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"temperature": 0.7}, "sampling"),
        ({"max_tokens": None}, "max_tokens: Field required"),
        ({"messages": [{"role": role, "content": "a"} for role in ROLES]}, "prefill"),
        ({"version": ""}, "anthropic-version"),
    ],
)
def test_anthropic_refuses_what_it_no_longer_takes(
    vendors: Vendors, fields: dict, why: str
) -> None:
    answer = anthropic(vendors, **fields)
    assert answer.status_code == 400
    assert why in answer.json()["error"]["message"]


def test_gemini_refuses_a_last_turn_of_the_model_and_a_retired_model(vendors: Vendors) -> None:
    contents = [{"role": role, "parts": [{"text": "a"}]} for role in ("user", "model")]
    assert gemini(vendors, contents=contents).status_code == 400
    assert gemini(vendors, model="gemini-2.0-flash").json()["error"]["status"] == "NOT_FOUND"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"Text": "<speak>A & B</speak>"}, "InvalidSsmlException"),
        ({"Text": "<speak><emphasis>A</emphasis></speak>"}, "InvalidSsmlException"),
        ({"Text": "<speak><prosody pitch='low'>A</prosody></speak>"}, "InvalidSsmlException"),
        ({"Text": "a" * 3001, "TextType": "text"}, "TextLengthExceededException"),
        ({"Text": f"<speak>{'<s>a</s>' * 760}</speak>"}, "TextLengthExceededException"),
        ({"VoiceId": "Tatyana"}, "EngineNotSupportedException"),
        ({"OutputFormat": "pcm"}, "InvalidSampleRateException"),
        ({"LanguageCode": "fr-FR"}, "LanguageNotSupportedException"),
    ],
)
def test_polly_refuses_by_name(vendors: Vendors, fields: dict, code: str) -> None:
    assert polly(vendors, **fields) == code


def test_polly_bills_what_is_not_a_tag(vendors: Vendors) -> None:
    sound, billed = polly(vendors)
    assert billed == len("Good morning.") == vendors.accounts["polly"].units_in
    assert miniaudio.decode(sound).duration == pytest.approx(2.1, abs=0.4)


@pytest.mark.parametrize(
    "fields",
    [
        {"input": {"text": "あ" * 1667}},
        {"input": {"ssml": "<speak>A & B</speak>"}},
        {"input": {"ssml": "<speak><break time='1s'/>A</speak>"}},
        {"voice": {"languageCode": "en-US", "name": "en-US-Neural2-Z"}},
        {"voice": {"languageCode": "de-DE", "name": "en-US-Chirp3-HD-Kore"}},
        {"audioConfig": {"audioEncoding": "LINEAR16", "speakingRate": 3}},
        {"audioConfig": {"audioEncoding": "LINEAR16", "pitch": 2}},
    ],
)
def test_google_refuses_bytes_tags_voices_and_rates(vendors: Vendors, fields: dict) -> None:
    answer = google(vendors, **fields)
    assert answer.status_code == 400
    assert answer.json()["error"]["status"] == "INVALID_ARGUMENT"


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"ssml": SSML.format("A & B")}, 400),
        ({"ssml": SSML.format("A").replace("Ava", "Eve")}, 400),
        ({"ssml": "<speak>A</speak>"}, 400),
        ({"Content_Type": "text/plain"}, 415),
        ({"X_Microsoft_OutputFormat": "mp3"}, 400),
        ({"User_Agent": ""}, 400),
    ],
)
def test_azure_refuses_by_status(vendors: Vendors, asked: dict, status: int) -> None:
    assert azure(vendors, **asked).status_code == status


def test_azure_cuts_after_ten_minutes_without_a_word(vendors: Vendors) -> None:
    answer = azure(vendors, ssml=SSML.format("Good morning to you. " * 600))
    assert soundfile.info(io.BytesIO(answer.content)).duration == pytest.approx(600, abs=1)


def test_a_slower_rate_lasts_longer(vendors: Vendors) -> None:
    text = {"input": {"text": "Good morning to all of you. " * 10}}
    seconds = []
    for speed in (1.0, 0.5):
        config = {"audioEncoding": "LINEAR16", "speakingRate": speed}
        sound = google(vendors, **text, audioConfig=config).json()["audioContent"]
        seconds.append(soundfile.info(io.BytesIO(base64.b64decode(sound))).duration)
    assert seconds == pytest.approx([19, 38], abs=1)


def test_what_is_played_comes_in_its_order_and_then_good_answers_again(vendors: Vendors) -> None:
    vendors.play("openai", RATE, NO_QUOTA)
    assert [openai(vendors).status_code for _ in range(3)] == [429, 429, 200]
    assert vendors.count() == vendors.accounts["openai"].requests == 3
    assert vendors.accounts["openai"].answered == 1


def test_what_is_always_so_stays_until_it_is_cleared(vendors: Vendors) -> None:
    vendors.always("google", OVERLOADED)
    assert [google(vendors).status_code for _ in range(2)] == [503, 503]
    vendors.clear("google")
    assert google(vendors).status_code == 200


def test_a_fault_may_depend_on_the_request(vendors: Vendors) -> None:
    vendors.always("openai", lambda seen: RATE if "mini" in seen.json["model"] else None)
    assert openai(vendors).status_code == 200
    small = {"model": "gpt-4o-mini", "reasoning_effort": None}
    assert openai(vendors, **small).status_code == 429


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_fault_is_an_answer_in_the_form_of_its_vendor(
    vendors: Vendors, provider: str
) -> None:
    for fault in (each for each in FAULTS if provider in each.forms and each not in (RESET, CUT)):
        vendors.play(provider, fault)
        (polly if provider == "polly" else HTTP[provider])(vendors)
        assert vendors.waiting(provider) == 0


@pytest.mark.parametrize("fault", [RESET, CUT])
@pytest.mark.parametrize("provider", HTTP)
def test_a_connection_may_break(vendors: Vendors, provider: str, fault: Fault) -> None:
    vendors.play(provider, fault)
    with pytest.raises(requests.RequestException):
        HTTP[provider](vendors)


def test_a_fault_that_a_vendor_does_not_have_cannot_be_played(vendors: Vendors) -> None:
    with pytest.raises(ValueError, match="polly has no form of NO_QUOTA"):
        vendors.play("polly", NO_QUOTA)


def test_a_hint_is_said_as_each_vendor_says_it(vendors: Vendors) -> None:
    for provider in ("openai", "anthropic", "azure", "gemini"):
        vendors.play(provider, rate(7))
    assert openai(vendors).headers["retry-after"] == "7"
    assert anthropic(vendors).headers["retry-after"] == "7"
    assert azure(vendors).headers["retry-after"] == "7"
    assert gemini(vendors).json()["error"]["details"][-1]["retryDelay"] == "7s"


def test_what_the_vendor_has_done_is_charged_whatever_comes_of_it(vendors: Vendors) -> None:
    vendors.play("anthropic", REFUSED, EMPTY, hang(0.01), OVERLOADED)
    for _ in range(4):
        anthropic(vendors)
    assert vendors.accounts["anthropic"].answered == 3


def test_the_writer_and_the_latency_can_be_set() -> None:
    with Vendors(
        writer=lambda asked: f"{asked.language} {asked.named}", latency={"script": 0.05}
    ) as v:
        answer = openai(v)
        assert answer.json()["choices"][0]["message"]["content"] == "de True"
        assert answer.elapsed.total_seconds() >= 0.05


def test_an_answer_of_ones_own_may_be_played(vendors: Vendors) -> None:
    vendors.play("openai", Answer(b'{"error": "no"}', 404))
    assert openai(vendors).json() == {"error": "no"}


def test_a_connection_serves_many_requests(vendors: Vendors) -> None:
    with closing(HTTPConnection(vendors.url.removeprefix("http://"))) as connection:
        sockets = set()
        for _ in range(3):
            connection.request("GET", "/v1/models")
            connection.getresponse().read()
            sockets.add(connection.sock)
    assert len(sockets) == 1
    assert None not in sockets
    assert len(vendors.seen("openai.models")) == 3


def test_what_can_be_looked_up_costs_nothing(vendors: Vendors) -> None:
    claude = {"x-api-key": KEYS["anthropic"], "anthropic-version": "2026-10-21"}
    speech = {"Ocp-Apim-Subscription-Key": KEYS["azure"]}
    lookups = {
        "/v1/models?": {"Authorization": f"Bearer {KEYS['openai']}"},
        "/v1beta/models": {"x-goog-api-key": KEYS["gemini"]},
        "/v1/models": claude,
        "/v1/voices?languageCode=de-DE": {"X-Goog-Api-Key": KEYS["google"]},
        "/cognitiveservices/voices/list": speech,
    }
    answers = [
        requests.get(vendors.url + path, headers=headers, timeout=5).status_code
        for path, headers in lookups.items()
    ]
    assert answers == [200] * 5
    assert (vendors.count(), vendors.micro_usd) == (0, 0)


def test_the_stub_runs_in_a_process_of_its_own() -> None:
    with Elsewhere(script=0.01) as elsewhere:
        elsewhere.play("openai", "RATE", "overloaded:502")
        assert [openai(elsewhere).status_code for _ in range(3)] == [429, 502, 200]
        assert elsewhere.accounts()["openai"]["requests"] == 3
        assert elsewhere.environment()["OPENAI_BASE_URL"] == f"{elsewhere.url}/v1"
        elsewhere.reset()
        assert elsewhere.accounts()["openai"]["requests"] == 0
