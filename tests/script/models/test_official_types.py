"""What we send and what the stubs answer fits the types of the vendors' own clients."""

import json
from typing import Any, get_type_hints

import pytest
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming
from google.genai.types import Content, GenerateContentResponse, GenerationConfig
from openai.types.chat import ChatCompletion
from openai.types.chat.completion_create_params import CompletionCreateParamsNonStreaming
from pydantic import TypeAdapter
from script.models import test_anthropic, test_gemini, test_openai
from script.models.contract import ASKED
from vendors import anthropic, gemini, openai

from podcaster.remote.http import Http
from podcaster.remote.reply import Reply
from podcaster.script.models.adapter import Adapter
from podcaster.script.models.anthropic import Anthropic
from podcaster.script.models.gemini import Gemini
from podcaster.script.models.openai import OpenAI
from podcaster.script.models.options import AnthropicOptions, GeminiOptions, OpenAIOptions

CONVERSATION = ASKED.corrected("a draft", "mend it")
CHATS = [
    test_openai.answer("# Title"),
    openai.completion("gpt-6-luna", "# Title", "stop", 100, 7).json,
]
CONTENTS = [
    test_gemini.answer({"text": "Hm.", "thought": True}, {"text": "# Title"}),
    gemini.content("gemini-3.5-flash-lite", "# Title", "STOP", 100, 7).json,
]
MESSAGES = [
    test_anthropic.answer(test_anthropic.text("# Title")),
    anthropic.message("claude-haiku-5-5", "# Title", "end_turn", 100, 50, 7).json,
]


def opened(adapter: Any, options: Any) -> Adapter[Any]:
    model: Adapter[Any] = adapter("mine", options, Http(), None, str)
    return model


@pytest.mark.parametrize(
    ("adapter", "options", "expected"),
    [
        (OpenAI, OpenAIOptions(), CompletionCreateParamsNonStreaming),
        (
            OpenAI,
            OpenAIOptions(base_url="http://127.0.0.1", model="llama"),
            CompletionCreateParamsNonStreaming,
        ),
        (Anthropic, AnthropicOptions(), MessageCreateParamsNonStreaming),
        (Anthropic, AnthropicOptions(thinking="adaptive"), MessageCreateParamsNonStreaming),
    ],
)
def test_a_body_fits_the_official_parameters(adapter: Any, options: Any, expected: Any) -> None:
    body = opened(adapter, options).body(CONVERSATION)
    assert set(body) <= set(get_type_hints(expected))
    told = TypeAdapter(expected).validate_python(body)
    messages = list(told["messages"])  # lists are checked when they are walked
    assert [message["role"] for message in messages][-3:] == ["user", "assistant", "user"]


def test_a_body_for_gemini_fits_the_official_types() -> None:
    body: Any = opened(Gemini, GeminiOptions(thinking_level="LOW")).body(CONVERSATION)
    assert set(body) == {"systemInstruction", "contents", "generationConfig"}
    for each in (body["systemInstruction"], *body["contents"]):
        Content.model_validate(each)
    config = GenerationConfig.model_validate(body["generationConfig"])
    assert config.max_output_tokens == CONVERSATION.max_tokens


@pytest.mark.parametrize("told", CHATS)
def test_a_completion_is_read_as_openai_reads_it(told: dict[str, Any]) -> None:
    official = ChatCompletion.model_validate(told, strict=True)
    model, reply = opened(OpenAI, OpenAIOptions()), Reply(json.dumps(told).encode())
    assert official.usage is not None
    assert model.text(reply) == official.choices[0].message.content
    metered = model.price(reply)
    assert (metered.units_in, metered.units_out) == (
        official.usage.prompt_tokens,
        official.usage.completion_tokens,
    )
    assert metered.model == official.model


@pytest.mark.parametrize("told", CONTENTS)
def test_content_is_read_as_google_reads_it(told: dict[str, Any]) -> None:
    official = GenerateContentResponse.model_validate(told)
    model, reply = opened(Gemini, GeminiOptions()), Reply(json.dumps(told).encode())
    usage = official.usage_metadata
    assert usage is not None
    assert model.text(reply) == official.text
    metered = model.price(reply)
    assert metered.units_in == usage.prompt_token_count
    assert metered.units_out == (usage.total_token_count or 0) - (usage.prompt_token_count or 0)
    assert metered.model == official.model_version


@pytest.mark.parametrize("told", MESSAGES)
def test_a_message_is_read_as_anthropic_reads_it(told: dict[str, Any]) -> None:
    official = Message.model_validate(told)
    model, reply = opened(Anthropic, AnthropicOptions()), Reply(json.dumps(told).encode())
    said = [block.text for block in official.content if block.type == "text"]
    assert model.text(reply) == "".join(said)
    metered = model.price(reply)
    assert metered.units_out == official.usage.output_tokens
    assert metered.model == official.model
