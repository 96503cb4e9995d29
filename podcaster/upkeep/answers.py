"""What is asked of a provider, and what becomes of its answer or its error."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from podcaster.errors import Deferred, ProviderError
from podcaster.remote.credentials import Credentials
from podcaster.remote.http import Http
from podcaster.upkeep.findings import Finding, Verdict
from podcaster.upkeep.greeting import Purse

_NO_LIST = frozenset({403, 404, 405, 501})
"""Statuses of those who have no list, or show it to nobody with this key."""

_SAYS_ALL = ("UnrecognizedClient", "Signature", "ExpiredToken", "SERVICE_DISABLED", "API_KEY_")
"""In the answers of those who would not do anything else for this key either."""

_PASSES = frozenset({"rate", "overloaded"})
_DO = {
    "timeout": "check the network, a proxy, and base_url",
    "connection": "check the network, a proxy, and base_url",
    "rate": "wait, and ask again",
    "overloaded": "wait, and ask again",
    "bad_reply": "check base_url",
    "bad_audio": "check base_url and format",
    "empty": "ask again; if it stays so, choose another model or voice",
}
WHATEVER = "check its section of the configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What it takes to ask anybody."""

    credentials: Credentials
    http: Http
    redact: Callable[[str], str]
    purse: Purse


def finding(about: str, verdict: Verdict, said: str, do: str = "") -> Finding:
    """A line of this check."""
    return Finding("online", verdict, about, said, do)


def has_no_list(error: ProviderError) -> bool:
    """True where something else than a list may still be answered."""
    if error.http_status not in _NO_LIST or error.kind == "quota":
        return False
    return not any(word in str(error) for word in _SAYS_ALL)


def greeted(
    about: str,
    price: int | None,
    price_it: str,
    purse: Purse,
    greet: Callable[[int], None],
    *,
    keys: Sequence[str] = (),
) -> Finding:
    """The finding of a paid request, which is not made where its price is not known."""
    if price is None:
        said = "gives no list, and was not asked more: what that would cost is not known"
        return finding(about, "warning", said, price_it)
    if not purse.holds(price):
        said = "gives no list, and was not asked more: that would pass a cent"
        return finding(about, "warning", said, "see it answer with `podcaster preview --audio`")
    try:
        greet(price)
    except Deferred as error:
        said = f"gives no list, and was not asked more: {error}"
        return finding(about, "warning", said, "raise [budget], or do without this check")
    except ProviderError as error:
        return refusal(about, error, keys)
    return finding(about, "ok", "gives no list, and answered the smallest request")


def refusal(about: str, error: ProviderError, keys: Sequence[str] = ()) -> Finding:
    """What a provider said instead, and what to do: adapters put that last.

    `keys` are the variables that its credentials are in, for advice that does not know them.
    """
    said, _, do = str(error).rpartition("; ")
    if not said or do.endswith(")"):  # no advice, but a part of what was answered
        said, do = str(error), _DO.get(error.kind, WHATEVER)
    if keys:
        do = do.replace("its credentials", " and ".join(keys))
    return finding(about, "warning" if error.kind in _PASSES else "failure", said, do)
