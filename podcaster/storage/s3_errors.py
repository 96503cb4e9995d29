"""What botocore raises, and the error it becomes.

Facts: Amazon S3 API Reference, "Error responses"; botocore.exceptions. The answer to a HEAD has no
body, so that its status stands in place of a code.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from podcaster.errors import CannotServe, OutOfRoom, PodcasterError, Transient
from podcaster.remote.http import hint_of
from podcaster.storage.bucket import Refused
from podcaster.storage.s3_codes import ABSENT, ADVICE, BUSY, FULL, OCCUPIED

_AGAIN = "overloaded"
"""The kind that remote.retry tries three times in all."""


class Absent(CannotServe):
    """There is no object under that key."""


class Occupied(CannotServe):
    """There is an object under that key already."""


class Declined(Refused):
    """The service will not do this before the operator has mended something; `code` is its own."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Errors of botocore as Transient, Absent, Occupied, Declined or OutOfRoom."""
    # AWS's SDK is slow to import, and has no types.
    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
    from urllib3.exceptions import HTTPError

    try:
        yield
    except ClientError as error:
        raise _answered(error.response, place) from error
    except (BotoCoreError, HTTPError, ConnectionError, TimeoutError) as error:
        raise _failed(error, place) from error


def _answered(response: Any, place: str) -> PodcasterError:
    """The code decides, else the status: a code that we do not know may come with any."""
    about = response.get("ResponseMetadata", {})
    status = str(about.get("HTTPStatusCode", ""))
    code = _word(response.get("Error", {}).get("Code")) or status
    for known in (code, status):
        if known in ABSENT:
            return Absent(f"{place} has no such object")
        if known in OCCUPIED:
            return Occupied(f"{place} has such an object already")
        if known in FULL:
            return OutOfRoom(f"{place} is full; make room, then run `podcaster retry`")
        if known in BUSY or (known == status and known.startswith("5") and known != "501"):
            hint = hint_of(about.get("HTTPHeaders", {}), time.time())
            return _transient(place, f"is busy ({code})", hint)
        if known in ADVICE and (known == code or known != "400"):
            return Declined(f"{place} {ADVICE[known]}", code)
    return Declined(f"{place} refused a request ({code}, HTTP {status}): look at its options", code)


def _word(code: object) -> str:
    return code if isinstance(code, str) and re.fullmatch(r"[\w.]{1,64}", code) else ""


def _failed(error: Exception, place: str) -> PodcasterError:
    """What went wrong before there was a whole answer; the first of the table that it is."""
    from botocore import exceptions as failures  # type: ignore[import-untyped]  # no types

    word = type(error).__name__
    for classes, said in (
        ((failures.SSLError,), "shows no certificate that is trusted: set ca_bundle, or correct"),
        ((failures.ProxyConnectionError,), "is behind a proxy that does not answer: look at"),
    ):
        if isinstance(error, classes):
            return Declined(f"{place} {said} endpoint_url ({word})", word)
    no_keys = (
        *(failures.NoCredentialsError, failures.PartialCredentialsError),
        *(failures.CredentialRetrievalError, failures.TokenRetrievalError),
        *(failures.SSOError, failures.NoAuthTokenError, failures.MetadataRetrievalError),
    )
    if isinstance(error, no_keys):
        return Declined(f"there are no keys for {place}: set them, or a profile ({word})", word)
    broken = (
        *(failures.HTTPClientError, failures.ConnectionError, failures.IncompleteReadError),
        *(failures.FlexibleChecksumError, failures.ChecksumError),
    )
    if isinstance(error, broken) or not isinstance(error, failures.BotoCoreError):
        return _transient(place, f"cannot be reached, or broke off ({word})", None)
    return Declined(f"{place} cannot be asked ({word}): look at its options", word)


def _transient(place: str, said: str, hint: float | None) -> Transient:
    return Transient(f"{place} {said}", kind=_AGAIN, retry_after=hint)
