"""A service account of Google: its key signs a token itself, so that nobody is asked for one.

Facts: AIP-4111, "Self-signed JWT". google-auth comes with the extra podcaster[google].
"""

import threading
from importlib.util import find_spec
from typing import Any

from podcaster.errors import Unavailable

KEY_FILE = "GOOGLE_APPLICATION_CREDENTIALS"
_AUDIENCE = "https://texttospeech.googleapis.com/"


def has_library() -> bool:
    """True where google-auth is installed, and what it signs with."""
    try:
        return all(find_spec(name) for name in ("google.auth.jwt", "cryptography"))
    except ModuleNotFoundError:  # of the package that a name lies in
        return False


class ServiceAccount:
    """The account whose key lies at `path`; read when it is first used. Thread-safe."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._signer: Any = None

    def headers(self) -> dict[str, str]:
        """The header that says who asks; Unavailable (`auth`) where the key cannot be used."""
        headers: dict[str, str] = {}
        with self._lock:
            if self._signer is None:
                self._signer = _signer(self._path)
            self._signer.before_request(None, "POST", _AUDIENCE, headers)
        return headers


def _signer(path: str) -> Any:
    if not has_library():
        raise Unavailable(
            f"{KEY_FILE} needs the package google-auth: install podcaster[google]", kind="auth"
        )
    # Imported when needed: most run without a service account, and without this package.
    from google.auth.exceptions import GoogleAuthError
    from google.auth.jwt import Credentials

    make: Any = Credentials.from_service_account_file  # it has no types
    try:
        return make(path, audience=_AUDIENCE)
    except (OSError, ValueError, KeyError, GoogleAuthError) as error:
        raise Unavailable(
            f"the file that {KEY_FILE} names is not the key of a service account"
            f" ({type(error).__name__}); download it anew, or use an API key",
            kind="auth",
        ) from error
