"""Google Gemini: generateContent and models."""

import re
from dataclasses import replace

from vendors.catalogue import ALIASES, TOKENS, model_price
from vendors.errors import error_info, google_error
from vendors.scripts import asked_of
from vendors.settings import KEYS, Settings
from vendors.tokens import cut, tokens
from vendors.wire import Answer, Bill, Refused, Seen, json_answer, names

SERVICE = "generativelanguage"
_TOP = frozenset(
    names(
        "systemInstruction system_instruction contents generationConfig generation_config "
        "safetySettings safety_settings cachedContent labels model"
    )
)
_CONFIG = frozenset(
    names(
        "maxOutputTokens temperature topP topK candidateCount stopSequences seed "
        "responseMimeType responseSchema responseJsonSchema thinkingConfig presencePenalty "
        "frequencyPenalty responseModalities"
    )
)
_SAMPLING = ("temperature", "topP", "topK")
_PATH = re.compile(r"/v1(?:beta)?/models/([^/:]+):generateContent")
_CAMEL = re.compile(r"_([a-z])")


def generate(seen: Seen, settings: Settings) -> Answer:
    """Generate content, without streaming."""
    _admit(seen)
    match = _PATH.fullmatch(seen.path)
    model = match[1] if match else ""
    _known_model(model, settings)
    body = _camel(seen.json)
    config = body.get("generationConfig", {})
    _known_fields(body, config)
    turns = _turns(body.get("contents"))
    third = not model.startswith("gemini-2.5")
    if turns[-1][0] == "model" and third:
        raise bad("Requests ending with a model turn are not supported.")
    _check_config(config, model, third, settings)
    system = _text(body.get("systemInstruction", {}))
    said = settings.writer(asked_of("gemini", model, system, turns))
    if isinstance(said, Answer):
        return said
    answering = ALIASES.get(model, model)
    thought = 34 if third else 0
    cap = config.get("maxOutputTokens", 1 << 30)
    whole = tokens(said) + thought <= cap
    text = said if whole else cut(said, max(0, cap - thought))
    used_in = tokens(system) + sum(tokens(text) for _, text in turns)
    return content(answering, text, "STOP" if whole else "MAX_TOKENS", used_in, thought)


def content(model: str, text: str | None, finish: str, used_in: int, thought: int = 0) -> Answer:
    """An answer as the service sends it; without parts where the text is empty."""
    said = {"parts": [{"text": text}], "role": "model"} if text else {"role": "model"}
    used_out = tokens(text or "")
    usage = {
        "promptTokenCount": used_in,
        "candidatesTokenCount": used_out,
        "totalTokenCount": used_in + used_out + thought,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": used_in}],
    }
    told = {
        "candidates": [{"content": said, "finishReason": finish, "index": 0}],
        "usageMetadata": {**usage, **({"thoughtsTokenCount": thought} if thought else {})},
        "modelVersion": model,
        "responseId": "abc",
    }
    out = used_out + thought
    return replace(json_answer(told), bill=Bill(used_in, out, model_price(model, used_in, 0, out)))


def models(seen: Seen, settings: Settings) -> Answer:
    """List models, or one of them."""
    _admit(seen)
    known = [m for m in [*TOKENS, *ALIASES] if m.startswith("gemini")]
    rows = [_row(model) for model in [*known, *sorted(settings.also_models)]]
    asked = seen.path.rpartition("/models")[2].strip("/")
    if not asked:
        return json_answer({"models": rows})
    for row in rows:
        if row["name"] == f"models/{asked}":
            return json_answer(row)
    raise Refused(_missing(asked))


def _row(model: str) -> dict:
    return {
        "name": f"models/{model}",
        "version": "001",
        "displayName": model,
        "inputTokenLimit": 1048576,
        "outputTokenLimit": 65536,
        "supportedGenerationMethods": ["generateContent", "countTokens"],
    }


