"""Plain requests over HTTP: one question, one answer, in time and of a sensible size."""

import json as json_format
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from importlib.metadata import version
from urllib.parse import urlsplit

import requests
import urllib3

from podcaster.errors import Rejected
from podcaster.remote.deadlines import DeadlineAdapter
from podcaster.remote.http_errors import host_of, http_errors

_CONNECT = 10.0  # seconds to reach anybody who can be reached at all
_CONNECTIONS = 256  # kept open for each host: as many as `at_once` may be
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Response:
    """What came: the status, the headers with names in small letters, the body unpacked."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class _Session(requests.Session):
    """A session that keeps nothing but connections and goes nowhere else."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None


class Http:
    """Asks any host. Connections are kept and shared; thread-safe.

    Proxies and certificate bundles are those of the environment; `~/.netrc` and cookies are never
    used, and a redirect is an answer like any other. What `redact` is given is foreign text.
    """

    def __init__(self, redact: Callable[[str], str] = str) -> None:
        self._redact = redact
        self._session = _Session()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = DeadlineAdapter(pool_connections=32, pool_maxsize=_CONNECTIONS)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)
        self._headers = {
            "User-Agent": f"podcaster/{version('podcaster')}"[:254],
            "Accept-Encoding": "gzip, deflate",
            "Accept": "*/*",
        }
        self._surroundings: dict[tuple[str, str], dict[str, object]] = {}

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
        return self._ask("POST", url, headers, data, timeout, limit)

    def get(self, url: str, *, headers: Mapping[str, str], timeout: float, limit: int) -> Response:
        """Gets what is at `url`, in `timeout` seconds and `limit` bytes; errors as of `post`."""
        return self._ask("GET", url, headers, None, timeout, limit)

    def close(self) -> None:
        """Closes the connections that are open."""
        self._session.close()

    def _ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        data: bytes | None,
        timeout: float,
        limit: int,
    ) -> Response:
        with http_errors(url, timeout, self._redact):
            # Prepared without the session: it is the session that would look into ~/.netrc.
            asked = requests.Request(method, url, {**self._headers, **headers}, data=data).prepare()
            answer = self._session.send(
                asked,
                allow_redirects=False,
                timeout=_in_all(timeout),
                **self._around(asked.url or url),
            )
            try:
                body = self._body(answer, url, limit)
            finally:
                answer.close()
        return Response(
            status=answer.status_code,
            headers={name.lower(): value for name, value in answer.headers.items()},
            body=body,
        )

    def _around(self, url: str) -> dict[str, object]:
        """Proxy and certificates for a host, looked up once: that costs more than to ask."""
        parts = urlsplit(url)
        host = (parts.scheme, parts.netloc)
        if host not in self._surroundings:
            self._surroundings[host] = self._session.merge_environment_settings(
                url, {}, True, None, None
            )
        return self._surroundings[host]

    def _body(self, answer: requests.Response, url: str, limit: int) -> bytes:
        body = bytearray()
        for chunk in answer.raw.stream(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > limit:
                raise Rejected(
                    self._redact(
                        f"{host_of(url)} answered more than {limit:,} bytes, "
                        "which cannot be what was asked for"
                    ),
                    kind="bad_reply",
                    http_status=answer.status_code,
                )
        return bytes(body)


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


def _in_all(timeout: float) -> urllib3.Timeout:
    seconds = max(timeout, 0.001)
    return urllib3.Timeout(total=seconds, connect=min(_CONNECT, seconds))
