"""The Gemini API: `generateContent`.

Facts: Google, "Gemini API reference: generateContent", "Troubleshooting" and its own Python client.
"""

import re
from urllib.parse import quote

from podcaster.remote.faults import Fault
from podcaster.remote.trees import at, count_at, each_at, text_at
from podcaster.script.models.adapter import Adapter
from podcaster.script.models.model import Conversation
from podcaster.script.models.options import GeminiOptions
from podcaster.script.models.pricing import Used

_ROLES = {"user": "user", "assistant": "model"}
_FINISHED = frozenset({"", "STOP", "FINISH_REASON_UNSPECIFIED"})
_REFUSED = frozenset({"SAFETY", "RECITATION", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII"})
_UNUSABLE = {
    **dict.fromkeys(_REFUSED, "refused"),
    "MAX_TOKENS": "truncated",
    "PUP_LIMITED_DISABLED": "auth",  # the account is limited
}
_OF_AN_ANSWER = ("candidates", "usageMetadata", "modelVersion")
_NONE_AT_ALL = re.compile(r"\blimit: 0(?![\d.,])")
_TOO_LONG = re.compile(r"token count .{0,80}exceeds", re.IGNORECASE)


class Gemini(Adapter[GeminiOptions]):
    """A Model behind `POST {base}/{version}/models/{model}:generateContent`."""

    kind = "gemini"
    vendor = "Gemini"
    home = "https://generativelanguage.googleapis.com"

    @property
    def url(self) -> str:
        """The base is a host; the key is never in the address."""
        model = quote(self.options.model.removeprefix("models/"), safe="")
        return f"{self.base}/{self.options.api_version}/models/{model}:generateContent"

    def headers(self, key: str | None) -> dict[str, str]:
        """The key, and nothing else."""
        return {"x-goog-api-key": key} if key else {}

    def body(self, conversation: Conversation) -> dict[str, object]:
        """Without sampling fields, which newer models ignore or refuse."""
        config: dict[str, object] = {"maxOutputTokens": conversation.max_tokens}
        if self.options.thinking_level:
            config["thinkingConfig"] = {"thinkingLevel": self.options.thinking_level}
        return {
            "systemInstruction": {"parts": [{"text": conversation.system}]},
            "contents": [
                {"role": _ROLES[turn.role], "parts": [{"text": turn.text}]}
                for turn in conversation.turns
            ],
            "generationConfig": config,
        }

    def kind_of(self, fault: Fault) -> str | None:
        """A bad key is a 400, and a daily limit looks like a rate at first sight."""
        details = each_at(fault.tree, "details")
        if any(text_at(each, "reason").startswith("API_KEY_") for each in details):
            return "auth"
        if fault.status == 429 and (_is_daily(details) or _NONE_AT_ALL.search(fault.message)):
            return "quota"
        if "FAILED_PRECONDITION" in fault.words:
            return "quota"  # no free tier in this country: billing has to be enabled
        if fault.status == 400 and _TOO_LONG.search(fault.message):
            return "too_long"
        return None

    def said(self, tree: object) -> str:
        """The parts of the first candidate that are no thoughts."""
        blocked = text_at(tree, "promptFeedback", "blockReason")
        if blocked not in ("", "BLOCKED_REASON_UNSPECIFIED", "BLOCK_REASON_UNSPECIFIED"):
            raise self.complaints.ended("refused", blocked)
        if all(at(tree, key) is None for key in _OF_AN_ANSWER):
            raise self.complaints.unusable("bad_reply", "JSON that holds no candidates")
        candidate = at(tree, "candidates", 0)
        reason = text_at(candidate, "finishReason")
        if reason not in _FINISHED:
            raise self.complaints.ended(_UNUSABLE.get(reason), reason)
        parts = each_at(candidate, "content", "parts")
        return "".join(text_at(part, "text") for part in parts if at(part, "thought") is not True)

    def used(self, tree: object) -> Used:
        """Cached tokens are among those of the prompt, thoughts beside those of the candidates."""
        usage = at(tree, "usageMetadata")
        prompt = count_at(usage, "promptTokenCount")
        cached = count_at(usage, "cachedContentTokenCount") or 0
        written = count_at(usage, "candidatesTokenCount")
        thought = count_at(usage, "thoughtsTokenCount")
        return Used(
            fresh=None if prompt is None else max(0, prompt - cached),
            cached=cached,
            output=None if prompt is None else (written or 0) + (thought or 0),
        )

    def answered_by(self, tree: object) -> str:
        """A retired model is answered for by its heir, at the heir's price."""
        return text_at(tree, "modelVersion").removeprefix("models/")


def _is_daily(details: list[object]) -> bool:
    violations = (each for detail in details for each in each_at(detail, "violations"))
    return any("PerDay" in text_at(each, "quotaId") for each in violations)
