"""What an operator may set about the models that write scripts."""

from typing import Annotated, Literal

from pydantic import Field

from podcaster.options import Options
from podcaster.remote.options import RemoteOptions, UsdPerMillion

MOST_TOKENS = 16_000
"""More than any script takes; vendors want longer answers to be streamed."""

ModelId = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[\w.:@/+-]+$")]
Tokens = Annotated[int, Field(ge=256, le=MOST_TOKENS)]
VariableName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]


class Price(Options):
    """US dollars per million tokens; without `cached`, tokens from a cache cost the full price."""

    input: UsdPerMillion
    output: UsdPerMillion
    cached: UsdPerMillion | None = None


class WritingOptions(RemoteOptions):
    """What all kinds of `[models.NAME]` have in common.

    `max_tokens` caps one answer, with whatever the model thinks before it. `price` goes before the
    prices that came along. The key is the first of `key_variables` that is set in the environment.
    """

    model: ModelId
    max_tokens: Tokens = 4000
    price: Price | None = None
    key_variables: tuple[VariableName, ...]


class OpenAIOptions(WritingOptions):
    """`kind = "openai"`: OpenAI's chat completions, and whatever server speaks like it.

    `base_url` includes `/v1`. The effort is sent only to models that reason by their names, and
    not at all where it is empty. `max_tokens_field` is the field that limits the answer; None:
    the one that the host is known to read.
    """

    kind: Literal["openai"] = "openai"
    model: ModelId = "gpt-6-luna"
    reasoning_effort: Literal["", "none", "minimal", "low", "medium", "high", "xhigh", "max"] = (
        "none"
    )
    max_tokens_field: Literal["max_completion_tokens", "max_tokens"] | None = None
    key_variables: tuple[VariableName, ...] = ("OPENAI_API_KEY",)


class GeminiOptions(WritingOptions):
    """`kind = "gemini"`: the Gemini API of Google.

    Thinking counts towards `max_tokens`, hence the head-room. None: the model's own level.
    """

    kind: Literal["gemini"] = "gemini"
    model: ModelId = "gemini-3.5-flash-lite"
    max_tokens: Tokens = 6000
    api_version: Annotated[str, Field(pattern=r"^v\d+\w*$")] = "v1beta"
    thinking_level: Literal["MINIMAL", "LOW", "MEDIUM", "HIGH", "XHIGH"] | None = None
    key_variables: tuple[VariableName, ...] = ("GEMINI_API_KEY", "GOOGLE_API_KEY")


class AnthropicOptions(WritingOptions):
    """`kind = "anthropic"`: Claude, by the Messages API of Anthropic.

    `version` is the date that its API is asked for. `thinking` None: disabled for the models that
    are known to let it be, and not spoken of to others; `unsaid` never speaks of it.
    """

    kind: Literal["anthropic"] = "anthropic"
    model: ModelId = "claude-haiku-5-5"
    version: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] = "2026-10-21"
    thinking: Literal["disabled", "adaptive", "unsaid"] | None = None
    key_variables: tuple[VariableName, ...] = ("ANTHROPIC_API_KEY",)


ModelOptions = Annotated[
    OpenAIOptions | GeminiOptions | AnthropicOptions, Field(discriminator="kind")
]
