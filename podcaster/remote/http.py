"""Plain requests over HTTP: one question, one answer, in time and of a sensible size."""

import json as json_format
import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podcaster.remote.http_sending import Sender


@dataclass(frozen=True, slots=True)
class Response:
    """What came: the status, the headers with names in small letters, the body unpacked."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class Http:
    """Asks any host. Connections are kept and shared; thread-safe.

    Proxies and certificate bundles are those of the environment; `~/.netrc` and cookies are never
    used, and a redirect is an answer like any other. What `redact` is given is foreign text.
    """

    def __init__(self, redact: Callable[[str], str] = str) -> None:
        self._redact, self._opening = redact, threading.Lock()
        self._opened: Sender | None = None

    def post(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        json: object = None,
        data: bytes | None = None,
        timeout: float,
        limit: int,
    ) -> Response:
        """Posts `data`, else `json`; it may take `timeout` seconds and answer `limit` bytes.

        An answer of any status is a Response: what it means is the adapter's to say. Too slow or
        broken off is Transient, too large Rejected, and what cannot be asked at all Unavailable.
        """
        if data is None:
            data = json_format.dumps(json, separators=(",", ":"), allow_nan=False).encode()
            headers = {"Content-Type": "application/json", **headers}
        return self._sender.ask("POST", url, headers, data, timeout, limit)

    def get(self, url: str, *, headers: Mapping[str, str], timeout: float, limit: int) -> Response:
        """Gets what is at `url`, in `timeout` seconds and `limit` bytes; errors as of `post`."""
        return self._sender.ask("GET", url, headers, None, timeout, limit)

    def close(self) -> None:
        """Closes the connections that are open."""
        if self._opened is not None:
            self._opened.close()

    @property
    def _sender(self) -> "Sender":
        with self._opening:
            if self._opened is None:
                from podcaster.remote.http_sending import Sender

                self._opened = Sender(self._redact)
            return self._opened


def hint_of(headers: Mapping[str, str], now: float) -> float | None:
    """The seconds that a server asks to be left alone; None where it does not, or not clearly.

    `headers` have names in small letters. `retry-after-ms` is OpenAI's and the more exact one;
    `retry-after` is in seconds or a date (RFC 9110, 10.2.3). `now` is in seconds since 1970.
    """
    for name, unit in (("retry-after-ms", 1000), ("retry-after", 1)):
        try:
            seconds = float(headers.get(name, "")) / unit
        except ValueError:
            continue
        if math.isfinite(seconds) and seconds >= 0:
            return seconds
    try:
        date = parsedate_to_datetime(headers.get("retry-after", ""))
    except (ValueError, OverflowError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max(date.timestamp() - now, 0.0)
