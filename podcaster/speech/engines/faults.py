"""What a vendor says instead of sound, and the error it becomes."""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from podcaster.errors import ProviderError, Rejected, Transient, Unavailable
from podcaster.remote.http import Response, hint_of
from podcaster.text.clean import clean_line

TRANSIENT = frozenset({"rate", "overloaded", "timeout", "connection", "empty"})
UNAVAILABLE = frozenset({"auth", "quota", "not_found"})
_LONGEST = 200
_WORD = re.compile(r"[A-Za-z][\w.:#-]{0,59}")
"""What a vendor's own word for an error looks like; anything else may repeat what was asked."""
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
_ADVICE = {
    "auth": "check its credentials, and what they are allowed to do",
    "quota": "raise its quota or its credit, or take it out of [speech.plans]",
    "not_found": "check base_url, model, region and voices in [engines]",
    "rate": "lower its per_second or at_once in [engines] if this goes on",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """An answer that is not sound: what is read in it, and what it means.

    `kind` empty: what its status says. `word` is the vendor's own for it, `message` its sentence.
    """

    kind: str = ""
    word: str = ""
    message: str = ""
    retry_after: float | None = None


def fault_error(
    vendor: str, fault: Fault, status: int | None, redact: Callable[[str], str]
) -> ProviderError:
    """The error for `fault`.

    A vendor's sentence is told only where it is about the account or the address: any other may
    repeat what was asked, and that holds a name.
    """
    kind = fault.kind or kind_of_status(status or 0)
    message = clean_line(redact(fault.message), _LONGEST) if kind in _ADVICE else ""
    word = redact(fault.word) if _WORD.fullmatch(fault.word) else ""
    said = ": ".join(filter(None, (word, message)))
    answered = f"HTTP {status}" if status else "with an error"
    advice = f"; {_ADVICE[kind]}" if kind in _ADVICE else ""
    sentence = f"{vendor} answered {answered}{f' ({said})' if said else ''}{advice}"
    if kind in UNAVAILABLE:
        return Unavailable(sentence, kind=kind, http_status=status)
    if kind in TRANSIENT:
        return Transient(sentence, kind=kind, http_status=status, retry_after=fault.retry_after)
    return Rejected(sentence, kind=kind, http_status=status)


def kind_of_status(status: int) -> str:
    """What a status means where the body says nothing more; redirects are not followed."""
    if 300 <= status < 400:
        return "not_found"
    if status >= 500:
        return "overloaded"
    return _OF_STATUS.get(status, "bad_request" if status >= 400 else "bad_reply")


def tree_of(body: bytes) -> Mapping[str, Any]:
    """`body` as a JSON object, or the first of a list, as Google has it; {} where it is none."""
    try:
        tree = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    first = tree[0] if isinstance(tree, list) and tree else tree
    return first if isinstance(first, dict) else {}


def text_of(body: bytes) -> str:
    """A body that is plain text; "" where it is a page."""
    text = body[:2000].decode("utf-8", "replace").strip()
    return "" if text.startswith(("<", "{")) else text


def hint(response: Response) -> float | None:
    """The seconds the vendor asks to be left alone."""
    return hint_of(response.headers, time.time())
