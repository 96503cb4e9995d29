"""What Http sends with: requests, over connections that are kept and end in time.

Apart from Http because requests takes a tenth of a second to import, and most runs ask nobody.
"""

from collections.abc import Callable, Mapping
from http.cookiejar import DefaultCookiePolicy
from importlib.metadata import version
from urllib.parse import urlsplit

import requests
import urllib3

from podcaster.errors import Rejected
from podcaster.remote.deadlines import DeadlineAdapter
from podcaster.remote.http import Response
from podcaster.remote.http_errors import host_of, http_errors

_CONNECT = 10.0  # seconds to reach anybody who can be reached at all
_CONNECTIONS = 256  # kept open for each host: as many as `at_once` may be
_CHUNK = 1 << 16


class _Session(requests.Session):
    """A session that keeps nothing but connections and goes nowhere else."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None


class Sender:
    """One session for all threads; see Http."""

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

    def close(self) -> None:
        """Closes the connections that are open."""
        self._session.close()

    def ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        data: bytes | None,
        timeout: float,
        limit: int,
    ) -> Response:
        """One question, answered; errors as of `Http.post`."""
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


def _in_all(timeout: float) -> urllib3.Timeout:
    seconds = max(timeout, 0.001)
    return urllib3.Timeout(total=seconds, connect=min(_CONNECT, seconds))
