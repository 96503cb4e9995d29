"""Claude, by the Messages API.

Facts: Anthropic, "Messages", "Errors", "Versioning", and its own Python client.
"""

import re

from podcaster.remote.faults import Fault
from podcaster.remote.trees import at, count_at, each_at, text_at
from podcaster.script.models.adapter import Adapter
from podcaster.script.models.model import Conversation
from podcaster.script.models.options import AnthropicOptions
from podcaster.script.models.pricing import Used

_CAN_LET_THINKING_BE = frozenset({"claude-haiku-5-5"})
_FINISHED = frozenset({"", "end_turn", "stop_sequence"})
_UNUSABLE = {
    "max_tokens": "truncated",
    "refusal": "refused",
    "model_context_window_exceeded": "too_long",
}
_MONEY = frozenset({"enforced_spend_limit_reached", "contract_spend_limit_reached"})
# An account's own limit, and one without credit, are told by a plain 400 and its message.
_MONEY_IN_WORDS = re.compile(r"credit balance|(?:usage|spend(?:ing)?) limits?\b", re.IGNORECASE)
_TOO_LONG = re.compile(r"prompt is too long", re.IGNORECASE)


class Anthropic(Adapter[AnthropicOptions]):
    """A Model behind `POST {base}/v1/messages`."""

    kind = "anthropic"
    vendor = "Anthropic"
    home = "https://api.anthropic.com"

    @property
    def url(self) -> str:
        """The base is a host, as in Anthropic's own clients."""
        return f"{self.base}/v1/messages"

    def headers(self, key: str | None) -> dict[str, str]:
        """The version is mandatory."""
        version = {"anthropic-version": self.options.version}
        return {**version, "x-api-key": key} if key else version

    def body(self, conversation: Conversation) -> dict[str, object]:
        """Without sampling fields: this version of the API refuses them."""
        body: dict[str, object] = {
            "model": self.options.model,
            "max_tokens": conversation.max_tokens,
            "system": conversation.system,
            "messages": [{"role": turn.role, "content": turn.text} for turn in conversation.turns],
        }
        thinking = self.options.thinking
        if thinking is None and self.options.model in _CAN_LET_THINKING_BE:
            thinking = "disabled"
        if thinking in ("disabled", "adaptive"):
            body["thinking"] = {"type": thinking}
        return body

    def kind_of(self, fault: Fault) -> str | None:
        """Where the money is at an end, whatever the status says."""
        if text_at(fault.tree, "details", "error_code") in _MONEY:
            return "quota"
        if fault.status == 400 and _MONEY_IN_WORDS.search(fault.message):
            return "quota"
        if fault.status == 400 and _TOO_LONG.search(fault.message):
            return "too_long"
        return None

    def is_final(self, fault: Fault) -> bool:
        """A 429 that does not say when to come back is not worth another try."""
        waits_in_vain = fault.status == 429 and fault.retry_after is None
        return waits_in_vain or super().is_final(fault)

    def said(self, tree: object) -> str:
        """The blocks of text; what was thought may stand before them."""
        if not isinstance(at(tree, "content"), list):
            raise self.complaints.unusable("bad_reply", "JSON that holds no content")
        reason = text_at(tree, "stop_reason")
        if reason not in _FINISHED:
            raise self.complaints.ended(_UNUSABLE.get(reason), reason)
        blocks = each_at(tree, "content")
        return "".join(text_at(each, "text") for each in blocks if at(each, "type") == "text")

    def used(self, tree: object) -> Used:
        """Three counts of input that do not overlap; thoughts are among the output."""
        usage = at(tree, "usage")
        return Used(
            fresh=count_at(usage, "input_tokens"),
            cached=count_at(usage, "cache_read_input_tokens") or 0,
            cache_written=count_at(usage, "cache_creation_input_tokens") or 0,
            output=count_at(usage, "output_tokens"),
        )

    def answered_by(self, tree: object) -> str:
        """The model of the answer."""
        return text_at(tree, "model")
