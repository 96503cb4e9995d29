"""Where keys are sent, if not to the vendors themselves."""

from collections.abc import Callable, Iterable, Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from podcaster.upkeep.candidates import Candidate
from podcaster.upkeep.findings import Finding, Verdict


def hosts_are_meant(
    candidates: Iterable[Candidate], redact: Callable[[str], str]
) -> Iterator[Finding]:
    """Says who is asked elsewhere, since keys go there, and warns where they go unprotected."""
    for each in candidates:
        if not each.base_url:
            continue
        host = _host(each.base_url)
        if not host:
            do = f"mend {each.base_from}: a scheme and a host, such as https://api.example.org"
            said = "is to be asked at something that is no URL"
            verdict: Verdict = "warning" if each.missing else "failure"
            yield Finding("hosts", verdict, each.about, said, do)
            continue
        said = f"is asked at {redact(each.base_url)}, as {each.base_from} says"
        if not each.keys:
            yield Finding("hosts", "ok", each.about, said)
        elif _is_open(each.base_url, host):
            said += " over plain http, where everybody on the way can read its key"
            yield Finding("hosts", "warning", each.about, said, f"use https in {each.base_from}")
        else:
            said += f", and is trusted with {' and '.join(each.keys)}"
            yield Finding("hosts", "ok", each.about, said)


def _host(url: str) -> str:
    """The host that `url` names; "" where it is no URL."""
    try:
        parts = urlsplit(url)
        return parts.hostname or "" if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _is_open(url: str, host: str) -> bool:
    """True where anybody between here and there can read along."""
    if url.lower().startswith("https:"):
        return False
    try:
        return not ip_address(host).is_private
    except ValueError:
        return "." in host and not host.endswith((".local", ".internal"))
