"""What is told of an engine that gave no sound: who, what it said, and what to do."""

import html
import re
from collections.abc import Callable

from podcaster.errors import ProviderError
from podcaster.remote.faults import Fault, error_of, kind_of_status
from podcaster.text.echoing import echoes, excerpt

_ADVICE = {
    "auth": "check its credentials, and what they are allowed to do",
    "quota": "raise its quota or its credit, or take it out of [speech.plans]",
    "not_found": "check base_url, model, region and voices in [engines]",
    "rate": "lower its per_second or at_once in [engines] if this goes on",
}
_TAG = re.compile(r"<[^<>]*>")


def fault_error(
    vendor: str,
    fault: Fault,
    kind: str | None,
    redact: Callable[[str], str],
    *,
    asked: str = "",
    of_model: bool = False,
) -> ProviderError:
    """The error for `fault`; `kind` is None where its status says it all.

    A vendor's sentence is told only where it is about the account or the address, and repeats
    nothing of what was `asked`, with its markup or without: that holds a name. `of_model`: it is
    the model that is not found, and not a voice of it.
    """
    kind = kind or kind_of_status(fault.status)
    word, message = redact(fault.code or fault.type), fault.message if kind in _ADVICE else ""
    for each in (asked, html.unescape(_TAG.sub("", asked))):
        word, message = "" if echoes(word, each) else word, excerpt(message, each, redact)
    said = ": ".join(filter(None, (word, message)))
    answered = f"HTTP {fault.status}" if fault.status else "with an error"
    advice = f"; {_ADVICE[kind]}" if kind in _ADVICE else ""
    return error_of(
        kind,
        f"{vendor} answered {answered}{f' ({said})' if said else ''}{advice}",
        status=fault.status,
        retry_after=fault.retry_after,
        final=fault.is_final,
        of_model=of_model,
    )
