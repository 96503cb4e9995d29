"""What AWS's SDK raises, and the error it becomes. The code decides: throttling is HTTP 400.

Facts: SynthesizeSpeech, "Errors", and "Common errors"; botocore.exceptions.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as TooSlow

from podcaster.remote.faults import Fault, word
from podcaster.speech.engines.faults import fault_error

_VENDOR = "Amazon Polly"
_CODES = {
    "rate": (
        "Throttling ThrottlingException ThrottledException RequestThrottled"
        " RequestThrottledException TooManyRequestsException RequestLimitExceeded"
    ),
    "overloaded": (
        "ServiceFailureException InternalFailure InternalServerError ServiceUnavailable"
        " ServiceUnavailableException RequestTimeout RequestTimeoutException"
    ),
    "auth": (
        "UnrecognizedClientException InvalidSignatureException SignatureDoesNotMatch"
        " ExpiredTokenException ExpiredToken RequestExpired AccessDeniedException AccessDenied"
        " InvalidClientTokenId MissingAuthenticationToken MissingAuthenticationTokenException"
        " IncompleteSignature IncompleteSignatureException OptInRequired NotAuthorized"
        " SubscriptionRequiredException"
    ),
    "quota": "ServiceQuotaExceededException LimitExceededException",
    "not_found": "EngineNotSupportedException LanguageNotSupportedException",
    "too_long": "TextLengthExceededException",
    "bad_request": "InvalidSsmlException",
}
_KINDS = {code: kind for kind, codes in _CODES.items() for code in codes.split()}
_TELLS_TOO_MUCH = frozenset({"InvalidSignatureException", "SignatureDoesNotMatch"})
"""Their messages repeat the whole request that was signed."""


@contextmanager
def translated(redact: Callable[[str], str], *, asked: str = "") -> Iterator[None]:
    """Errors of botocore in the block as ProviderErrors that repeat nothing that was `asked`."""
    # AWS's SDK is slow to import, and has no types.
    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

    try:
        yield
    except ClientError as error:
        fault, kind = _answered(error)
        raise fault_error(_VENDOR, fault, kind, redact, asked=asked) from error
    except BotoCoreError as error:
        fault, kind = _failed(error)
        raise fault_error(_VENDOR, fault, kind, redact, asked=asked) from error
    except AttributeError as error:  # botocore's own, where an error is JSON but no object
        raise fault_error(_VENDOR, Fault(status=None), "bad_reply", redact) from error
    except (HTTPError, OSError) as error:  # while sound comes in, botocore translates nothing
        kind = "timeout" if isinstance(error, TooSlow | TimeoutError) else "connection"
        fault = Fault(status=None, code=type(error).__name__)
        raise fault_error(_VENDOR, fault, kind, redact) from error


def _answered(error: Any) -> tuple[Fault, str | None]:
    told = error.response.get("Error", {})
    code, message = str(told.get("Code", "")), str(told.get("Message", ""))
    fault = Fault(
        status=error.response.get("ResponseMetadata", {}).get("HTTPStatusCode"),
        code=word(code),
        message="" if code in _TELLS_TOO_MUCH else message,
    )
    return fault, _KINDS.get(code) or _of_voice(code, message)


def _of_voice(code: str, message: str) -> str | None:
    """A voice that is not there at all is a value that the request may not have."""
    return "not_found" if code == "ValidationException" and "voice" in message.lower() else None


def _failed(error: Exception) -> tuple[Fault, str]:
    """What went wrong before there was an answer; the first of the table that it is."""
    from botocore import exceptions as failures  # type: ignore[import-untyped]  # no types

    told = type(error).__name__
    for classes, kind in (
        ((failures.ReadTimeoutError,), "timeout"),  # ConnectTimeoutError: nothing was sent
        ((failures.ConnectionError, failures.HTTPClientError), "connection"),
        ((failures.ResponseStreamingError, failures.IncompleteReadError), "connection"),
        ((failures.ParamValidationError,), "bad_request"),
        ((failures.MetadataRetrievalError, failures.CredentialRetrievalError), "auth"),
    ):
        if isinstance(error, classes):
            return Fault(status=None, code=told), kind
    return Fault(status=None, code=told, message=str(error)), "auth"
