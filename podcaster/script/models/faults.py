"""What a vendor says instead of an answer, in whatever shape, and the error it becomes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from podcaster.errors import ProviderError, Rejected, Transient, Unavailable
from podcaster.remote.http import Response
from podcaster.script.models.reading import at, text_at, tree_of
from podcaster.text.clean import clean_line
from podcaster.text.echoing import echoes

TRANSIENT = frozenset({"rate", "overloaded", "timeout", "connection", "empty"})
UNAVAILABLE = frozenset({"auth", "quota", "not_found"})

_EXCERPT = 200
_WORD = re.compile(r"[A-Za-z][\w.:#-]{0,59}")
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


@dataclass(frozen=True, slots=True)
class Fault:
    """An answer that is not 200: its status, and what can be read in its body.

    `code` and `type` are the vendor's short words, `tree` is the whole error as JSON.
    """

    status: int
    headers: Mapping[str, str]
    code: str
    type: str
    message: str
    tree: object

    @property
    def words(self) -> frozenset[str]:
        """The vendor's short words."""
        return frozenset(filter(None, (self.code, self.type)))


def fault_of(response: Response) -> Fault:
    """What `response` says of itself: the vendors' own shapes, other servers', plain text."""
    tree = tree_of(response.body)
    tree = at(tree, 0) if isinstance(tree, list) else tree  # as Gemini sometimes has it
    error = at(tree, "error") if isinstance(at(tree, "error"), dict) else tree
    message = (
        text_at(error, "message")
        or text_at(tree, "error")
        or text_at(tree, "detail")
        or text_at(tree, "detail", 0, "msg")
        or (_plain(response.body) if tree is None else "")
    )
    code = text_at(error, "code") or text_at(error, "status")
    kind = text_at(error, "type")
    return Fault(response.status, response.headers, word(code), word(kind), message, error)


def kind_of_status(status: int) -> str:
    """What a status means where its body says nothing more."""
    if 300 <= status < 400:
        return "not_found"  # redirects are not followed: an API has none
    if status >= 500:
        return "overloaded"
    return _OF_STATUS.get(status, "bad_request" if status >= 400 else "bad_reply")


def error_of(
    kind: str,
    message: str,
    *,
    status: int | None = None,
    retry_after: float | None = None,
    final: bool = False,
) -> ProviderError:
    """The error for `kind`; what is `final` is not asked again for this request."""
    if kind in UNAVAILABLE:
        return Unavailable(message, kind=kind, http_status=status)
    if kind in TRANSIENT and not final:
        return Transient(message, kind=kind, http_status=status, retry_after=retry_after)
    return Rejected(message, kind=kind, http_status=status)


def excerpt(message: str, asked: str, redact: Callable[[str], str]) -> str:
    """The beginning of a vendor's message, "" where it repeats a piece of what was `asked`."""
    line = clean_line(redact(message), _EXCERPT)
    return "" if echoes(line, asked) else line


def _plain(body: bytes) -> str:
    text = body[:2000].decode("utf-8", "replace").strip()
    return "an HTML page" if text.startswith("<") else text


def word(text: str) -> str:
    """A vendor's short word; "" where it is anything else, which may repeat what was asked."""
    return text if _WORD.fullmatch(text) else ""
