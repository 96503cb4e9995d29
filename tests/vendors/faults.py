"""What can go wrong, each in the form that the vendor in question has for it.

`vendors.play("openai", RATE, overloaded(502))`. A fault has `providers`: those that know it.
An Answer is a fault too, and so is a function of the request.
"""

import json
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from email.utils import formatdate

from vendors import anthropic, gemini, openai
from vendors.errors import (
    anthropic_error,
    azure_error,
    error_info,
    google_error,
    openai_error,
    polly_error,
    quota_failure,
    retry_info,
)
from vendors.sound import mp3, pcm, wav
from vendors.tokens import tokens
from vendors.wire import Answer, Bill, Seen, json_answer

Good = Callable[[], Answer]
MODELS = ("openai", "gemini", "anthropic")
ENGINES = ("polly", "google", "azure", "openai_speech")
PROVIDERS = (*MODELS, *ENGINES)


@dataclass(frozen=True)
class Fault:
    """`form` makes the answer of `Vendors` to a request, and may ask for the good one."""

    name: str
    forms: Mapping[str, Callable[[Seen, Good], Answer]]

    @property
    def providers(self) -> tuple[str, ...]:
        return tuple(self.forms)

    def answer(self, seen: Seen, good: Good) -> Answer:
        if seen.provider not in self.forms:
            raise ValueError(f"{seen.provider} has no form of {self.name}")
        return self.forms[seen.provider](seen, good)

    def __repr__(self) -> str:
        return self.name


def _said(name: str, **answers: Answer) -> Fault:
    """The same answer each time."""
    return Fault(name, {k: lambda seen, good, v=v: v for k, v in answers.items()})


def _google(status: int, state: str, message: str, reason: str = "") -> dict[str, Answer]:
    """Both of Google's services say it alike."""
    services = {"gemini": gemini.SERVICE, "google": "texttospeech"}
    return {
        k: google_error(status, state, message, [error_info(reason, v)] if reason else ())
        for k, v in services.items()
    }


def _openai(*args: object, **more: str) -> dict[str, Answer]:
    """Chat and speech of OpenAI say it alike."""
    answer = openai_error(*args, **more)  # type: ignore[arg-type]
    return {"openai": answer, "openai_speech": answer}


def _changed(name: str, providers: tuple[str, ...], change: Callable[[Answer], Answer]) -> Fault:
    """The good answer, not as it should be."""
    return Fault(name, dict.fromkeys(providers, lambda seen, good: change(good())))


AUTH = _said(
    "AUTH",
    **_openai(401, "Incorrect API key provided.", code="invalid_api_key"),
    gemini=gemini.bad_key(gemini.SERVICE),
    anthropic=anthropic_error(401, "authentication_error", "invalid x-api-key"),
    polly=polly_error("UnrecognizedClientException", "The security token is invalid.", 403),
    google=gemini.bad_key("texttospeech"),
    azure=azure_error(401),
)
PERMISSION = _said(
    "PERMISSION",
    **_openai(403, "Country, region, or territory not supported", code="unsupported_country"),
    **_google(403, "PERMISSION_DENIED", "The API has not been used before.", "SERVICE_DISABLED"),
    anthropic=anthropic_error(403, "permission_error", "Your key may not use this resource."),
    polly=polly_error("AccessDeniedException", "is not authorized: polly:SynthesizeSpeech", 403),
    azure=azure_error(403, reason="Forbidden"),
)
EXPIRED = _said(
    "EXPIRED",
    polly=polly_error("ExpiredTokenException", "The security token has expired", 403),
    google=google_error(401, "UNAUTHENTICATED", "Request had invalid credentials."),
)
NO_QUOTA = _said(
    "NO_QUOTA",
    **_openai(429, "You exceeded your current quota.", "insufficient_quota", "insufficient_quota"),
    gemini=google_error(402, "FAILED_PRECONDITION", "Your prepaid credits are used up."),
    anthropic=anthropic_error(
        429, "rate_limit_error", "Spend limit reached.", "enforced_spend_limit_reached"
    ),
    **{
        "google": google_error(
            403,
            "PERMISSION_DENIED",
            "This API method requires billing to be enabled.",
            [error_info("BILLING_DISABLED", "texttospeech")],
        )
    },
    azure=azure_error(403, "Out of call volume quota.", "Quota Exceeded"),
)


