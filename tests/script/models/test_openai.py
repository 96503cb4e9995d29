import json
from typing import Any, ClassVar

import pytest
from script.models.contract import ASKED, KEY, Faults, ModelContract, Unusable, fault
from script.models.loopback import Loopback, Said

from podcaster.errors import ProviderError, Rejected
from podcaster.remote.credentials import Secret
from podcaster.remote.http import Http
from podcaster.remote.reply import Reply
from podcaster.script.models.openai import OpenAI
from podcaster.script.models.options import OpenAIOptions
from podcaster.text.redact import Redaction

REDACT = Redaction([KEY])


def answer(content: object, **choice: object) -> dict[str, Any]:
    message = {"role": "assistant", "content": content, "refusal": None, "annotations": []}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1763700000,
        "model": "gpt-6-luna",
        "choices": [
            {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop", **choice}
        ],
        "usage": {
            "prompt_tokens": 1000,
            "completion_tokens": 500,
            "total_tokens": 1500,
            "prompt_tokens_details": {"cached_tokens": 200, "audio_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 100, "audio_tokens": 0},
        },
        "service_tier": "default",
        "system_fingerprint": None,
    }


def error(message: str, kind: str = "invalid_request_error", code: str | None = None) -> object:
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


MONEY = (
    "insufficient_quota",
    "credit_balance_exhausted",
    "organization_spend_limit_exceeded",
    "project_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
)


class TestOpenAI(ModelContract):
    kind, model, COST = "openai", "gpt-6-luna", 80 + 2 + 250
    cut, refused = "length", "content_filter"
    UNUSABLE: ClassVar[Unusable] = {
        "null": (answer(None), "empty"),
        "blank": (answer(" \n"), "empty"),
        "no choices": ({**answer(""), "choices": []}, "empty"),
        "cut": (answer("# Ti", finish_reason="length"), "truncated"),
        "all thought, nothing said": (answer(None, finish_reason="length"), "truncated"),
        "filtered": (answer("# Ti", finish_reason="content_filter"), "refused"),
        "refused": (
            answer(None, message={"content": None, "refusal": "I can't help with that."}),
            "refused",
        ),
        "a tool": (answer(None, finish_reason="tool_calls"), "bad_reply"),
        "a function": (answer(None, finish_reason="function_call"), "bad_reply"),
        "something new": (answer("# Title", finish_reason="pondering"), "bad_reply"),
        "thoughts alone": (answer("<think>Well, let me see"), "empty"),
        "an error with success": (error("overloaded"), "bad_reply"),
    }
    FAULTS: ClassVar[Faults] = {
        "a bad key": fault(401, error("Incorrect API key", code="invalid_api_key"), "auth"),
        "a country": fault(403, error("Country not supported"), "auth"),
        "no such model": fault(404, error("no such model", code="model_not_found"), "not_found"),
        "no access to it": fault(403, error("no access", code="model_not_found"), "not_found"),
        "a long prompt": fault(400, error("long", code="context_length_exceeded"), "too_long"),
        "a bad value": fault(400, error("no", code="invalid_value"), "bad_request"),
        "a lock": fault(409, error("locked"), "overloaded"),
        "a rate": fault(
            429,
            error("slow", "requests", "rate_limit_exceeded"),
            "rate",
            retry_after=2.0,
            Retry_After="2",
        ),
        "a rate in milliseconds": fault(
            429,
            error("slow", "tokens", "rate_limit_exceeded"),
            "rate",
            retry_after=0.25,
            **{"retry-after-ms": "250", "Retry-After": "9"},
        ),
        "a rate without a hint": fault(429, error("slow", "requests", "slow_down"), "rate"),
        "no use in asking again": fault(
            429, error("slow", "requests"), "rate", final=True, **{"x-should-retry": "false"}
        ),
        "a server error": fault(500, error("oops", "server_error"), "overloaded"),
        "vLLM": fault(400, {"object": "error", "message": "bad", "code": 400}, "bad_request"),
        **{f"{word} as code": fault(429, error("$", "x", word), "quota") for word in MONEY},
        **{f"{word} as type": fault(429, error("$", word), "quota") for word in MONEY},
    }

    def opened(self, http: Http, secret: Secret | None, **options: Any) -> OpenAI:
        return OpenAI("mine", OpenAIOptions(**options), http, secret, REDACT)

    def answer(self, text: str, *, ended: str | None = None, model: str = "") -> dict[str, Any]:
        return {**answer(text, finish_reason=ended or "stop"), "model": model or self.model}

    def said_by(self, body: dict[str, Any]) -> list[str]:
        return [turn["role"] for turn in body["messages"][1:]]

    def cap(self, body: dict[str, Any]) -> int:
        return int(body["max_tokens"])

    def heirs(self) -> dict[str, bool]:
        return {"gpt-4o-mini-2024-07-18": True, "gpt-6-luna-2026-09-22": False, "new": False}


def body(**options: Any) -> dict[str, Any]:
    model = OpenAI("mine", OpenAIOptions(**options), Http(), None, REDACT)
    return model.body(ASKED)


def test_the_body_for_openai_is_the_one_it_asks_for() -> None:
    assert body() == {
        "model": "gpt-6-luna",
        "messages": [
            {"role": "system", "content": ASKED.system},
            {"role": "user", "content": ASKED.turns[0].text},
        ],
        "max_completion_tokens": 4000,
        "reasoning_effort": "none",
    }


def test_another_server_gets_the_field_that_all_of_them_read() -> None:
    assert body(base_url="http://127.0.0.1:11434/v1", model="llama3.2:3b") == {
        "model": "llama3.2:3b",
        "messages": body()["messages"],
        "max_tokens": 4000,
    }
    assert "max_tokens" in body(max_tokens_field="max_tokens")
    for base_url in ("https://eu.api.openai.com/v1", "https://api.openai.com:443/v1"):
        assert "max_completion_tokens" in body(base_url=base_url)
    assert "max_tokens" in body(base_url="https://api.openai.com.example.org/v1")


@pytest.mark.parametrize(
    ("model", "is_sent"),
    [
        *((model, True) for model in ("gpt-6-luna", "gpt-5-mini", "o4-mini")),
        *((model, False) for model in ("gpt-4o-mini", "gpt-oss:20b", "olmo-2", "openchat")),
    ],
)
def test_an_effort_is_sent_to_models_that_reason(model: str, is_sent: bool) -> None:
    assert ("reasoning_effort" in body(model=model)) is is_sent
    assert "reasoning_effort" not in body(model=model, reasoning_effort="")


def opened(loopback: Loopback, http: Http, **options: Any) -> OpenAI:
    secret = Secret(KEY) if options.pop("with_key", True) else None
    return OpenAI("mine", OpenAIOptions(base_url=loopback.url, **options), http, secret, REDACT)


def turned_down(field: str) -> Said:
    told = {"error": {"message": "Unsupported", "param": field, "code": "unsupported_parameter"}}
    return Said(json.dumps(told).encode(), 400)


GOOD = json.dumps(answer("hello")).encode()


@pytest.mark.parametrize(
    ("field", "instead"),
    [("max_tokens", "max_completion_tokens"), ("reasoning_effort", None)],
)
def test_a_field_that_is_turned_down_is_changed_once_and_for_all(
    loopback: Loopback, http: Http, field: str, instead: str | None
) -> None:
    model = opened(loopback, http)
    loopback.play(turned_down(field), GOOD)
    model.send(ASKED, 5)
    model.send(ASKED, 5)
    first, *others = (heard.json for heard in loopback.heard)
    assert field in first
    assert len(others) == 2
    for each in others:
        assert field not in each
        assert instead is None or each[instead] == first[field]
        assert len(each) == len(first) - (instead is None)


def test_what_is_turned_down_twice_is_an_error_and_not_learnt(
    loopback: Loopback, http: Http
) -> None:
    model = opened(loopback, http)
    loopback.play(turned_down("max_tokens"), turned_down("max_completion_tokens"))
    with pytest.raises(Rejected) as caught:
        model.send(ASKED, 5)
    assert caught.value.kind == "bad_request"
    assert len(loopback.heard) == 2
    loopback.play(GOOD)
    model.send(ASKED, 5)
    assert "max_tokens" in loopback.heard[0].json


def test_a_field_that_was_not_sent_changes_nothing(loopback: Loopback, http: Http) -> None:
    loopback.play(turned_down("temperature"))
    with pytest.raises(ProviderError):
        opened(loopback, http).send(ASKED, 5)
    assert len(loopback.heard) == 1


def test_a_local_server_is_asked_without_a_key(loopback: Loopback, http: Http) -> None:
    loopback.play(GOOD)
    opened(loopback, http, with_key=False).send(ASKED, 5)
    assert "authorization" not in loopback.heard[0].headers


def test_the_path_follows_a_base_with_its_version(http: Http, loopback: Loopback) -> None:
    loopback.play(GOOD)
    options = OpenAIOptions(base_url=f"{loopback.url}/v1/")
    OpenAI("mine", options, http, Secret(KEY), REDACT).send(ASKED, 5)
    (heard,) = loopback.heard
    assert heard.path == "/v1/chat/completions"
    assert heard.headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    "content",
    [
        "<think>Hm.\nYes.</think>\n# Title",
        "Hm, they gave no beginning.</think># Title",
        "<thinking>a</thinking># Title",
        "# Title<think>was that all?</think>",
        [{"type": "text", "text": "# Ti"}, {"type": "text", "text": "tle"}],
    ],
)
def test_what_a_local_model_thinks_aloud_is_left_out(
    loopback: Loopback, http: Http, content: object
) -> None:
    reply = Reply(json.dumps(answer(content)).encode())
    assert opened(loopback, http).text(reply) == "# Title"


def test_a_server_that_tells_nothing_more_is_good_enough(loopback: Loopback, http: Http) -> None:
    told = {"choices": [{"message": {"content": "# Title", "reasoning": "Hm."}}]}
    reply = Reply(json.dumps(told).encode())
    model = opened(loopback, http, model="llama3.2:3b")
    assert model.text(reply) == "# Title"
    assert model.price(reply).model == "llama3.2:3b"
    assert model.price(reply).cost_micro_usd is None
