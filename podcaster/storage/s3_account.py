"""Who asks a bucket, and where: keys, profiles, roles, regions and endpoints.

Facts: boto3, "Credentials" and "Configuration"; DigitalOcean, "Spaces API: Using AWS S3 SDKs".
"""

import os
from functools import cache
from pathlib import Path
from typing import Any

from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials, Secret
from podcaster.storage.options import S3Options, SpacesOptions

BucketKind = S3Options | SpacesOptions

_ID, _SECRET, _TOKEN = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"
_SPACES_ID, _SPACES_SECRET = "SPACES_ACCESS_KEY_ID", "SPACES_SECRET_ACCESS_KEY"
_PROFILES = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
_REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
_SPACES_REGION = "DO_SPACES_REGION"
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
_FILES = {
    "credentials_file": ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
    "config_file": ("AWS_CONFIG_FILE", "~/.aws/config"),
}
_ELSEWHERE = (
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
_OF_A_PROFILE = frozenset(
    {"aws_access_key_id", "role_arn", "credential_process", "sso_session", "sso_start_url"}
    | {"web_identity_token_file", "login_session"}
)
_INSTANCE_ROLE, _ENVIRONMENT = "iam-role", "env"
_ANY_REGION = "us-east-1"
"""What services sign with that have no regions."""


def missing(options: BucketKind, credentials: Credentials) -> tuple[str, ...]:
    """What is not there of what the store needs; nobody is asked, a machine's role least of all."""
    lacking = [] if options.bucket else ["bucket"]
    if isinstance(options, SpacesOptions):
        id_name, secret_name = _names_for_spaces(credentials)
        lacking += [name for name in (id_name, secret_name) if not credentials.secret(name)]
    else:
        if not _may_sign(options, credentials):
            lacking += [name for name in (_ID, _SECRET) if not credentials.secret(name)] or [
                _PROFILES[0]
            ]
        names = ("CLOUDFRONT_PRIVATE_KEY", "CLOUDFRONT_PRIVATE_KEY_FILE")
        if options.cloudfront_key_id and not credentials.text(*names):
            lacking.append(names[0])
    if not region_of(options, credentials):
        spaces = isinstance(options, SpacesOptions)
        lacking.append(_SPACES_REGION if spaces else _REGIONS[0])
    return tuple(lacking)


def region_of(options: BucketKind, credentials: Credentials) -> str:
    """The region that requests are signed for; "" where nobody says."""
    if isinstance(options, SpacesOptions):
        told = options.region or credentials.text(_SPACES_REGION)
        return told or (_ANY_REGION if options.endpoint_url else "")
    told = options.region or credentials.text(*_REGIONS)
    told = told or str(_profile(options, credentials).get("region") or "")
    return told or (_ANY_REGION if endpoint_of(options, credentials) else "")


def endpoint_of(options: BucketKind, credentials: Credentials) -> str:
    """Scheme, host and port of the service; "" for AWS itself."""
    if options.endpoint_url:
        return options.endpoint_url
    if isinstance(options, SpacesOptions):
        return f"https://{region_of(options, credentials)}.digitaloceanspaces.com"
    return credentials.text(*_ENDPOINTS)


def session_of(options: BucketKind, credentials: Credentials) -> Any:
    """A session of botocore that asks the machine for its role only where it is told to."""
    if isinstance(options, SpacesOptions):
        return _spaces_session(credentials)
    session = _aws_session(options, credentials)
    session.register_component("data_loader", _descriptions())
    key, secret = credentials.secret(_ID), credentials.secret(_SECRET)
    token = credentials.secret(_TOKEN)
    if options.profile or _are_for_spaces(credentials):
        key = None
    if key and secret:
        session.set_credentials(key.reveal(), secret.reveal(), token.reveal() if token else None)
        return session
    chain = session.get_component("credential_provider")
    if not options.use_instance_role:
        chain.remove(_INSTANCE_ROLE)
    if _are_for_spaces(credentials):
        chain.remove(_ENVIRONMENT)
    return session


def _spaces_session(credentials: Credentials) -> Any:
    """Explicit keys alone: AWS's files, profiles and roles are nothing to DigitalOcean."""
    from botocore.session import Session  # type: ignore[import-untyped]  # slow, and has no types

    unset: dict[str, Any] = {
        "profile": (None, [], None, None),
        "config_file": (None, [], os.devnull, None),
        "credentials_file": (None, [], os.devnull, None),
    }
    session = Session(session_vars=unset)
    session.register_component("data_loader", _descriptions())
    key, secret = (credentials.secret(name) for name in _names_for_spaces(credentials))
    if not (key and secret):
        raise Misused(f"there are no keys for Spaces: set {_SPACES_ID} and {_SPACES_SECRET}")
    session.set_credentials(key.reveal(), secret.reveal())
    return session


def _aws_session(options: S3Options, credentials: Credentials) -> Any:
    from botocore.session import Session

    session = Session(profile=options.profile or credentials.text(*_PROFILES) or None)
    for variable, (name, _) in _FILES.items():
        if path := credentials.text(name):
            session.set_config_variable(variable, path)
    return session


@cache
def _descriptions() -> Any:
    """AWS's descriptions of its services, read once for all stores: that is what takes so long."""
    from botocore.loaders import Loader  # type: ignore[import-untyped]  # slow, and has no types

    return Loader()


def _are_for_spaces(credentials: Credentials) -> bool:
    """True where AWS_* hold keys of DigitalOcean."""
    asked = credentials.text("STORAGE_BACKEND") == "do_spaces"
    return asked and not (credentials.secret(_SPACES_ID) and credentials.secret(_SPACES_SECRET))


def _names_for_spaces(credentials: Credentials) -> tuple[str, str]:
    return (_ID, _SECRET) if _are_for_spaces(credentials) else (_SPACES_ID, _SPACES_SECRET)


def _may_sign(options: S3Options, credentials: Credentials) -> bool:
    if options.use_instance_role or (not options.profile and credentials.text(*_ELSEWHERE)):
        return True
    explicit: tuple[Secret | None, ...] = (credentials.secret(_ID), credentials.secret(_SECRET))
    if not options.profile and all(explicit) and not _are_for_spaces(credentials):
        return True
    return bool(_OF_A_PROFILE.intersection(_profile(options, credentials)))


def _profile(options: S3Options, credentials: Credentials) -> dict[str, Any]:
    """What AWS's own files say of the profile in use; nothing where there are none."""
    if not any(
        Path(credentials.text(name) or default).expanduser().is_file()
        for name, default in _FILES.values()
    ):
        return {}
    from botocore.exceptions import BotoCoreError  # type: ignore[import-untyped]  # no types

    try:
        session = _aws_session(options, credentials)
        found: dict[str, Any] = session.full_config["profiles"].get(session.profile or "default")
    except BotoCoreError as error:
        raise Misused(f"AWS's own configuration cannot be read: {error}") from error
    return found or {}
