"""What the Azure client says about a request, in our words.

Facts: Microsoft, "Status and error codes" and "Blob Storage error codes".
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import requests
import urllib3
from azure.core import exceptions as failures

from podcaster.errors import CannotServe, PodcasterError
from podcaster.storage.answers import out_of_time, refusal, unreachable
from podcaster.storage.bucket import Refused

_NO_OBJECT = {"BlobNotFound", "ResourceNotFound", ""}
_THERE = {"BlobAlreadyExists", "ResourceAlreadyExists", "ConditionNotMet", ""}
_SOON = {"ContainerBeingDeleted", "AccountBeingCreated"}


@contextmanager
def azure_errors(place: str) -> Iterator[None]:
    """Translates what the block raises into an error about `place`.

    Without a cause: the text of a foreign error may hold a signature.
    """
    try:
        yield
    except (failures.AzureError, requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise _translated(place, error) from None


def absent(error: failures.HttpResponseError) -> bool:
    """True where the answer says that there is no such blob, and not that all else is wrong."""
    return error.status_code == 404 and word_of(error) in _NO_OBJECT


def there_already(error: failures.HttpResponseError) -> bool:
    """True where a blob was not made because one is there."""
    return error.status_code in (409, 412) and word_of(error) in _THERE


def word_of(error: failures.HttpResponseError) -> str:
    """The service's own word for what is wrong; "" where it has none."""
    return _headers(error).get("x-ms-error-code", "")


def _headers(error: failures.HttpResponseError) -> Mapping[str, str]:
    return getattr(error.response, "headers", None) or {}


def _translated(place: str, error: Exception) -> PodcasterError:
    if isinstance(
        error,
        failures.ServiceRequestTimeoutError
        | failures.ServiceResponseTimeoutError
        | requests.Timeout,
    ):
        return out_of_time(place)
    if not isinstance(error, failures.HttpResponseError) or isinstance(error, failures.DecodeError):
        return unreachable(place, error)
    if error.response is None or error.status_code is None:
        if isinstance(error, failures.ClientAuthenticationError):
            return Refused(f"nothing on this machine opens {place}; look at its credentials")
        return unreachable(place, error)
    if 200 <= error.status_code < 300:
        return unreachable(place, error)
    status = 503 if word_of(error) in _SOON else error.status_code
    if word_of(error) == "BlobArchived":
        return CannotServe(f"{place} has moved an object to its archive; bring it back there first")
    return refusal(place, status, word_of(error), _headers(error))
