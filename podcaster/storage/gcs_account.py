"""Which bucket of Google Cloud Storage it is, and what opens it.

Facts: Google, "How Application Default Credentials works".
"""

import json
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials
from podcaster.storage.options import GcsOptions

KEY_FILE = "GOOGLE_APPLICATION_CREDENTIALS"
BUCKET, PROJECT, EMULATOR = "GS_BUCKET_NAME", "GS_PROJECT_ID", "STORAGE_EMULATOR_HOST"
EXTRA = "the package google-cloud-storage (pip install 'podcaster[gcs]')"

_SCOPE = "https://www.googleapis.com/auth/devstorage.read_write"
_USUAL = "https://storage.googleapis.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A bucket and who asks for it. Over plain http `credentials` only sign links."""

    bucket: str
    project: str | None
    url: str
    credentials: Any = field(repr=False)

    @property
    def anonymous(self) -> bool:
        """True for an emulator, to which nothing secret is sent."""
        return urlsplit(self.url).scheme == "http"


def missing(options: GcsOptions, credentials: Credentials) -> tuple[str, ...]:
    """What is not there of what Google needs; nobody is asked."""
    lacking = [] if _has_client() else [EXTRA]
    if not (options.bucket or credentials.text(BUCKET)):
        lacking.append(f"`bucket` or {BUCKET}")
    emulator = urlsplit(_endpoint(options, credentials)).scheme == "http"
    if not (emulator or options.use_instance_role or credentials.text(KEY_FILE)):
        lacking.append(KEY_FILE)
    return tuple(lacking)


def account_of(options: GcsOptions, credentials: Credentials, directory: Path) -> Account:
    """The bucket that options and environment name; Misused where its key cannot be used."""
    path = credentials.text(KEY_FILE)
    opened = _from_file(directory / path) if path else None
    if opened is None and options.use_instance_role:
        opened = _of_the_machine()
    project = options.project or credentials.text(PROJECT) or getattr(opened, "project_id", None)
    return Account(
        bucket=options.bucket or credentials.text(BUCKET),
        project=project,
        url=_endpoint(options, credentials),
        credentials=opened,
    )


def _endpoint(options: GcsOptions, credentials: Credentials) -> str:
    url = options.endpoint_url or credentials.text(EMULATOR) or _USUAL
    return (url if "://" in url else f"http://{url}").rstrip("/")


def _from_file(path: Path) -> Any:
    """Credentials of the file that Google or its command line tool wrote."""
    from google.auth.exceptions import GoogleAuthError
    from google.oauth2 import credentials, service_account

    # Without types; each of them opens nothing yet.
    kinds: dict[str, Any] = {
        "service_account": service_account.Credentials.from_service_account_info,
        "authorized_user": credentials.Credentials.from_authorized_user_info,
    }
    try:
        content = json.loads(path.read_bytes())
        return kinds[content["type"]](content, scopes=[_SCOPE])
    except (OSError, ValueError, KeyError, TypeError, GoogleAuthError) as error:
        raise Misused(
            f"the file that {KEY_FILE} names is neither the key of a service account nor that of a"
            f" user ({type(error).__name__}); download it anew"
        ) from None


def _of_the_machine() -> Any:
    import google.auth
    from google.auth.exceptions import GoogleAuthError

    try:
        return google.auth.default(scopes=[_SCOPE])[0]
    except GoogleAuthError:
        raise Misused(
            f"nothing on this machine opens Google Cloud Storage; set {KEY_FILE}, or give the"
            " machine a service account"
        ) from None


def _has_client() -> bool:
    try:
        return find_spec("google.cloud.storage") is not None
    except ModuleNotFoundError:  # of a package that it lies in
        return False
