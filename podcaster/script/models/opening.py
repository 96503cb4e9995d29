"""From `[models.NAME]` to the adapter of its kind, and what that lacks to be asked."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import ValidationError

from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials
from podcaster.remote.http import Http
from podcaster.script.models.adapter import Adapter
from podcaster.script.models.anthropic import Anthropic
from podcaster.script.models.gemini import Gemini
from podcaster.script.models.openai import OpenAI
from podcaster.script.models.options import (
    AnthropicOptions,
    GeminiOptions,
    ModelOptions,
    OpenAIOptions,
    WritingOptions,
)

Settings = TypeVar("Settings", bound=WritingOptions)

BASE_URLS = {
    "openai": "OPENAI_BASE_URL",
    "gemini": "GOOGLE_GEMINI_BASE_URL",
    "anthropic": "ANTHROPIC_BASE_URL",
}
"""The variables that the vendors' own clients read, by kind."""


def open_model(
    name: str,
    options: ModelOptions,
    credentials: Credentials,
    http: Http,
    redact: Callable[[str], str],
) -> Adapter[Any]:
    """The adapter for `options`; nobody is asked yet.

    Misused where the environment names a base URL that is none.
    """
    secret = credentials.secret(*options.key_variables)
    match options:
        case OpenAIOptions():
            return OpenAI(
                name, _based(options, BASE_URLS[options.kind], credentials), http, secret, redact
            )
        case GeminiOptions():
            return Gemini(
                name, _based(options, BASE_URLS[options.kind], credentials), http, secret, redact
            )
        case AnthropicOptions():
            return Anthropic(
                name, _based(options, BASE_URLS[options.kind], credentials), http, secret, redact
            )


def missing(model: Adapter[Any], credentials: Credentials) -> tuple[str, ...]:
    """What a model lacks to be asked: the variables of which one would do. Empty: it is usable."""
    variables = model.options.key_variables
    if not model.needs_key or credentials.secret(*variables):
        return ()
    return (" or ".join(variables) or "a variable in key_variables",)


def _based(options: Settings, variable: str, credentials: Credentials) -> Settings:
    """The options with the base URL of the environment, where they have none of their own."""
    url = options.base_url or credentials.text(variable)
    try:
        return options.model_validate({**options.model_dump(), "base_url": url})
    except ValidationError:
        raise Misused(
            f"{variable} is no base URL: use a scheme and a host, such as http://127.0.0.1:8080"
        ) from None