def no_quota(code: str) -> Fault:
    """One of the other forms: OpenAI's money codes, Anthropic's `402`, `400` or a spend code."""
    if code == "402":
        return _said(code, anthropic=anthropic_error(402, "billing_error", "Payment required."))
    if code == "400":
        message = "You have reached your specified API usage limits."
        return _said(code, anthropic=anthropic_error(400, "invalid_request_error", message))
    said = "You have reached a limit of your plan."
    return _said(
        code,
        **_openai(429, said, "insufficient_quota", code),
        anthropic=anthropic_error(429, "rate_limit_error", said, code),
    )


DAILY_QUOTA = _said(
    "DAILY_QUOTA",
    **dict.fromkeys(
        ("gemini", "google"),
        google_error(
            429,
            "RESOURCE_EXHAUSTED",
            "You exceeded your current quota, please check your plan and billing details.",
            [quota_failure("GenerateRequestsPerDayPerProjectPerModel-FreeTier"), retry_info(34.07)],
        ),
    ),
)
LIMIT_ZERO = _said(
    "LIMIT_ZERO",
    gemini=google_error(
        429, "RESOURCE_EXHAUSTED", "Quota exceeded for metric: free_tier_requests, limit: 0"
    ),
)


def rate(after: float | None = None, *, date: bool = False) -> Fault:
    """Too many requests. `after` seconds as each vendor says it, or as an HTTP date."""

    def hint() -> dict[str, str]:
        if after is None:
            return {}
        if date:
            return {"retry-after": formatdate(time.time() + after, usegmt=True)}
        return {"retry-after": f"{after:g}"}

    def of_openai(seen: Seen, good: Good) -> Answer:
        said = {"retry-after-ms": f"{after * 1000:g}"} if after is not None and after < 1 else {}
        message = "Rate limit reached for requests"
        return openai_error(429, message, "requests", "rate_limit_exceeded", **(said or hint()))

    def of_google(seen: Seen, good: Good) -> Answer:
        details = [quota_failure("GenerateRequestsPerMinutePerProjectPerModel", "200")]
        details += [retry_info(after)] if after is not None and not date else []
        error = google_error(429, "RESOURCE_EXHAUSTED", "Quota exceeded.", details)
        return error.headed(**hint()) if date else error

    def of_anthropic(seen: Seen, good: Good) -> Answer:
        said = "This request would exceed your rate limit."
        return anthropic_error(429, "rate_limit_error", said, **hint())

    forms = {
        "openai": of_openai,
        "openai_speech": of_openai,
        "gemini": of_google,
        "google": of_google,
        "anthropic": of_anthropic,
        "polly": lambda seen, good: polly_error("ThrottlingException", "Rate exceeded"),
        "azure": lambda seen, good: azure_error(429, reason="Too Many Requests", **hint()),
    }
    return Fault("rate" if after is None else f"rate({after:g})", forms)


RATE = replace(rate(0.02), name="RATE")
THROTTLED_IN_BODY = _said(
    "THROTTLED_IN_BODY",
    polly=json_answer(
        {"__type": "com.amazonaws.polly#ThrottlingException", "message": "Rate exceeded"}, 400
    ),
)
"""The same of Polly, named in the body instead of a header."""


def overloaded(status: int = 0) -> Fault:
    """A failure of the vendor's: of `status`, or of the one it mostly has."""
    said = "The server is overloaded or not ready yet."
    of = dict.fromkeys(PROVIDERS, status) if status else {}
    kinds = {500: "api_error", 504: "timeout_error", 529: "overloaded_error"}
    states = {500: "INTERNAL", 504: "DEADLINE_EXCEEDED"}
    of_google = {
        k: google_error(of.get(k, 503), states.get(of.get(k, 503), "UNAVAILABLE"), said)
        for k in ("gemini", "google")
    }
    found = of.get("anthropic", 529)
    return _said(
        f"overloaded({status})" if status else "OVERLOADED",
        **_openai(of.get("openai", 503), said, "server_error"),
        **of_google,
        anthropic=anthropic_error(found, kinds.get(found, "api_error"), "Overloaded"),
        polly=polly_error("ServiceFailureException", "A server error", of.get("polly", 500)),
        azure=azure_error(of.get("azure", 503)),
    )


