import json
from typing import Any, ClassVar

import pytest
from script.models.contract import ASKED, KEY, Faults, ModelContract, Unusable, fault
from script.models.loopback import Loopback

from podcaster.errors import Unavailable
from podcaster.remote.credentials import Secret
from podcaster.remote.http import Http
from podcaster.remote.reply import Reply
from podcaster.script.models.gemini import Gemini
from podcaster.script.models.options import GeminiOptions
from podcaster.text.redact import Redaction

REDACT = Redaction([KEY])
USAGE = {
    "promptTokenCount": 1000,
    "cachedContentTokenCount": 200,
    "candidatesTokenCount": 400,
    "thoughtsTokenCount": 100,
    "totalTokenCount": 1500,
    "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 1000}],
}


def answer(*parts: object, reason: str | None = "STOP", **candidate: object) -> dict[str, Any]:
    content = {"parts": list(parts), "role": "model"} if parts else {"role": "model"}
    told = {"content": content, "finishReason": reason, "index": 0, **candidate}
    return {
        "candidates": [{key: value for key, value in told.items() if value is not None}],
        "usageMetadata": USAGE,
        "modelVersion": "gemini-3.5-flash-lite",
        "responseId": "abc",
    }


def error(status: str, message: str = "It is so.", *details: object, code: int = 400) -> object:
    return {"error": {"code": code, "message": message, "status": status, "details": [*details]}}


def detail(kind: str, **fields: object) -> dict[str, object]:
    return {"@type": f"type.googleapis.com/google.rpc.{kind}", **fields}


def quota(name: str) -> dict[str, object]:
    violation = {"quotaMetric": "requests", "quotaId": name, "quotaValue": "20"}
    return detail("QuotaFailure", violations=[violation])


WAIT = detail("RetryInfo", retryDelay="34.07s")
BLOCKED = {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "usageMetadata": USAGE}


