"""One message over HTTP, to a URL that is a secret itself."""

import json
from collections.abc import Callable

from podcaster.alerts.secret_urls import host_of
from podcaster.alerts.trying import Told, tried
from podcaster.errors import ProviderError, Transient
from podcaster.remote.http import Http, Response

_LARGEST = 64 * 1024  # bytes of an answer that nobody wants
_MAY_PASS = (408, 425, 429)


class Posting:
    """Posts to hosts; of a URL only its host is ever said.

    `what` is sent is named so in sentences, and `key` is the option that the operator mends.
    """

    def __init__(self, http: Http, what: str, key: str) -> None:
        self._http, self._what, self._key = http, what, key

    def post(
        self,
        url: str,
        body: bytes,
        kind: str,
        until: float,
        objects: Callable[[Response], str] = lambda _: "",
    ) -> str:
        """ "" where the host took it by `until` (monotonic), else one sentence.

        `kind` is the Content-Type. `objects` may say what is wrong with an answer that says 2xx.
        A redirect is an answer like any other: the message is for the host that was named.
        """
        wrong = tried(lambda left: self._once(url, body, kind, left, objects), until)
        return f"{self._what} did not get through: {wrong}" if wrong else ""

    def _once(
        self, url: str, body: bytes, kind: str, left: float, objects: Callable[[Response], str]
    ) -> Told:
        try:
            response = self._http.post(
                url, headers={"Content-Type": kind}, data=body, timeout=left, limit=_LARGEST
            )
        except Transient as error:
            return Told(str(error), may_pass=True)
        except ProviderError as error:
            if error.http_status is not None and error.http_status < 300:
                return Told()  # it took the message, and then said more than anybody reads
            # What it says may hold the whole URL.
            return Told(f"{host_of(url)} cannot be asked ({error.kind}); mend {self._key}")
        if 200 <= response.status < 300:
            return Told(objects(response))
        return Told(self._refusal(url, response.status), may_pass=_may_pass(response.status))

    def _refusal(self, url: str, status: int) -> str:
        host = host_of(url)
        if 300 <= status < 400:
            return f"{host} leads elsewhere (HTTP {status}); set {self._key} to where it leads"
        if _may_pass(status):
            return f"{host} answered HTTP {status}"
        return f"{host} answered HTTP {status}; mend {self._key}"


def as_bytes(value: object) -> bytes:
    """`value` as JSON in ASCII, which nobody can misread."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()


def _may_pass(status: int) -> bool:
    return status >= 500 or status in _MAY_PASS
