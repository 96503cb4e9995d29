"""How the stub is to behave when nothing goes wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from vendors.wire import Answer

KEYS: Mapping[str, str] = {
    "openai": "sk-proj-fakeOpenAI0000000000000000000000000000001",
    "gemini": "AIzaSyFakeGemini0000000000000000000000002",
    "anthropic": "sk-ant-api03-fakeAnthropic000000000000000000003",
    "aws_id": "AKIAFAKEPOLLY0000004",
    "aws_secret": "fakeAwsSecret00000000000000000000000005",
    "google": "AIzaSyFakeSpeech0000000000000000000000006",
    "azure": "fakeazure00000000000000000000007",
}
"""A key of its own for each provider, so that one which leaks is known."""


@dataclass(frozen=True)
class Asked:
    """What a script is asked for: `turns` are (role, text); `named` if the prompt has the token."""

    provider: str
    model: str
    system: str
    turns: tuple[tuple[str, str], ...]
    language: str
    named: bool


Writer = Callable[[Asked], "str | Answer"]


@dataclass
class Settings:
    """`strict_openai` plays api.openai.com, which no longer takes `max_tokens`.

    `any_model` plays a server of the operator's own, with models and voices of any name, and
    `needs_key=False` one without keys. `strict_sampling` is a Gemini that refuses sampling fields.
    `pace` makes every voice so many times as slow. `streamed_wav` is a header without sizes.
    """

    writer: Writer
    latency: dict[str, float] = field(default_factory=dict)
    strict_openai: bool = False
    any_model: bool = False
    needs_key: bool = True
    strict_sampling: bool = False
    pace: float = 1.0
    streamed_wav: bool = False
    also_models: set[str] = field(default_factory=set)
    tokens: set[str] = field(default_factory=set)
