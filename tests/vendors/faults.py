"""What can go wrong, each in the form that the vendor in question has for it.

`vendors.play("openai", RATE, overloaded(502))`. A fault has `providers`: those that know it.
An Answer is a fault too, and so is a function of the request.
"""
# ruff: noqa: F401 - this is where all faults are found

import json
import random
import time
from dataclasses import replace
from email.utils import formatdate

from vendors import gemini
from vendors.bad_scripts import (
    EMPTY_LIST,
    EMPTY_TEXT,
    FENCED,
    FILTERED,
    NULL_TEXT,
    ONE_WORD,
    PROSE,
    REFUSED,
    SPENT_THINKING,
    THINKING_ALOUD,
    TRUNCATED,
    TWENTY_THOUSAND_WORDS,
    TWO_MEGABYTES,
    WITHOUT_USAGE,
    WRONG_LANGUAGE,
    finish,
    says,
)
from vendors.bad_sounds import (
    HALF_SILENT,
    JSON_FOR_AUDIO,
    NOISE,
    OTHER_FORMAT,
    SILENT,
    TOO_LONG_AUDIO,
    TOO_SHORT_AUDIO,
    TRUNCATED_AUDIO,
    WITHOUT_SOUND,
)
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
from vendors.fault import ENGINES, MODELS, PROVIDERS, Fault, Good, changed, same
from vendors.wire import Answer, Seen, json_answer


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


