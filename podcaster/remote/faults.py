"""What a vendor says instead of an answer, in whatever shape, and the error it becomes.

What is special about one vendor is its adapter's to say; statuses and shapes are the same for all.
"""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from podcaster.errors import ProviderError, Rejected, Transient, Unavailable
from podcaster.remote.http import Response, hint_of
from podcaster.remote.trees import at, each_at, text_at, tree_of

TRANSIENT = frozenset({"rate", "overloaded", "timeout", "connection", "empty"})
UNAVAILABLE = frozenset({"auth", "quota", "not_found"})

_NOT_FOUND = 404
_WORD = re.compile(r"[A-Za-z][\w.:#-]{0,59}")
_SECONDS = re.compile(r"(\d+(?:\.\d+)?)s")
_OF_STATUS = {
    401: "auth",
    402: "quota",
    403: "auth",
    404: "not_found",
    405: "not_found",
    408: "overloaded",
    409: "overloaded",  # "locked for the moment", say OpenAI's own clients, and ask again
    410: "not_found",
    413: "too_long",
    425: "overloaded",
    429: "rate",
}
_OPENAI_MONEY = frozenset(
    {
        "insufficient_quota",
        "credit_balance_exhausted",
        "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded",
        "organization_usage_limit_exceeded",
    }
)
_NO_MODEL = "model_not_found"
_OPENAI_KINDS = {
    "context_length_exceeded": "too_long",
    "string_above_max_length": "too_long",
    _NO_MODEL: "not_found",
    "invalid_api_key": "auth",
    "content_filter": "refused",
    "content_policy_violation": "refused",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """An answer that is no good one: its status, and what can be read in its body.

    `code` and `type` are the vendor's short words, `tree` is the whole error as JSON. `status` is
    None where there was no answer.
    """

    status: int | None
    headers: Mapping[str, str] = field(default_factory=dict)
    code: str = ""
    type: str = ""
    message: str = ""
    tree: object = None

    @property
    def words(self) -> frozenset[str]:
        """The vendor's short words."""
        return frozenset(filter(None, (self.code, self.type)))

    @property
    def retry_after(self) -> float | None:
        """The seconds to be left alone: google.rpc.RetryInfo in the body, else the headers."""
        for each in each_at(self.tree, "details"):
            if seconds := _SECONDS.fullmatch(text_at(each, "retryDelay")):
                return float(seconds[1])
        return hint_of(self.headers, time.time())

    def names(self, model: str) -> bool:
        """True where it is `model` that is not there, by OpenAI's word or in a sentence."""
        return _NO_MODEL in self.words or (self.status == _NOT_FOUND and model in self.message)

    @property
    def is_final(self) -> bool:
        """True where the vendor says that asking again is of no use."""
        return self.headers.get("x-should-retry", "").lower() == "false"


def fault_of(response: Response) -> Fault:
    """What `response` says of itself: the vendors' own shapes, other servers', plain text."""
    whole = tree_of(response.body)
    tree = at(whole, 0) if isinstance(whole, list) else whole  # as Google sometimes has it
    error = at(tree, "error") if isinstance(at(tree, "error"), dict) else tree
    message = (
        text_at(error, "message")
        or text_at(tree, "error")
        or text_at(tree, "detail")
        or text_at(tree, "detail", 0, "msg")
        or (_plain(response.body) if whole is None else "")
    )
    return Fault(
        status=response.status,
        headers=response.headers,
        code=word(text_at(error, "code") or text_at(error, "status")),
        type=word(text_at(error, "type")),
        message=message,
        tree=error,
    )


def kind_of_status(status: int | None) -> str:
    """What a status means where its body says nothing more."""
    if status is None:
        return "bad_reply"
    if 300 <= status < 400:
        return "not_found"  # redirects are not followed: an API has none
    if status >= 500:
        return "overloaded"
    return _OF_STATUS.get(status, "bad_request" if status >= 400 else "bad_reply")


def openai_kind(fault: Fault) -> str | None:
    """What OpenAI's words mean, by code or type, whatever the status; None for any others.

    Facts: OpenAI, "Error codes".
    """
    if fault.words & _OPENAI_MONEY:
        return "quota"
    return next((_OPENAI_KINDS[w] for w in sorted(fault.words) if w in _OPENAI_KINDS), None)


def error_of(
    kind: str,
    message: str,
    *,
    status: int | None = None,
    retry_after: float | None = None,
    final: bool = False,
    of_model: bool = False,
) -> ProviderError:
    """The error for `kind`; what is `final` is not asked again for this request.

    `of_model`: it is the model that is not found, and not a voice of it.
    """
    if kind in UNAVAILABLE:
        return Unavailable(message, kind=kind, http_status=status, of_model=of_model)
    if kind in TRANSIENT and not final:
        return Transient(message, kind=kind, http_status=status, retry_after=retry_after)
    return Rejected(message, kind=kind, http_status=status)


def word(text: str) -> str:
    """A vendor's short word; "" where it is anything else, which may repeat what was asked."""
    return text if _WORD.fullmatch(text) else ""


def _plain(body: bytes) -> str:
    text = body[:2000].decode("utf-8", "replace").strip()
    return "an HTML page" if text.startswith("<") else text
