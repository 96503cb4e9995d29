"""What Google says instead of sound.

Facts: "AIP-193: Errors", google.rpc.ErrorInfo, QuotaFailure and RetryInfo.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

from podcaster.errors import ProviderError
from podcaster.remote.faults import fault_of, word
from podcaster.remote.http import Response
from podcaster.remote.trees import each_at, text_at
from podcaster.speech.engines.faults import fault_error

_REASONS = {
    "BILLING_DISABLED": "quota",
    "API_KEY_INVALID": "auth",
    "API_KEY_SERVICE_BLOCKED": "auth",
    "SERVICE_DISABLED": "auth",
}
_TOO_LONG = ("longer than", "too long", "5000 bytes")
_BAD_REQUEST, _TOO_MANY = 400, 429


def google_error(
    vendor: str, response: Response, redact: Callable[[str], str], *, asked: str = ""
) -> ProviderError:
    """The error for `response`, named by the reason in its details where there is one."""
    fault = fault_of(response)
    details = each_at(fault.tree, "details")
    reason = next(filter(None, (text_at(each, "reason") for each in details)), "")
    kind = _kind(response.status, reason, fault.message, details)
    named = replace(fault, code=word(reason) or fault.code)
    return fault_error(vendor, named, kind, redact, asked=asked)


def _kind(status: int, reason: str, message: str, details: Sequence[object]) -> str | None:
    """By the reason, then by the sentence; by day means not before tomorrow, so that it is no rate.

    None where the status says it all.
    """
    if reason in _REASONS:
        return _REASONS[reason]
    if status == _TOO_MANY and "PerDay" in json.dumps(details):
        return "quota"
    if status == _BAD_REQUEST and "does not exist" in message:
        return "not_found"
    if status == _BAD_REQUEST and any(words in message for words in _TOO_LONG):
        return "too_long"
    return None
