"""What the client of Google Cloud Storage says about a request, in our words.

Facts: Google, "HTTP status and error codes for JSON".
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import requests
import urllib3
from google.api_core.exceptions import GoogleAPICallError, GoogleAPIError
from google.auth import exceptions as auth
from google.cloud.storage.exceptions import (  # type: ignore[import-untyped]  # it has no types
    DataCorruption,
    InvalidResponse,
)

from podcaster.errors import PodcasterError
from podcaster.storage.answers import out_of_time, refusal, unreachable
from podcaster.storage.bucket import Refused

_LOST = (
    *(GoogleAPIError, auth.GoogleAuthError, DataCorruption, InvalidResponse),
    *(requests.RequestException, urllib3.exceptions.HTTPError),
)


@contextmanager
def gcs_errors(place: str) -> Iterator[None]:
    """Translates what the block raises into an error about `place`.

    Without a cause: the text of a foreign error may hold what was sent.
    """
    try:
        yield
    except _LOST as error:
        raise _translated(place, error) from None


def absent(error: GoogleAPICallError) -> bool:
    """True where the answer says that there is no such object; without the bucket all is wrong."""
    return error.code == 404 and "bucket does not exist" not in _body(error)


def _translated(place: str, error: Exception) -> PodcasterError:
    if isinstance(error, GoogleAPICallError) and error.code is not None:
        headers = getattr(error.response, "headers", None)
        return refusal(place, int(error.code), _word(error), headers)
    if isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError):
        return out_of_time(place)
    if isinstance(error, auth.GoogleAuthError) and not _may_pass(error):
        return Refused(f"{place} cannot be opened with these credentials; look at them")
    return unreachable(place, error)


def _may_pass(error: auth.GoogleAuthError) -> bool:
    return isinstance(error, auth.TransportError) or error.retryable


def _word(error: GoogleAPICallError) -> str:
    """The service's own word for what is wrong; "" where it has none."""
    try:
        return str(json.loads(_body(error))["error"]["errors"][0]["reason"])
    except (ValueError, KeyError, IndexError, TypeError):
        return ""


def _body(error: GoogleAPICallError) -> str:
    return str(getattr(error.response, "text", "") or "")
