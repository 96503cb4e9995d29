import json
from typing import Any, ClassVar

import pytest
from script.models.contract import ASKED, KEY, Faults, ModelContract, Unusable, fault
from script.models.loopback import Loopback

from podcaster.remote.credentials import Secret
from podcaster.remote.http import Http
from podcaster.remote.reply import Metered, Reply
from podcaster.script.models.anthropic import Anthropic
from podcaster.script.models.options import AnthropicOptions
from podcaster.text.redact import Redaction

REDACT = Redaction([KEY])


def answer(*blocks: object, **fields: object) -> dict[str, Any]:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-haiku-5-5",
        "content": list(blocks),
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "stop_details": None,
        "usage": {
            "input_tokens": 800,
            "output_tokens": 500,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 200,
        },
        **fields,
    }


def text(said: str) -> dict[str, str]:
    return {"type": "text", "text": said}


def error(kind: str, message: str = "It is so.", **details: str) -> object:
    told: dict[str, object] = {"type": kind, "message": message}
    told |= {"details": details} if details else {}
    return {"type": "error", "error": told, "request_id": "req_1"}


SPENT = "You have reached your specified API usage limits. You will regain access on 2026-12-01."
POOR = "Your credit balance is too low to access the Anthropic API."


class TestAnthropic(ModelContract):
    kind, model, COST = "anthropic", "claude-haiku-5-5", 80 + 2 + 250
    cut, refused = "max_tokens", "refusal"
    UNUSABLE: ClassVar[Unusable] = {
        "no content": (answer(), "empty"),
        "blank": (answer(text(" \n")), "empty"),
        "thoughts alone": (answer({"type": "thinking", "thinking": "Hm."}), "empty"),
        "cut": (answer(text("# Ti"), stop_reason="max_tokens"), "truncated"),
        "all thought, nothing said": (answer(stop_reason="max_tokens"), "truncated"),
        "refused": (
            answer(
                stop_reason="refusal",
                stop_details={"type": "refusal", "category": "bio", "explanation": "No."},
            ),
            "refused",
        ),
        "too much to read": (
            answer(text("# Ti"), stop_reason="model_context_window_exceeded"),
            "too_long",
        ),
        "a tool": (answer(text("# Title"), stop_reason="tool_use"), "bad_reply"),
        "a pause": (answer(text("# Title"), stop_reason="pause_turn"), "bad_reply"),
        "something new": (answer(text("# Title"), stop_reason="pondering"), "bad_reply"),
        "an error with success": (error("overloaded_error"), "bad_reply"),
    }
    FAULTS: ClassVar[Faults] = {
        "a bad value": fault(400, error("invalid_request_error"), "bad_request"),
        "the operator's own limit": fault(400, error("invalid_request_error", SPENT), "quota"),
        "no credit": fault(400, error("invalid_request_error", POOR), "quota"),
        "a long prompt": fault(
            400, error("invalid_request_error", "prompt is too long: 9 > 8"), "too_long"
        ),
        "a bad key": fault(401, error("authentication_error"), "auth"),
        "a bill": fault(402, error("billing_error"), "quota"),
        "not allowed": fault(403, error("permission_error"), "auth"),
        "retired": fault(404, error("not_found_error"), "not_found"),
        "a conflict": fault(409, error("conflict_error"), "overloaded"),
        "too large": fault(413, error("request_too_large"), "too_long"),
        "a rate": fault(429, error("rate_limit_error"), "rate", retry_after=7.0, Retry_After="7"),
        "a steep start": fault(
            429,
            error("rate_limit_error", error_code="ramp_limit_exceeded"),
            "rate",
            retry_after=1.0,
            Retry_After="1",
        ),
        "a rate that names no time": fault(429, error("rate_limit_error"), "rate", final=True),
        "a limit that is enforced": fault(
            429, error("rate_limit_error", error_code="enforced_spend_limit_reached"), "quota"
        ),
        "a limit by contract": fault(
            429, error("rate_limit_error", error_code="contract_spend_limit_reached"), "quota"
        ),
        "a server error": fault(500, error("api_error"), "overloaded"),
        "too slow": fault(504, error("timeout_error"), "overloaded"),
        "overloaded": fault(529, error("overloaded_error"), "overloaded"),
        "overloaded for a while": fault(
            529, error("overloaded_error"), "overloaded", retry_after=5.0, Retry_After="5"
        ),
    }

    def opened(self, http: Http, secret: Secret | None, **options: Any) -> Anthropic:
        return Anthropic("mine", AnthropicOptions(**options), http, secret, REDACT)

    def answer(self, said: str, *, ended: str | None = None, model: str = "") -> dict[str, Any]:
        blocks = [{"type": "thinking", "thinking": "Hm.", "signature": "c2ln"}]
        blocks += [text(said)] if said else []
        return answer(*blocks, stop_reason=ended or "end_turn", model=model or self.model)

    def said_by(self, body: dict[str, Any]) -> list[str]:
        return [turn["role"] for turn in body["messages"]]

    def cap(self, body: dict[str, Any]) -> int:
        return int(body["max_tokens"])

    def heirs(self) -> dict[str, bool]:
        return {"claude-haiku-4-5-20251001": True, "new": False}


def body(**options: Any) -> dict[str, Any]:
    return Anthropic("mine", AnthropicOptions(**options), Http(), None, REDACT).body(ASKED)


def test_the_body_is_the_one_that_anthropic_asks_for() -> None:
    assert body() == {
        "model": "claude-haiku-5-5",
        "max_tokens": 4000,
        "system": ASKED.system,
        "messages": [{"role": "user", "content": ASKED.turns[0].text}],
        "thinking": {"type": "disabled"},
    }


@pytest.mark.parametrize(
    ("options", "thinking"),
    [
        ({}, {"type": "disabled"}),
        ({"model": "claude-haiku-4-5"}, None),
        ({"model": "claude-sonnet-5-5", "thinking": "adaptive"}, {"type": "adaptive"}),
        ({"thinking": "unsaid"}, None),
    ],
)
def test_thinking_is_disabled_only_where_it_can_be(
    options: dict[str, Any], thinking: object
) -> None:
    assert body(**options).get("thinking") == thinking


def test_the_version_of_the_api_is_always_told(loopback: Loopback, http: Http) -> None:
    loopback.play(json.dumps(answer(text("hello"))).encode())
    for options in ({}, {"version": "2023-06-01"}):
        settings = AnthropicOptions(base_url=loopback.url, **options)
        Anthropic("mine", settings, http, Secret(KEY), REDACT).send(ASKED, 5)
    versions = [heard.headers["anthropic-version"] for heard in loopback.heard]
    assert versions == ["2026-10-21", "2023-06-01"]
    assert {heard.path for heard in loopback.heard} == {"/v1/messages"}
    assert {heard.headers["x-api-key"] for heard in loopback.heard} == {KEY}


def test_what_is_written_to_a_cache_is_input_at_its_own_price() -> None:
    usage = {"input_tokens": 600, "output_tokens": 500}
    usage |= {"cache_creation_input_tokens": 200, "cache_read_input_tokens": 200}
    model = Anthropic("mine", AnthropicOptions(), Http(), None, REDACT)
    metered = model.price(Reply(json.dumps(answer(text("hello"), usage=usage)).encode()))
    assert metered == Metered(
        model="claude-haiku-5-5", units_in=1000, units_out=500, cost_micro_usd=60 + 25 + 2 + 250
    )


def test_its_tokenizer_is_in_the_estimate() -> None:
    assert Anthropic("mine", AnthropicOptions(), Http(), None, REDACT).estimate() == 845
