"""What AWS's SDK raises, and the error it becomes. The code decides: throttling is HTTP 400.

Facts: SynthesizeSpeech, "Errors", and "Common errors"; botocore.exceptions.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as TooSlow

from podcaster.errors import ProviderError
from podcaster.speech.engines.faults import Fault, fault_error

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
def translated(redact: Callable[[str], str]) -> Iterator[None]:
    """Errors of botocore in the block as ProviderErrors."""
    # AWS's SDK is slow to import, and has no types.
    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

    try:
        yield
    except ClientError as error:
        raise _answered(error, redact) from error
    except BotoCoreError as error:
        raise fault_error(_VENDOR, _failed(error), None, redact) from error
    except (HTTPError, OSError) as error:  # while sound comes in, botocore translates nothing
        kind = "timeout" if isinstance(error, TooSlow | TimeoutError) else "connection"
        fault = Fault(kind=kind, word=type(error).__name__)
        raise fault_error(_VENDOR, fault, None, redact) from error


def _answered(error: Any, redact: Callable[[str], str]) -> ProviderError:
    told = error.response.get("Error", {})
    code = str(told.get("Code", ""))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return fault_error(
        _VENDOR,
        Fault(
            kind=_KINDS.get(code, _of_voice(code, str(told.get("Message", "")))),
            word="" if code.isdecimal() else code,
            message="" if code in _TELLS_TOO_MUCH else str(told.get("Message", "")),
        ),
        status,
        redact,
    )


def _of_voice(code: str, message: str) -> str:
    """A voice that is not there at all is a value that the request may not have."""
    return "not_found" if code == "ValidationException" and "voice" in message.lower() else ""


def _failed(error: Exception) -> Fault:
    """What went wrong before there was an answer; the first of the table that it is."""
    from botocore import exceptions as failures  # type: ignore[import-untyped]  # no types

    for classes, kind in (
        ((failures.ReadTimeoutError, failures.ConnectTimeoutError), "timeout"),
        ((failures.ConnectionError, failures.HTTPClientError), "connection"),
        ((failures.ResponseStreamingError, failures.IncompleteReadError), "connection"),
        ((failures.ParamValidationError,), "bad_request"),
        ((failures.MetadataRetrievalError, failures.CredentialRetrievalError), "auth"),
    ):
        if isinstance(error, classes):
            return Fault(kind=kind, word=type(error).__name__)
    return Fault(kind="auth", word=type(error).__name__, message=str(error))
