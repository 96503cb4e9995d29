"""Anthropic: Messages and models."""

import re
from dataclasses import replace

from vendors.catalogue import ALIASES, TOKENS, model_price
from vendors.errors import anthropic_error
from vendors.scripts import asked_of
from vendors.settings import KEYS, Settings
from vendors.tokens import cut, tokens
from vendors.wire import Answer, Bill, Refused, Seen, json_answer, names

CURRENT, OLDER = "2026-10-21", "2023-06-01"
_FIELDS = frozenset(
    names(
        "model max_tokens messages system thinking output_config stop_sequences metadata "
        "service_tier temperature top_p top_k stream tools tool_choice"
    )
)
_SAMPLING = ("temperature", "top_p", "top_k")
_BEFORE_4_7 = re.compile(r"claude-(?:haiku|sonnet|opus)-4-[0-6]")
_ALWAYS_THINKS = ("claude-sonnet-5-5", "claude-opus-5-5")


def messages(seen: Seen, settings: Settings) -> Answer:
    """Create a message, without streaming."""
    version = _admit(seen)
    body = seen.json
    for field in ("model", "max_tokens", "messages"):
        if field not in body:
            raise bad(f"{field}: Field required")
    for field in body:
        if field not in _FIELDS:
            raise bad(f"{field}: Extra inputs are not permitted")
    model = body["model"]
    if model not in settings.also_models and (
        not str(model).startswith("claude") or ALIASES.get(model, model) not in TOKENS
    ):
        raise Refused(anthropic_error(404, "not_found_error", f"model: {model}"))
    _check(body, model, version)
    turns = _turns(body["messages"])
    if turns[-1][0] == "assistant" and not _BEFORE_4_7.match(model):
        raise bad(
            "This model does not support assistant message prefill. "
            "The conversation must end with a user message."
        )
    system = _text(body.get("system", ""))
    said = settings.writer(asked_of("anthropic", model, system, turns))
    if isinstance(said, Answer):
        return said
    share = 1.3 if model.startswith("claude-haiku-5-5") else 1.0
    thinks = body.get("thinking", {}).get("type", "adaptive") in ("adaptive", "enabled")
    thought = 48 if thinks and not _BEFORE_4_7.match(model) else 0
    cap = body["max_tokens"]
    whole = tokens(said, share) + thought <= cap
    text = said if whole else cut(said, max(0, cap - thought), share)
    used_in = tokens(system, share) + sum(tokens(text, share) for _, text in turns)
    used_out = tokens(text, share) + thought
    return message(model, text, "end_turn" if whole else "max_tokens", used_in, used_out, thought)


def message(
    model: str,
    text: str | None,
    stop: str,
    used_in: int,
    used_out: int,
    thought: int = 0,
    details: dict | None = None,
) -> Answer:
    """A message as the service sends it; thinking comes first, and no text is no block."""
    blocks: list[dict] = []
    if thought:
        blocks.append({"type": "thinking", "thinking": "Let me see.", "signature": "c2lnbmVk"})
    if text:
        blocks.append({"type": "text", "text": text})
    usage: dict = {
        "input_tokens": used_in,
        "output_tokens": used_out,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
    }
    if thought:
        usage["output_tokens_details"] = {"thinking_tokens": thought}
    told = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": blocks,
        "stop_reason": stop,
        "stop_sequence": None,
        "stop_details": details,
        "usage": usage,
    }
    bill = Bill(used_in, used_out, model_price(model, used_in, 0, used_out))
    return replace(json_answer(told, **{"request-id": "req_anthropic"}), bill=bill)


def models(seen: Seen, settings: Settings) -> Answer:
    """List models, or one of them."""
    _admit(seen)
    known = [m for m in TOKENS if m.startswith("claude")]
    rows = [_row(model) for model in [*known, *sorted(settings.also_models)]]
    asked = seen.path.rpartition("/models")[2].strip("/")
    if not asked:
        ends = {"first_id": rows[0]["id"], "last_id": rows[-1]["id"], "has_more": False}
        return json_answer({"data": rows, **ends})
    for row in rows:
        if row["id"] == ALIASES.get(asked, asked):
            return json_answer(row)
    raise Refused(anthropic_error(404, "not_found_error", f"model: {asked}"))


def _row(model: str) -> dict:
    old = model == "claude-sonnet-4-5"
    return {
        "type": "model",
        "id": model,
        "display_name": model,
        "created_at": "2026-10-07T00:00:00Z",
        "lifecycle": "deprecated" if old else "active",
        "deprecated_at": "2026-09-30T00:00:00Z" if old else None,
        "retires_at": "2026-11-30T00:00:00Z" if old else None,
    }


def _admit(seen: Seen) -> str:
    bearer = seen.headers.get("authorization", "").removeprefix("Bearer ")
    key = seen.headers.get("x-api-key") or bearer
    if key != KEYS["anthropic"]:
        why = "invalid x-api-key" if key else "x-api-key header is required"
        raise Refused(anthropic_error(401, "authentication_error", why))
    version = seen.headers.get("anthropic-version", "")
    if not version:
        raise bad("anthropic-version: header is required")
    if version not in (CURRENT, OLDER):
        raise bad(f'anthropic-version: "{version}" is not a valid version')
    if seen.method == "POST":
        if not seen.headers.get("content-type", "").startswith("application/json"):
            raise bad("content-type: must be application/json")
        if not seen.json:
            raise bad("The request body is not valid JSON")
    return version


def _check(body: dict, model: str, version: str) -> None:
    cap = body["max_tokens"]
    most = 64_000 if model.startswith("claude-haiku-4-5") else 128_000
    if not isinstance(cap, int) or cap < 1:
        raise bad("max_tokens: Input should be greater than or equal to 1")
    if cap > most:
        raise bad(f"max_tokens: {cap} > {most}, which is the maximum allowed for {model}")
    sent = [field for field in _SAMPLING if field in body]
    if sent and (version == CURRENT or not _BEFORE_4_7.match(model)):
        raise bad(f"{sent[0]}: sampling parameters are not supported")
    if {"temperature", "top_p"} <= set(sent):
        raise bad("`temperature` and `top_p` cannot both be specified for this model.")
    if body.get("stream"):
        raise bad("stream: the stub does not stream")
    thinking = body.get("thinking")
    if thinking is None:
        return
    kind = thinking.get("type")
    if kind not in ("disabled", "adaptive", "enabled", "between_tools"):
        raise bad("thinking.type: Input tag is not one of the expected tags")
    if kind == "disabled" and model.startswith(_ALWAYS_THINKS):
        raise bad("thinking.type: thinking cannot be disabled for this model")
    if kind == "enabled" and not 1024 <= thinking.get("budget_tokens", 0) < cap:
        raise bad("thinking.enabled.budget_tokens: Input should be at least 1024")


def _turns(found: object) -> list[tuple[str, str]]:
    if not isinstance(found, list) or not found:
        raise bad("messages: at least one message is required")
    turns: list[tuple[str, str]] = []
    for n, each in enumerate(found):
        if each.get("role") not in ("user", "assistant"):
            raise bad(f'messages.{n}.role: Input should be "user" or "assistant"')
        text = _text(each.get("content", ""))
        if not text.strip():
            raise bad(f"messages.{n}: text content blocks must be non-empty")
        turns.append((each["role"], text))
    if turns[0][0] != "user":
        raise bad('messages: first message must use the "user" role')
    return turns


def _text(content: object) -> str:
    if isinstance(content, list):
        return "".join(block.get("text", "") for block in content)
    return str(content)


def bad(message: str) -> Refused:
    return Refused(anthropic_error(400, "invalid_request_error", message))
