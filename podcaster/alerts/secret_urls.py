"""URLs that let whoever knows them speak: what they are, and what of them must not be seen."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from podcaster.alerts.options import FROM_VARIABLE, is_web_url
from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials

_RANDOM = 16
"""Shorter parts of a path may be words that stand in any sentence."""


def url_of(credentials: Credentials, key: str, value: str) -> str:
    """The URL that the option `key` says, or that the variable holds which it names.

    "" where it says nothing. Misused, without the URL, where the variable holds none.
    """
    name = value.removeprefix(FROM_VARIABLE)
    if name == value:
        return value
    secret = credentials.secret(name)
    if secret is None:
        raise Misused(f"{name}, which [alerts] {key} names, is not set")
    if not is_web_url(secret.reveal()):
        raise Misused(f"{name}, which [alerts] {key} names, is no http or https URL")
    return secret.reveal()


def host_of(url: str) -> str:
    """Host and port: all of such a URL that may be told."""
    return urlsplit(url).netloc.rpartition("@")[2]


def secrets_of(url: str) -> Iterator[str]:
    """Everything in a URL that is not to be told, whole and in its parts; its host is."""
    parts = urlsplit(url)
    yield url
    yield from (each for each in parts.path.split("/") if len(each) >= _RANDOM)
    yield from (value for _, value in parse_qsl(parts.query))
    yield from (parts.password or "", parts.netloc.rpartition("@")[0])
