"""Where a bucket is: its service's endpoint and region, and AWS's own files, which may say so.

Facts: boto3, "Configuration"; DigitalOcean, "Spaces API: Using AWS S3 SDKs".
"""

from pathlib import Path
from typing import Any

from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials
from podcaster.storage.options import S3Options, SpacesOptions

BucketKind = S3Options | SpacesOptions

PROFILES = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
REGIONS, SPACES_REGION = ("AWS_REGION", "AWS_DEFAULT_REGION"), "DO_SPACES_REGION"
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
_FILES = {
    "credentials_file": ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
    "config_file": ("AWS_CONFIG_FILE", "~/.aws/config"),
}
_ANY_REGION = "us-east-1"
"""What services sign with that have no regions."""


def region_of(options: BucketKind, credentials: Credentials) -> str:
    """The region that requests are signed for; "" where nobody says."""
    if isinstance(options, SpacesOptions):
        told = options.region or credentials.text(SPACES_REGION)
        return told or (_ANY_REGION if options.endpoint_url else "")
    told = options.region or credentials.text(*REGIONS)
    told = told or str(profile_of(options, credentials).get("region") or "")
    return told or (_ANY_REGION if endpoint_of(options, credentials) else "")


def endpoint_of(options: BucketKind, credentials: Credentials) -> str:
    """Scheme, host and port of the service; "" for AWS itself."""
    if options.endpoint_url:
        return options.endpoint_url
    if isinstance(options, SpacesOptions):
        return f"https://{region_of(options, credentials)}.digitaloceanspaces.com"
    return credentials.text(*_ENDPOINTS)


def aws_session(options: S3Options, credentials: Credentials) -> Any:
    """A session of botocore over AWS's own files, wherever the environment says that they are."""
    from botocore.session import Session  # type: ignore[import-untyped]  # slow, and has no types

    session = Session(profile=options.profile or credentials.text(*PROFILES) or None)
    for variable, (name, _) in _FILES.items():
        if path := credentials.text(name):
            session.set_config_variable(variable, path)
    return session


def profile_of(options: S3Options, credentials: Credentials) -> dict[str, Any]:
    """What AWS's own files say of the profile in use; nothing where there are none."""
    if not any(
        Path(credentials.text(name) or default).expanduser().is_file()
        for name, default in _FILES.values()
    ):
        return {}
    from botocore.exceptions import BotoCoreError  # type: ignore[import-untyped]  # no types

    try:
        session = aws_session(options, credentials)
        found: dict[str, Any] = session.full_config["profiles"].get(session.profile or "default")
    except BotoCoreError as error:
        raise Misused(f"AWS's own configuration cannot be read: {error}") from error
    return found or {}
