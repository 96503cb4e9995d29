"""OpenAI and servers that speak like it: chat completions, speech, models."""

import re
from dataclasses import replace

from vendors.catalogue import (
    ALIASES,
    RETIRED,
    SHUTDOWN,
    SPEAKING_MODELS,
    SPEAKING_VOICES,
    TOKENS,
    model_price,
)
from vendors.errors import openai_error
from vendors.scripts import asked_of
from vendors.settings import KEYS, Settings
from vendors.sound import mp3, pcm, wav
from vendors.ssml import Heard, seconds
from vendors.tokens import cut, tokens
from vendors.wire import Answer, Bill, Refused, Seen, json_answer, names

_FIELDS = frozenset(
    names(
        "model messages max_completion_tokens max_tokens reasoning_effort temperature top_p "
        "frequency_penalty presence_penalty stop seed n response_format stream "
        "safety_identifier store user metadata service_tier verbosity modalities audio "
        "logprobs prompt_cache_key"
    )
)
_SPEECH_FIELDS = frozenset(
    names("model input voice response_format speed instructions stream_format")
)
_ROLES = frozenset({"developer", "system", "user", "assistant"})
_EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
_REASONING = re.compile(r"(?:gpt-[5-9]|o\d)")
_LONGEST_INPUT = 4096


def chat(seen: Seen, settings: Settings) -> Answer:
    """Chat completions; without streaming."""
    _admit(seen, settings)
    body = seen.json
    _known_fields(body, _FIELDS, ("model", "messages"))
    model = body["model"]
    _known_model(model, TOKENS, settings)
    turns = _turns(body["messages"])
    _sampling(body, model, settings)
    said = settings.writer(
        asked_of(
            "openai",
            model,
            "\n".join(text for role, text in turns if role in ("system", "developer")),
            [turn for turn in turns if turn[0] in ("user", "assistant")],
        )
    )
    if isinstance(said, Answer):
        return said
    thought = 64 if _REASONING.match(model) and body.get("reasoning_effort") != "none" else 0
    cap = body.get("max_completion_tokens") or body.get("max_tokens") or 1 << 30
    whole = tokens(said) + thought <= cap
    text = said if whole else cut(said, max(0, cap - thought))
    used_in = sum(tokens(text) + 4 for _, text in turns)
    return completion(model, text, "stop" if whole else "length", used_in, thought)


def completion(
    model: str, text: str | None, finish: str, used_in: int, thought: int = 0, **message: object
) -> Answer:
    """A completion as the service sends it."""
    used_out = tokens(text or "") + thought
    told = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1763700000,
        "model": model,
        "choices": [
            {
                "index": 0,
                "message": {
                    **{"role": "assistant", "content": text, "refusal": None, "annotations": []},
                    **message,
                },
                "logprobs": None,
                "finish_reason": finish,
            }
        ],
        "usage": {
            "prompt_tokens": used_in,
            "completion_tokens": used_out,
            "total_tokens": used_in + used_out,
            "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
            "completion_tokens_details": {
                "reasoning_tokens": thought,
                "audio_tokens": 0,
                "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            },
        },
        "service_tier": "default",
        "system_fingerprint": None,
    }
    bill = Bill(used_in, used_out, model_price(model, used_in, 0, used_out))
    return replace(json_answer(told, **{"x-request-id": "req_openai"}), bill=bill)


def speech(seen: Seen, settings: Settings) -> Answer:
    """Create speech."""
    _admit(seen, settings)
    body = seen.json
    _known_fields(body, _SPEECH_FIELDS, ("model", "input", "voice"))
    model, text, voice = body["model"], body["input"], body["voice"]
    _known_model(model, SPEAKING_MODELS, settings)
    if not isinstance(text, str) or not text:
        raise _bad("Input should not be empty.", "input", "invalid_value")
    if len(text) > _LONGEST_INPUT:
        raise _bad("String should have at most 4096 characters", "input", "string_above_max_length")
    if not settings.any_model and voice not in SPEAKING_VOICES:
        raise _bad(f"Input should be a known voice, not {voice!r}", "voice", "invalid_value")
    if "instructions" in body and model.startswith("tts-1"):
        raise _bad("instructions is not supported", "instructions", "unsupported_parameter")
    speed = body.get("speed", 1.0)
    if not 0.25 <= speed <= 4:
        raise _bad("Input should be between 0.25 and 4", "speed", "invalid_value")
    heard = [Heard(text, _guess(text), speed)]
    parts = seconds(heard, settings.pace)
    asked = body.get("response_format", "mp3")
    kinds = {"mp3": "audio/mpeg", "wav": "audio/wav", "pcm": "audio/pcm"}
    if asked not in kinds:
        raise _bad(f"The stub has no {asked}", "response_format", "invalid_value")
    if asked == "mp3":
        sound = mp3(parts, 24000, 64)
    elif asked == "pcm":
        sound = pcm(parts, 24000, len(text))
    else:
        sound = wav(parts, 24000, len(text), streamed=settings.streamed_wav)
    price = SPEAKING_MODELS.get(model, 0) * len(text)
    return Answer(sound, headers={"Content-Type": kinds[asked]}, bill=Bill(len(text), 0, price))