class TestGemini(ModelContract):
    kind, model, COST = "gemini", "gemini-3.5-flash-lite", 240 + 6 + 1250
    cut, refused = "MAX_TOKENS", "SAFETY"
    UNUSABLE: ClassVar[Unusable] = {
        "prompt blocked": (BLOCKED, "refused"),
        "prompt blocked and nothing else": (
            {"promptFeedback": {"blockReason": "SAFETY"}},
            "refused",
        ),
        "unsafe": (answer(reason="SAFETY", content=None), "refused"),
        "all thought, nothing said": (answer(reason="MAX_TOKENS"), "truncated"),
        "cut": (answer({"text": "# Ti"}, reason="MAX_TOKENS"), "truncated"),
        **{
            reason: (answer({"text": "# Title"}, reason=reason), "refused")
            for reason in ("RECITATION", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII")
        },
        **{
            reason: (answer({"text": "# Title"}, reason=reason), "bad_reply")
            for reason in ("LANGUAGE", "OTHER", "MALFORMED_RESPONSE", "ESCALATION", "CONTINUATION")
        },
        "something new": (answer({"text": "# Title"}, reason="PONDERING"), "bad_reply"),
        "no candidates": ({**answer(), "candidates": []}, "empty"),
        "nothing but usage": ({"usageMetadata": USAGE}, "empty"),
        "blank": (answer({"text": " \n"}), "empty"),
        "thoughts alone": (answer({"text": "Hm.", "thought": True}), "empty"),
        "an error with success": (error("INTERNAL"), "bad_reply"),
    }
    FAULTS: ClassVar[Faults] = {
        "a bad key": fault(
            400,
            error("INVALID_ARGUMENT", "x", detail("ErrorInfo", reason="API_KEY_INVALID")),
            "auth",
        ),
        "a bad value": fault(400, error("INVALID_ARGUMENT"), "bad_request"),
        "a long prompt": fault(
            400,
            error("INVALID_ARGUMENT", "The input token count (9) exceeds the maximum of 8."),
            "too_long",
        ),
        "a country": fault(400, error("FAILED_PRECONDITION"), "quota"),
        "no credit": fault(402, error("PAYMENT_REQUIRED"), "quota"),
        "not allowed": fault(403, error("PERMISSION_DENIED"), "auth"),
        "retired": fault(404, error("NOT_FOUND"), "not_found"),
        "a rate": fault(
            429,
            error("RESOURCE_EXHAUSTED", "x", quota("PerMinute"), WAIT),
            "rate",
            retry_after=34.07,
        ),
        "a rate in a list": fault(
            429, [error("RESOURCE_EXHAUSTED", "x", WAIT)], "rate", retry_after=34.07
        ),
        "a rate with a header": fault(
            429, error("RESOURCE_EXHAUSTED"), "rate", retry_after=3.0, Retry_After="3"
        ),
        "a day's worth": fault(
            429,
            error("RESOURCE_EXHAUSTED", "x", quota("GenerateRequestsPerDayPerProject"), WAIT),
            "quota",
        ),
        "a day's worth in a list": fault(
            429, [error("RESOURCE_EXHAUSTED", "x", WAIT, quota("RequestsPerDay"))], "quota"
        ),
        "a limit of nothing": fault(
            429,
            error("RESOURCE_EXHAUSTED", "Quota exceeded for metric: x, limit: 0\nPlease"),
            "quota",
        ),
        "a limit of something": fault(
            429, error("RESOURCE_EXHAUSTED", "metric: x, limit: 0.5"), "rate"
        ),
        "a server error": fault(500, error("INTERNAL"), "overloaded"),
        "too many others": fault(503, error("UNAVAILABLE"), "overloaded"),
        "too slow": fault(504, error("DEADLINE_EXCEEDED"), "overloaded"),
        "the newer shape": fault(400, {"error": {"code": "invalid_request"}}, "bad_request"),
    }

    def opened(self, http: Http, secret: Secret | None, **options: Any) -> Gemini:
        return Gemini("mine", GeminiOptions(**options), http, secret, REDACT)

    def answer(self, text: str, *, ended: str | None = None, model: str = "") -> dict[str, Any]:
        parts = [{"text": text}] if text else []
        return {**answer(*parts, reason=ended or "STOP"), "modelVersion": model or self.model}

    def said_by(self, body: dict[str, Any]) -> list[str]:
        return [turn["role"] for turn in body["contents"]]

    def cap(self, body: dict[str, Any]) -> int:
        return int(body["generationConfig"]["maxOutputTokens"])

    def heirs(self) -> dict[str, bool]:
        return {"gemini-3.8-flash": True, "gemini-2.5-flash-lite": False, "new": False}


def body(**options: Any) -> dict[str, Any]:
    return Gemini("mine", GeminiOptions(**options), Http(), None, REDACT).body(ASKED)


def test_the_body_is_the_one_that_gemini_asks_for() -> None:
    assert body() == {
        "systemInstruction": {"parts": [{"text": ASKED.system}]},
        "contents": [{"role": "user", "parts": [{"text": ASKED.turns[0].text}]}],
        "generationConfig": {"maxOutputTokens": 6000},
    } | {"generationConfig": {"maxOutputTokens": ASKED.max_tokens}}


def test_thinking_is_spoken_of_only_if_the_operator_does() -> None:
    config = body(thinking_level="LOW")["generationConfig"]
    assert config["thinkingConfig"] == {"thinkingLevel": "LOW"}


@pytest.mark.parametrize(
    ("options", "path"),
    [
        ({}, "/v1beta/models/gemini-3.5-flash-lite:generateContent"),
        ({"api_version": "v1", "model": "models/g-1"}, "/v1/models/g-1:generateContent"),
        ({"model": "a/../b"}, "/v1beta/models/a%2F..%2Fb:generateContent"),
    ],
)
def test_the_model_and_the_version_are_in_the_path(
    loopback: Loopback, http: Http, options: dict[str, Any], path: str
) -> None:
    loopback.play(json.dumps(answer({"text": "hello"})).encode())
    settings = GeminiOptions(base_url=loopback.url, **options)
    Gemini("mine", settings, http, Secret(KEY), REDACT).send(ASKED, 5)
    (heard,) = loopback.heard
    assert heard.path == path
    assert heard.headers["x-goog-api-key"] == KEY


def opened() -> Gemini:
    return Gemini("mine", GeminiOptions(), Http(), None, REDACT)


def test_thoughts_are_no_text_and_parts_are_joined() -> None:
    parts = ({"text": "Hm.", "thought": True}, {"text": "# Ti"}, {"text": "tle", "thought": False})
    assert opened().text(Reply(json.dumps(answer(*parts)).encode())) == "# Title"


def test_an_answer_that_does_not_say_how_it_ended_is_whole() -> None:
    reply = Reply(json.dumps(answer({"text": "# Title"}, reason=None)).encode())
    assert opened().text(reply) == "# Title"


def test_a_blocked_prompt_is_paid_for_as_far_as_it_was_read() -> None:
    usage = {"promptTokenCount": 1000, "totalTokenCount": 1000}
    reply = Reply(json.dumps({**BLOCKED, "usageMetadata": usage}).encode())
    metered = opened().price(reply)
    assert (metered.units_in, metered.units_out, metered.cost_micro_usd) == (1000, 0, 300)


def test_an_account_that_is_limited_is_out_for_the_run() -> None:
    reply = Reply(json.dumps(answer(reason="PUP_LIMITED_DISABLED")).encode())
    with pytest.raises(Unavailable):
        opened().text(reply)
