"""What requests and urllib3 say about a request, in our words."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from requests import exceptions as failures
from urllib3 import exceptions as broken

from podcaster.errors import ProviderError, Rejected, Transient, Unavailable

_UNSENT = (failures.ConnectTimeout, broken.ConnectTimeoutError)
_NO_URL = (failures.MissingSchema, failures.InvalidSchema, failures.InvalidURL, UnicodeError)


@contextmanager
def http_errors(url: str, timeout: float, redact: Callable[[str], str]) -> Iterator[None]:
    """Translates what the block raises into an error about the host of `url`.

    asked, and answered too slowly   Transient     timeout
    no connection, or broken off     Transient     connection
    cannot be unpacked               Rejected      bad_reply
    not a URL                        Unavailable   bad_request
    a key that no header can carry   Unavailable   auth
    """
    try:
        yield
    except (failures.RequestException, broken.HTTPError, UnicodeError, OSError) as error:
        raise _translated(error, url, timeout, redact) from error


def _translated(
    error: Exception, url: str, timeout: float, redact: Callable[[str], str]
) -> ProviderError:
    host = host_of(url)
    if isinstance(error, failures.Timeout | broken.TimeoutError) and not isinstance(error, _UNSENT):
        said = f"{host} gave no whole answer within {timeout:.3g} s"
        return Transient(redact(said), kind="timeout")
    if isinstance(error, failures.InvalidHeader | UnicodeEncodeError):
        said = "a header, most likely the key, holds characters that none may hold"
        return Unavailable(
            redact(f"{host} cannot be asked: {said}; set the key again"), kind="auth"
        )
    if isinstance(error, _NO_URL):
        said = f"{url or 'nothing'} is no URL that can be asked; mend the base_url"
        return Unavailable(redact(said), kind="bad_request")
    if isinstance(error, failures.ContentDecodingError | broken.DecodeError):
        return Rejected(redact(f"{host} answered what cannot be unpacked"), kind="bad_reply")
    said = f"{host} could not be asked to the end ({_reason(error)})"
    return Transient(redact(said), kind="connection")


def host_of(url: str) -> str:
    """Host and port of `url`, without the name and password that may stand before them."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        return ""


def _reason(error: BaseException) -> str:
    """The innermost word of the operating system, without objects and addresses."""
    told = type(error).__name__
    seen: set[int] = set()
    inner: object = error
    while isinstance(inner, BaseException) and id(inner) not in seen:
        seen.add(id(inner))
        if isinstance(inner, OSError) and inner.strerror:
            told = inner.strerror
        inner = (
            getattr(inner, "reason", None)
            or inner.__cause__
            or inner.__context__
            or next(iter(inner.args), None)
        )
    return told