def models(seen: Seen, settings: Settings) -> Answer:
    """List models, or one of them."""
    _admit(seen, settings)
    known = [m for m in [*TOKENS, *SPEAKING_MODELS] if m.startswith(("gpt", "tts"))]
    rows = [_row(model) for model in [*known, *sorted(settings.also_models)]]
    asked = seen.path.rpartition("/models")[2].strip("/")
    if not asked:
        return json_answer({"object": "list", "data": rows})
    for row in rows:
        if row["id"] == ALIASES.get(asked, asked):
            return json_answer(row)
    raise Refused(_missing(asked))


def _row(model: str) -> dict:
    shut = "2027-01-06" if model in SPEAKING_MODELS else SHUTDOWN.get(model)
    told = {"id": model, "object": "model", "created": 1763700000, "owned_by": "openai"}
    return {**told, "shutdown_date": shut}


def _admit(seen: Seen, settings: Settings) -> None:
    key = seen.headers.get("authorization", "").removeprefix("Bearer ").strip()
    if settings.needs_key and not key:
        message = "You didn't provide an API key. You need to provide your API key in an header."
        raise Refused(openai_error(401, message))
    if settings.needs_key and key != KEYS["openai"]:
        shown = f"{key[:8]}***{key[-4:]}"
        message = f"Incorrect API key provided: {shown}."
        raise Refused(openai_error(401, message, code="invalid_api_key"))
    if seen.method == "POST":
        if not seen.headers.get("content-type", "").startswith("application/json"):
            raise Refused(openai_error(400, "you must provide a JSON content type"))
        if not seen.json:
            raise Refused(openai_error(400, "We could not parse the JSON body of your request."))


def _known_fields(body: dict, known: frozenset[str], needed: tuple[str, ...]) -> None:
    for field in needed:
        if not body.get(field):
            raise _bad(
                f"Missing required parameter: '{field}'.", field, "missing_required_parameter"
            )
    for field in body:
        if field not in known:
            raise _bad(f"Unknown parameter: '{field}'.", field, "unknown_parameter")
    if body.get("stream"):
        raise _bad("The stub does not stream.", "stream", "unsupported_value")


def _known_model(model: str, known: dict, settings: Settings) -> None:
    if settings.any_model or model in settings.also_models:
        return
    if model in RETIRED or ALIASES.get(model, model) not in known or "/" in model:
        raise Refused(_missing(model))
    if not model.startswith(("gpt", "o", "tts")):
        raise Refused(_missing(model))


def _missing(model: str) -> Answer:
    message = f"The model `{model}` does not exist or you do not have access to it."
    return openai_error(404, message, code="model_not_found")


def _turns(messages: object) -> list[tuple[str, str]]:
    if not isinstance(messages, list):
        raise _bad("Invalid type for 'messages'.", "messages", "invalid_type")
    turns = []
    for n, each in enumerate(messages):
        if not isinstance(each, dict) or each.get("role") not in _ROLES:
            raise _bad("Invalid role", f"messages[{n}].role", "invalid_value")
        content = each.get("content")
        if isinstance(content, list):
            content = "".join(part.get("text", "") for part in content)
        if not isinstance(content, str):
            raise _bad("Invalid content", f"messages[{n}].content", "invalid_type")
        turns.append((each["role"], content))
    return turns


def _sampling(body: dict, model: str, settings: Settings) -> None:
    reasons = bool(_REASONING.match(model))
    effort = body.get("reasoning_effort")
    if effort is not None:
        if not reasons and not settings.any_model:
            raise _unsupported("reasoning_effort", model)
        if effort not in _EFFORTS or _refuses_effort(model, effort):
            message = f"Unsupported value: 'reasoning_effort' does not support '{effort}'."
            raise _bad(message, "reasoning_effort", "unsupported_value")
    if not reasons:
        return
    if settings.strict_openai and "max_tokens" in body:
        raise _unsupported("max_tokens", model, " Use 'max_completion_tokens' instead.")
    for field in ("frequency_penalty", "presence_penalty", "stop"):
        if field in body:
            raise _unsupported(field, model)
    default = "none" if model.startswith(("gpt-5.1", "gpt-5.2", "gpt-5.4")) else "medium"
    if (effort or default) != "none":
        for field in ("temperature", "top_p"):
            if body.get(field, 1) != 1:
                message = f"Unsupported value: '{field}' does not support {body[field]} here."
                raise _bad(message, field, "unsupported_value")


def _refuses_effort(model: str, effort: str) -> bool:
    no_none = model.startswith(("gpt-5-", "gpt-6.1-sol"))
    return (effort == "minimal" and model == "gpt-6-luna") or (effort == "none" and no_none)


def _unsupported(field: str, model: str, hint: str = "") -> Refused:
    message = f"Unsupported parameter: '{field}' is not supported with this model.{hint}"
    return _bad(message, field, "unsupported_parameter")


def _bad(message: str, param: str, code: str) -> Refused:
    return Refused(openai_error(400, message, code=code, param=param))


def _guess(text: str) -> str:
    """The voices are of no language: what is written decides."""
    if re.search("[\u3040-\u30ff]", text):
        return "ja"
    if re.search("[\uac00-\ud7af]", text):
        return "ko"
    return "zh" if re.search("[\u4e00-\u9fff]", text) else "en"