OVERLOADED = overloaded()
LISTED = _said(
    "LISTED",
    **dict.fromkeys(
        ("gemini", "google"),
        google_error(503, "UNAVAILABLE", "The model is overloaded.", listed=True),
    ),
)
"""Overloaded, as a list of one error."""
NOT_FOUND = _said(
    "NOT_FOUND",
    **_openai(404, "The model does not exist.", code="model_not_found"),
    gemini=google_error(404, "NOT_FOUND", "The model is not found for API version v1beta."),
    anthropic=anthropic_error(404, "not_found_error", "model: claude-3-5-haiku-latest"),
    polly=polly_error("EngineNotSupportedException", "This voice does not support the engine."),
    google=google_error(400, "INVALID_ARGUMENT", "Voice 'x' does not exist. Is it misspelled?"),
    azure=azure_error(400, "Unsupported voice x."),
)
BAD_REQUEST = _said(
    "BAD_REQUEST",
    **_openai(400, "Invalid request.", code="invalid_value", param="messages"),
    gemini=google_error(400, "INVALID_ARGUMENT", "Request contains an invalid argument."),
    anthropic=anthropic_error(400, "invalid_request_error", "messages: Input should be valid"),
    polly=polly_error("InvalidSsmlException", "Invalid SSML request"),
    google=google_error(400, "INVALID_ARGUMENT", "Invalid SSML. Newer voices may support less."),
    azure=azure_error(400),
)
TOO_LONG = _said(
    "TOO_LONG",
    openai=openai_error(400, "Maximum context length.", code="context_length_exceeded"),
    openai_speech=openai_error(400, "At most 4096 characters", code="string_above_max_length"),
    gemini=google_error(400, "INVALID_ARGUMENT", "The input token count exceeds the maximum."),
    anthropic=anthropic_error(413, "request_too_large", "Request exceeds the maximum size"),
    polly=polly_error("TextLengthExceededException", "Maximum text length has been exceeded"),
    google=google_error(
        400,
        "INVALID_ARGUMENT",
        "Either `input.text` or `input.ssml` is longer than the limit of 5000 bytes.",
    ),
)
SENTENCE_TOO_LONG = _said(
    "SENTENCE_TOO_LONG",
    google=google_error(
        400,
        "INVALID_ARGUMENT",
        "This request contains sentences that are too long. Consider splitting them.",
    ),
)


def hang(seconds: float) -> Fault:
    """The good answer, after `seconds`; the vendor has done the work and charges for it."""
    return _changed(f"hang({seconds:g})", PROVIDERS, lambda good: replace(good, hang=seconds))


def drip(seconds: float) -> Fault:
    """The good answer, a little at a time, over `seconds`."""
    return _changed(f"drip({seconds:g})", PROVIDERS, lambda good: replace(good, drip=seconds))


RESET = _said("RESET", **dict.fromkeys(PROVIDERS, Answer(reset=True)))
CUT = _changed("CUT", PROVIDERS, lambda good: replace(good, cut=True, chunked=False))
GZIP = _changed("GZIP", PROVIDERS, Answer.zipped)
HTML = _said(
    "HTML",
    **dict.fromkeys(
        PROVIDERS,
        Answer(
            b"<!doctype html><title>Sign in</title><p>Welcome to the hotel.",
            headers={"Content-Type": "text/html"},
        ),
    ),
)
HTML_502 = _said(
    "HTML_502",
    **dict.fromkeys(
        PROVIDERS,
        Answer(b"<html><h1>502 Bad Gateway</h1></html>", 502, {"Content-Type": "text/html"}),
    ),
)
REDIRECT = _said(
    "REDIRECT",
    **dict.fromkeys(PROVIDERS, Answer(status=302, headers={"Location": "http://127.0.0.1:9/"})),
)

# Answers of models without a script that can be used.


def _recast(
    name: str,
    openai_form: Callable[[Answer], Answer] | None,
    gemini_form: Callable[[Answer], Answer] | None,
    anthropic_form: Callable[[Answer], Answer] | None,
) -> Fault:
    forms = {"openai": openai_form, "gemini": gemini_form, "anthropic": anthropic_form}
    return Fault(
        name,
        {k: lambda seen, good, v=v: v(good()) for k, v in forms.items() if v is not None},
    )


def _completion(text: str | None, finish: str, **message: object) -> Callable[[Answer], Answer]:
    def change(good: Answer) -> Answer:
        told, bill = good.json, good.bill or Bill(0, 0, 0)
        made = openai.completion(told["model"], text, finish, bill.units_in, 0, **message)
        return made if text else _spent(made, told)

    return change


