"""Pings as Healthchecks takes them: started, done, failed.

Addresses, `rid` and answers are those of its "Pinging API": URL/start, URL, URL/fail and
URL/<exit status>; a body of 10 kB is kept everywhere; a check that does not exist is answered
with 200 and "OK (not found)".
"""

import uuid
from urllib.parse import urlencode, urlsplit, urlunsplit

from podcaster.alerts.posting import Posting
from podcaster.alerts.report import Report
from podcaster.alerts.secret_urls import host_of
from podcaster.alerts.wording import as_counts
from podcaster.remote.http import Http, Response

_LARGEST = 10_000  # bytes
_RUNS = uuid.uuid5(uuid.NAMESPACE_URL, "podcaster:run")


class Ping:
    """Says to one check that a run has begun, and how it ended."""

    what = "the ping"

    def __init__(self, http: Http, url: str) -> None:
        self._posting, self._url = Posting(http, self.what, "[alerts] healthchecks"), url

    def start(self, run_id: str, until: float) -> str:
        """ "" where it was taken by `until` (monotonic), else one sentence that names the host."""
        return self._ping("start", run_id, "", until)

    def end(self, report: Report, until: float) -> str:
        """As `start`; the body is numbers alone."""
        return self._ping(ending_of(report), report.run_id, as_counts(report), until)

    def _ping(self, ending: str, run_id: str, text: str, until: float) -> str:
        url, body = ping_url(self._url, ending, run_id), text.encode()[:_LARGEST]
        return self._posting.post(url, body, "text/plain; charset=utf-8", until, self._unknown)

    def _unknown(self, response: Response) -> str:
        if b"(not found)" in response.body:
            return f"{host_of(self._url)} knows no such check; mend [alerts] healthchecks"
        return ""


def ending_of(report: Report) -> str:
    """What follows the URL: the exit code; nothing where all is well, `fail` where only it is 0."""
    if report.exit_code:
        return str(report.exit_code)
    return "fail" if report.level == "alert" else ""


def ping_url(base: str, ending: str, run_id: str) -> str:
    """`base` with its query, and the run's id as the UUID that Healthchecks asks for."""
    parts = urlsplit(base)
    path = parts.path.rstrip("/") + (f"/{ending}" if ending else "")
    rid = urlencode({"rid": str(uuid.uuid5(_RUNS, run_id))})
    query = f"{parts.query}&{rid}" if parts.query else rid
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))
