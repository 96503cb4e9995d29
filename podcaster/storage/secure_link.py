"""Links that nginx checks: its module ngx_http_secure_link_module, with `secure_link_md5`."""

import hashlib
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote, unquote, urlsplit

from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials

SECRET = "PODCASTER_LINK_SECRET"
LEAST_SECRET = 32
"""Characters: what MD5 makes of a short secret can be tried out."""


class SecureLinks:
    """Signs URLs below `base_url` as the README's nginx block checks them; thread-safe.

    nginx compares with its `$uri`, which is the path decoded: so that is what is signed, while
    the URL itself is percent-encoded.
    """

    def __init__(
        self, base_url: str, credentials: Credentials, clock: Callable[[], float] = time.time
    ) -> None:
        self._base, self._credentials, self._clock = base_url.rstrip("/"), credentials, clock

    def link(self, path: str, expires: timedelta) -> str:
        """The URL of `path`, which begins without a slash, for `expires` from now.

        Misused where the secret is missing or short.
        """
        until = int(self._clock() + expires.total_seconds())
        uri = f"{unquote(urlsplit(self._base).path)}/{path}"
        signature = _signature(f"{until}{uri} {self._secret()}")
        return f"{self._base}/{quote(path)}?sig={signature}&exp={until}"

    def _secret(self) -> str:
        secret = self._credentials.secret(SECRET)
        if secret is None:
            raise Misused(f"{SECRET} is not set: links are signed with the secret that nginx has")
        if len(secret.reveal()) < LEAST_SECRET:
            raise Misused(f"{SECRET} is too short: use at least {LEAST_SECRET} random characters")
        return secret.reveal()


def _signature(signed: str) -> str:
    digest = hashlib.md5(signed.encode(), usedforsecurity=False).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")