def _spent(made: Answer, told: dict) -> Answer:
    """No text, yet the tokens are used and charged: they went to thinking."""
    usage = told["usage"]
    out = usage["completion_tokens"]
    usage = {**usage, "completion_tokens_details": {"reasoning_tokens": out}}
    price = openai.model_price(told["model"], usage["prompt_tokens"], 0, out)
    return replace(made.saying(usage=usage), bill=Bill(usage["prompt_tokens"], out, price))


def _candidate(text: str | None, finish: str, **more: object) -> Callable[[Answer], Answer]:
    def change(good: Answer) -> Answer:
        told, bill = good.json, good.bill or Bill(0, 0, 0)
        model = told["modelVersion"]
        thought = 0 if text else bill.units_out
        made = gemini.content(model, text, finish, bill.units_in, thought)
        return made.saying(**more) if more else made

    return change


def _without_content(finish: str) -> Callable[[Answer], Answer]:
    ratings = [{"category": "HARM_CATEGORY_HARASSMENT", "probability": "HIGH", "blocked": True}]
    found = {"finishReason": finish, "index": 0, "safetyRatings": ratings}
    return lambda good: good.saying(candidates=[found])


def _message(
    text: str | None, stop: str, details: dict | None = None
) -> Callable[[Answer], Answer]:
    def change(good: Answer) -> Answer:
        bill, model = good.bill or Bill(0, 0, 0), good.json["model"]
        spent = stop == "max_tokens" and not text
        out = bill.units_out if spent else tokens(text or "", 1.3)
        thought = out if spent else 0
        return anthropic.message(model, text, stop, bill.units_in, out, thought, details)

    return change


def _blocked(good: Answer) -> Answer:
    """The prompt itself is refused: no candidates, and nothing of them to pay."""
    told = good.json
    used = told["usageMetadata"]["promptTokenCount"]
    made = good.saying(
        candidates=None,
        promptFeedback={"blockReason": "PROHIBITED_CONTENT"},
        usageMetadata={"promptTokenCount": used, "totalTokenCount": used},
    )
    price = openai.model_price(told["modelVersion"], used, 0, 0)
    return replace(made, bill=Bill(used, 0, price))


_SORRY = "I cannot help with that."
_HALF = "# A title\n\n## greeting: Welcome\n\nGood morning. This is how the week"
_WHY = {"type": "refusal", "category": "general_harms", "explanation": None}
REFUSED = _recast(
    "REFUSED",
    _completion(None, "stop", refusal=_SORRY),
    _blocked,
    _message(None, "refusal", _WHY),
)
FILTERED = _recast(
    "FILTERED",
    _completion(_HALF, "content_filter"),
    _without_content("SAFETY"),
    _message(_HALF, "refusal", _WHY),
)


def finish(reason: str) -> Fault:
    """Gemini's other reasons, such as RECITATION, without content; or the others' own."""
    return _recast(
        f"finish({reason})",
        _completion(_HALF, reason),
        _without_content(reason),
        _message(_HALF, reason),
    )


TRUNCATED = _recast(
    "TRUNCATED",
    _completion(_HALF, "length"),
    _candidate(_HALF, "MAX_TOKENS"),
    _message(_HALF, "max_tokens"),
)
SPENT_THINKING = _recast(
    "SPENT_THINKING",
    _completion("", "length"),
    _candidate(None, "MAX_TOKENS"),
    _message(None, "max_tokens"),
)
EMPTY_TEXT = _recast(
    "EMPTY_TEXT", _completion("", "stop"), _candidate(" ", "STOP"), _message(" \n", "end_turn")
)
EMPTY_LIST = _recast(
    "EMPTY_LIST",
    lambda good: good.saying(choices=[]),
    lambda good: good.saying(candidates=[]),
    _message(None, "end_turn"),
)
NULL_TEXT = _recast("NULL_TEXT", _completion(None, "stop"), None, None)
WITHOUT_USAGE = _recast(
    "WITHOUT_USAGE",
    lambda good: good.saying(usage=None),
    lambda good: good.saying(usageMetadata=None),
    lambda good: good.saying(usage=None),
)
EMPTY = Fault(
    "EMPTY",
    {
        **EMPTY_TEXT.forms,
        **dict.fromkeys(ENGINES, lambda seen, good: _with_sound(good(), b"")),
    },
)
"""An answer of 200 with nothing in it, from any provider."""


def says(text: str) -> Fault:
    """A finished answer that says `text`, whatever was asked."""
    return _recast(
        f"says({text[:20]!r})",
        _completion(text, "stop"),
        _candidate(text, "STOP"),
        _message(text, "end_turn"),
    )


