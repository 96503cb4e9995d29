"""What Google says instead of sound.

Facts: "AIP-193: Errors", google.rpc.ErrorInfo, QuotaFailure and RetryInfo.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from podcaster.remote.http import Response
from podcaster.speech.engines.faults import Fault, hint, tree_of

_REASONS = {
    "BILLING_DISABLED": "quota",
    "API_KEY_INVALID": "auth",
    "API_KEY_SERVICE_BLOCKED": "auth",
    "SERVICE_DISABLED": "auth",
}
_TOO_LONG = ("longer than", "too long", "5000 bytes")
_BAD_REQUEST, _TOO_MANY = 400, 429
_SECONDS = re.compile(r"(\d+(?:\.\d+)?)s?")


def fault_of(response: Response) -> Fault:
    """By the reasons in `details`, then by what the sentence says, then by the status."""
    error = tree_of(response.body).get("error")
    error = error if isinstance(error, dict) else {}
    found = error.get("details")
    details = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
    reason = next((str(each["reason"]) for each in details if "reason" in each), "")
    message = str(error.get("message", ""))
    return Fault(
        kind=_kind(response.status, reason, message, details),
        word=reason or str(error.get("status", "")),
        message=message,
        retry_after=_delay(details) or hint(response),
    )


def _kind(status: int, reason: str, message: str, details: Sequence[Mapping[str, Any]]) -> str:
    """By day means not before tomorrow, so that it is no rate any more."""
    if reason in _REASONS:
        return _REASONS[reason]
    if status == _TOO_MANY and "PerDay" in json.dumps(details):
        return "quota"
    if status == _BAD_REQUEST and "does not exist" in message:
        return "not_found"
    if status == _BAD_REQUEST and any(words in message for words in _TOO_LONG):
        return "too_long"
    return ""


def _delay(details: Sequence[Mapping[str, Any]]) -> float | None:
    """Seconds of a google.rpc.RetryInfo, such as "34.5s"."""
    told = next((str(each["retryDelay"]) for each in details if "retryDelay" in each), "")
    seconds = _SECONDS.fullmatch(told)
    return float(seconds[1]) if seconds else None