def _admit(seen: Seen) -> None:
    key = seen.headers.get("x-goog-api-key") or seen.query.get("key", "")
    check_key(key, KEYS["gemini"], SERVICE)
    if seen.method == "POST" and not seen.json:
        raise bad("Invalid JSON payload received. Unexpected end of string.")


def check_key(key: str, right: str, service: str) -> None:
    """What all of Google's services say of a key that is absent or wrong."""
    if not key:
        message = (
            "Method doesn't allow unregistered callers (callers without established identity)."
            " Please use API Key or other form of API consumer identity to call this API."
        )
        raise Refused(google_error(403, "PERMISSION_DENIED", message))
    if key != right:
        raise Refused(bad_key(service))


def bad_key(service: str) -> Answer:
    message = "API key not valid. Please pass a valid API key."
    return google_error(400, "INVALID_ARGUMENT", message, [error_info("API_KEY_INVALID", service)])


def bad(message: str) -> Refused:
    return Refused(google_error(400, "INVALID_ARGUMENT", message))


def _known_model(model: str, settings: Settings) -> None:
    own = model in settings.also_models
    if not own and (not model.startswith("gemini") or ALIASES.get(model, model) not in TOKENS):
        raise Refused(_missing(model))


def _missing(model: str) -> Answer:
    message = (
        f"models/{model} is not found for API version v1beta, or is not supported for "
        "generateContent. Call ListModels to see the list of available models."
    )
    return google_error(404, "NOT_FOUND", message)


def _known_fields(body: dict, config: dict) -> None:
    for known, found, where in ((_TOP, body, ""), (_CONFIG, config, " at 'generation_config'")):
        for field in found:
            if field not in known:
                message = f'Invalid JSON payload received. Unknown name "{field}"{where}'
                raise bad(f"{message}: Cannot find field.")


def _check_config(config: dict, model: str, third: bool, settings: Settings) -> None:
    if settings.strict_sampling and third and (sent := [f for f in _SAMPLING if f in config]):
        raise bad(f"{sent[0]} is not supported for this model.")
    if third and config.get("candidateCount", 1) != 1:
        raise bad("Multiple candidates is not enabled for this model")
    if third and {"presencePenalty", "frequencyPenalty"} & config.keys():
        raise bad("Penalty is not enabled for this model")
    thinking = config.get("thinkingConfig", {})
    if third and "thinkingBudget" in thinking and "thinkingLevel" in thinking:
        raise bad("You can only set only one of thinking budget and thinking level.")
    if not third and "thinkingLevel" in thinking:
        raise bad("Thinking level is not supported for this model.")
    if model.startswith("gemini-3.8") and thinking.get("thinkingLevel") == "MINIMAL":
        raise bad("Thinking level MINIMAL is not supported for this model.")
    cap = config.get("maxOutputTokens", 1)
    if not isinstance(cap, int) or not 1 <= cap <= 65536:
        raise bad(f"Unable to submit request because maxOutputTokens is {cap}.")


def _turns(contents: object) -> list[tuple[str, str]]:
    if not isinstance(contents, list) or not contents:
        raise bad("* GenerateContentRequest.contents: contents is not specified")
    turns = []
    for each in contents:
        role = each.get("role", "user")
        if role not in ("user", "model"):
            raise bad("Please use a valid role: user, model.")
        if not each.get("parts"):
            raise bad("* GenerateContentRequest.contents: contents.parts must not be empty.")
        turns.append((role, _text(each)))
    return turns


def _text(content: dict) -> str:
    return "".join(part.get("text", "") for part in content.get("parts", ()))


def _camel(told: object) -> dict:
    """Proto JSON takes both spellings."""
    if isinstance(told, list):
        return [_camel(each) for each in told]  # type: ignore[return-value]
    if not isinstance(told, dict):
        return told  # type: ignore[return-value]
    return {_CAMEL.sub(lambda m: m[1].upper(), k): _camel(v) for k, v in told.items()}