def _renamed(name: str, text: str) -> Fault:
    return replace(says(text), name=name)


def _script(language: str) -> str:
    from vendors.scripts import script_in

    return script_in(language, named=False)


PROSE = _renamed("PROSE", "Sure! Here are some ideas for your podcast. Shall I write it?")
ONE_WORD = _renamed("ONE_WORD", "Hello")
TWENTY_THOUSAND_WORDS = _renamed(
    "TWENTY_THOUSAND_WORDS",
    _script("en").replace(
        "\n\n## practice", "\n\n" + "\n\n".join(["the word and " * 200] * 34) + "\n\n## practice"
    ),
)
TWO_MEGABYTES = _renamed("TWO_MEGABYTES", "word " * 420_000)
FENCED = _renamed("FENCED", f"```markdown\n{_script('en')}```")
THINKING_ALOUD = _renamed("THINKING_ALOUD", f"<think>Let me see.</think>\n{_script('en')}")


def _wrong_language(seen: Seen, good: Good) -> Answer:
    spanish = "(es)" in seen.text
    return says(_script("de" if spanish else "es")).answer(seen, good)


WRONG_LANGUAGE = Fault("WRONG_LANGUAGE", dict.fromkeys(MODELS, _wrong_language))

# Audio that is not what was asked for.


def _sound_of(good: Answer) -> bytes:
    if good.headers.get("Content-Type") == "application/json":
        return b64decode(good.json["audioContent"])
    return good.body


def _with_sound(good: Answer, sound: bytes) -> Answer:
    if good.headers.get("Content-Type") == "application/json":
        return good.saying(audioContent=b64encode(sound).decode())
    return replace(good, body=sound)


def _is_mp3(good: Answer, sound: bytes) -> bool:
    kind = good.headers.get("Content-Type")
    return kind == "audio/mpeg" or (kind == "application/json" and sound[:1] == b"\xff")


def _remade(name: str, parts: Callable[[float], tuple[tuple[float, bool], ...]]) -> Fault:
    """The good sound's own format, saying other parts; given the good one's seconds."""

    def change(good: Answer) -> Answer:
        sound = _sound_of(good)
        if sound[:4] == b"RIFF":
            rate = int.from_bytes(sound[24:28], "little")
            return _with_sound(good, wav(parts((len(sound) - 44) / 2 / rate), rate))
        if _is_mp3(good, sound):
            seconds = len(sound) / 6000
            return _with_sound(good, mp3(parts(seconds), 24000))
        return _with_sound(good, pcm(parts(len(sound) / 2 / 16000), 16000))

    return _changed(name, ENGINES, change)


HALF_SILENT = _remade("HALF_SILENT", lambda s: ((s / 2, True), (s / 2, False)))
SILENT = _remade("SILENT", lambda s: ((s, False),))
TOO_SHORT_AUDIO = _remade("TOO_SHORT_AUDIO", lambda s: ((s / 4, True),))
TOO_LONG_AUDIO = _remade("TOO_LONG_AUDIO", lambda s: ((s * 4, True),))


def _halved(good: Answer) -> Answer:
    sound = _sound_of(good)
    return _with_sound(good, sound[: len(sound) // 2 + 1])


def _other_format(good: Answer) -> Answer:
    sound = _sound_of(good)
    other = wav(((3.2, True),), 8000) if _is_mp3(good, sound) else mp3(((3.2, True),), 44100)
    return _with_sound(good, other)


TRUNCATED_AUDIO = _changed("TRUNCATED_AUDIO", ENGINES, _halved)
OTHER_FORMAT = _changed("OTHER_FORMAT", ENGINES, _other_format)
NOISE = _changed("NOISE", ENGINES, lambda good: _with_sound(good, bytes(range(256)) * 40))
JSON_FOR_AUDIO = _said(
    "JSON_FOR_AUDIO",
    **dict.fromkeys(ENGINES, json_answer({"detail": "internal error", "status": "failed"})),
)
"""An answer of 200 whose body is JSON, where sound is expected."""


def named(text: str) -> Fault:
    """A fault by its name, with its argument after a colon: `RATE`, `hang:5`, `no_quota:402`."""
    name, _, argument = text.partition(":")
    found = globals()[name]
    if isinstance(found, Fault):
        return found
    if not argument:
        return found()
    return found(argument if name in ("no_quota", "finish", "says") else json.loads(argument))
