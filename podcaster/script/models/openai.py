"""OpenAI's chat completions, and the servers that speak like it: Ollama, vLLM, llama.cpp.

Facts: OpenAI, "Create chat completion" and "Error codes", and its own Python client; Ollama,
"OpenAI compatibility".
"""

import re
import time
from collections.abc import Callable

from podcaster.remote.credentials import Secret
from podcaster.remote.faults import Fault, fault_of, openai_kind
from podcaster.remote.http import Http, Response
from podcaster.remote.trees import at, count_at, each_at, text_at
from podcaster.script.models.adapter import OK, Adapter
from podcaster.script.models.model import Conversation
from podcaster.script.models.options import OpenAIOptions
from podcaster.script.models.pricing import Used

_REASONING = re.compile(r"gpt-[56]|o\d")
_OTHER_NAME = {"max_completion_tokens": "max_tokens", "max_tokens": "max_completion_tokens"}
_CHANGEABLE = frozenset({*_OTHER_NAME, "reasoning_effort"})
_THOUGHTS = re.compile(r"<(think(?:ing)?)>.*?(?:</\1>|\Z)", re.DOTALL)
_END_OF_THOUGHTS = re.compile(r"\A.*</think(?:ing)?>", re.DOTALL)
_BAD_REQUEST = 400
_UNUSABLE = {"length": "truncated", "content_filter": "refused"}


class OpenAI(Adapter[OpenAIOptions]):
    """A Model behind `POST {base}/chat/completions`."""

    kind = "openai"
    vendor = "OpenAI"
    home = "https://api.openai.com/v1"

    def __init__(
        self,
        name: str,
        options: OpenAIOptions,
        http: Http,
        secret: Secret | None,
        redact: Callable[[str], str],
    ) -> None:
        """As an Adapter; what the model turns down once is not offered to it again."""
        super().__init__(name, options, http, secret, redact)
        self._names: dict[str, str | None] = {}

    @property
    def url(self) -> str:
        """The base holds the version, as in OpenAI's own clients."""
        return f"{self.base}/chat/completions"

    def headers(self, key: str | None) -> dict[str, str]:
        """A local server may do without a key."""
        return {"authorization": f"Bearer {key}"} if key else {}

    def body(self, conversation: Conversation) -> dict[str, object]:
        """Ollama knows `max_tokens` alone, OpenAI's reasoning models the longer name alone."""
        turns = [{"role": turn.role, "content": turn.text} for turn in conversation.turns]
        at_home = "max_completion_tokens" if self.at_home else "max_tokens"
        body: dict[str, object] = {
            "model": self.options.model,
            "messages": [{"role": "system", "content": conversation.system}, *turns],
            self.options.max_tokens_field or at_home: conversation.max_tokens,
        }
        if self.options.reasoning_effort and _REASONING.match(self.options.model):
            body["reasoning_effort"] = self.options.reasoning_effort
        return body

    def asked(self, conversation: Conversation, timeout: float) -> Response:
        """Once more, where one field is not to its liking, without it or by its other name."""
        until = time.monotonic() + timeout
        body = _renamed(self.body(conversation), self._names)
        response = self.post(body, timeout)
        field = text_at(fault_of(response).tree, "param") if response.status == _BAD_REQUEST else ""
        if field not in _CHANGEABLE.intersection(body):
            return response
        names = {**self._names, field: _OTHER_NAME.get(field)}
        again = self.post(_renamed(body, names), max(1.0, until - time.monotonic()))
        if again.status == OK:
            self._names = names
        return again

    def kind_of(self, fault: Fault) -> str | None:
        """By its words, whatever the status."""
        return openai_kind(fault)

    def said(self, tree: object) -> str:
        """The content of the first choice, without what a local model thought aloud."""
        choice = at(tree, "choices", 0)
        if choice is None and not isinstance(at(tree, "choices"), list):
            raise self.complaints.unusable("bad_reply", "JSON that holds no choices")
        if text_at(choice, "message", "refusal").strip():
            raise self.complaints.unusable("refused", "a refusal")
        reason = text_at(choice, "finish_reason")
        if reason not in ("", "stop"):
            raise self.complaints.ended(_UNUSABLE.get(reason), reason)
        parts = each_at(choice, "message", "content")
        content = text_at(choice, "message", "content") or "".join(
            text_at(part, "text") for part in parts
        )
        return _END_OF_THOUGHTS.sub("", _THOUGHTS.sub("", content))

    def used(self, tree: object) -> Used:
        """Cached tokens are among those of the prompt, thoughts among those of the completion."""
        usage = at(tree, "usage")
        prompt = count_at(usage, "prompt_tokens")
        cached = count_at(usage, "prompt_tokens_details", "cached_tokens") or 0
        return Used(
            fresh=None if prompt is None else max(0, prompt - cached),
            cached=cached,
            output=count_at(usage, "completion_tokens"),
        )

    def answered_by(self, tree: object) -> str:
        """A dated snapshot, as a rule."""
        return text_at(tree, "model")

    @property
    def needs_key(self) -> bool:
        """Other servers ask for one only if they were started so."""
        return self.at_home


def _renamed(body: dict[str, object], names: dict[str, str | None]) -> dict[str, object]:
    fields = ((names.get(field, field), value) for field, value in body.items())
    return {field: value for field, value in fields if field is not None}