AUTH = same(
    "AUTH",
    **_openai(401, "Incorrect API key provided.", code="invalid_api_key"),
    gemini=gemini.bad_key(gemini.SERVICE),
    anthropic=anthropic_error(401, "authentication_error", "invalid x-api-key"),
    polly=polly_error("UnrecognizedClientException", "The security token is invalid.", 403),
    google=gemini.bad_key("texttospeech"),
    azure=azure_error(401),
)
PERMISSION = same(
    "PERMISSION",
    **_openai(403, "Country, region, or territory not supported", code="unsupported_country"),
    **_google(403, "PERMISSION_DENIED", "The API has not been used before.", "SERVICE_DISABLED"),
    anthropic=anthropic_error(403, "permission_error", "Your key may not use this resource."),
    polly=polly_error("AccessDeniedException", "is not authorized: polly:SynthesizeSpeech", 403),
    azure=azure_error(403, reason="Forbidden"),
)
EXPIRED = same(
    "EXPIRED",
    polly=polly_error("ExpiredTokenException", "The security token has expired", 403),
    google=google_error(401, "UNAUTHENTICATED", "Request had invalid credentials."),
)
NO_QUOTA = same(
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
        return same(code, anthropic=anthropic_error(402, "billing_error", "Payment required."))
    if code == "400":
        message = "You have reached your specified API usage limits."
        return same(code, anthropic=anthropic_error(400, "invalid_request_error", message))
    said = "You have reached a limit of your plan."
    return same(
        code,
        **_openai(429, said, "insufficient_quota", code),
        anthropic=anthropic_error(429, "rate_limit_error", said, code),
    )


DAILY_QUOTA = same(
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
LIMIT_ZERO = same(
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
THROTTLED_IN_BODY = same(
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
    return same(
        f"overloaded({status})" if status else "OVERLOADED",
        **_openai(of.get("openai", 503), said, "server_error"),
        **of_google,
        anthropic=anthropic_error(found, kinds.get(found, "api_error"), "Overloaded"),
        polly=polly_error("ServiceFailureException", "A server error", of.get("polly", 500)),
        azure=azure_error(of.get("azure", 503)),
    )


OVERLOADED = overloaded()
LISTED = same(
    "LISTED",
    **dict.fromkeys(
        ("gemini", "google"),
        google_error(503, "UNAVAILABLE", "The model is overloaded.", listed=True),
    ),
)
"""Overloaded, as a list of one error."""
NOT_FOUND = same(
    "NOT_FOUND",
    **_openai(404, "The model does not exist.", code="model_not_found"),
    gemini=google_error(404, "NOT_FOUND", "The model is not found for API version v1beta."),
    anthropic=anthropic_error(404, "not_found_error", "model: claude-3-5-haiku-latest"),
    polly=polly_error("EngineNotSupportedException", "This voice does not support the engine."),
    google=google_error(400, "INVALID_ARGUMENT", "Voice 'x' does not exist. Is it misspelled?"),
    azure=azure_error(400, "Unsupported voice x."),
)
BAD_REQUEST = same(
    "BAD_REQUEST",
    **_openai(400, "Invalid request.", code="invalid_value", param="messages"),
    gemini=google_error(400, "INVALID_ARGUMENT", "Request contains an invalid argument."),
    anthropic=anthropic_error(400, "invalid_request_error", "messages: Input should be valid"),
    polly=polly_error("InvalidSsmlException", "Invalid SSML request"),
    google=google_error(400, "INVALID_ARGUMENT", "Invalid SSML. Newer voices may support less."),
    azure=azure_error(400),
)
TOO_LONG = same(
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
SENTENCE_TOO_LONG = same(
    "SENTENCE_TOO_LONG",
    google=google_error(
        400,
        "INVALID_ARGUMENT",
        "This request contains sentences that are too long. Consider splitting them.",
    ),
)


def hang(seconds: float) -> Fault:
    """The good answer, after `seconds`; the vendor has done the work and charges for it."""
    return changed(f"hang({seconds:g})", PROVIDERS, lambda good: replace(good, hang=seconds))


def drip(seconds: float) -> Fault:
    """The good answer, a little at a time, over `seconds`."""
    return changed(f"drip({seconds:g})", PROVIDERS, lambda good: replace(good, drip=seconds))


RESET = same("RESET", **dict.fromkeys(PROVIDERS, Answer(reset=True)))
CUT = changed("CUT", PROVIDERS, lambda good: replace(good, cut=True, chunked=False))
GZIP = changed("GZIP", PROVIDERS, Answer.zipped)
HTML = same(
    "HTML",
    **dict.fromkeys(
        PROVIDERS,
        Answer(
            b"<!doctype html><title>Sign in</title><p>Welcome to the hotel.",
            headers={"Content-Type": "text/html"},
        ),
    ),
)
HTML_502 = same(
    "HTML_502",
    **dict.fromkeys(
        PROVIDERS,
        Answer(b"<html><h1>502 Bad Gateway</h1></html>", 502, {"Content-Type": "text/html"}),
    ),
)
REDIRECT = same(
    "REDIRECT",
    **dict.fromkeys(PROVIDERS, Answer(status=302, headers={"Location": "http://127.0.0.1:9/"})),
)
EMPTY = Fault("EMPTY", {**EMPTY_TEXT.forms, **WITHOUT_SOUND.forms})
"""An answer of 200 with nothing in it, from any provider."""


_MIXED = (
    *(RATE, OVERLOADED, overloaded(500), RESET, CUT, HTML_502, BAD_REQUEST, EMPTY),
    *(REFUSED, FILTERED, TRUNCATED, ONE_WORD, WITHOUT_USAGE),
    *(TRUNCATED_AUDIO, SILENT, NOISE, JSON_FOR_AUDIO, TOO_SHORT_AUDIO),
    hang(4),
)
"""What comes and goes: none of them is worth a bench."""


def mixed(share: float) -> Fault:
    """Good answers but for `share` of them, which are as many kinds of bad as there are."""
    chance = random.Random(1)

    def form(seen: Seen, good: Good) -> Answer:
        if chance.random() >= share:
            return good()
        return chance.choice([f for f in _MIXED if seen.provider in f.forms]).answer(seen, good)

    return Fault(f"mixed({share:g})", dict.fromkeys(PROVIDERS, form))


def named(text: str) -> Fault:
    """A fault by its name, with its argument after a colon: `RATE`, `hang:5`, `no_quota:402`."""
    name, _, argument = text.partition(":")
    found = globals()[name]
    if isinstance(found, Fault):
        return found
    if not argument:
        return found()
    return found(argument if name in ("no_quota", "finish", "says") else json.loads(argument))
