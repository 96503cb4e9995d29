"""Who asks a bucket: keys, profiles and roles.

Facts: boto3, "Credentials"; DigitalOcean, "Manage access keys for Spaces".
"""

import os
from functools import cache
from typing import Any

from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials, Secret
from podcaster.storage.options import S3Options, SpacesOptions
from podcaster.storage.s3_where import (
    PROFILES,
    REGIONS,
    SPACES_REGION,
    BucketKind,
    aws_session,
    profile_of,
    region_of,
)

_ID, _SECRET, _TOKEN = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"
_SPACES_ID, _SPACES_SECRET = "SPACES_ACCESS_KEY_ID", "SPACES_SECRET_ACCESS_KEY"
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


def missing(options: BucketKind, credentials: Credentials) -> tuple[str, ...]:
    """What is not there of what the store needs; nobody is asked, a machine's role least of all."""
    lacking = [] if options.bucket else ["bucket"]
    if isinstance(options, SpacesOptions):
        id_name, secret_name = _names_for_spaces(credentials)
        lacking += [name for name in (id_name, secret_name) if not credentials.secret(name)]
    else:
        if not _may_sign(options, credentials):
            lacking += [name for name in (_ID, _SECRET) if not credentials.secret(name)] or [
                PROFILES[0]
            ]
        names = ("CLOUDFRONT_PRIVATE_KEY", "CLOUDFRONT_PRIVATE_KEY_FILE")
        if options.cloudfront_key_id and not credentials.text(*names):
            lacking.append(names[0])
    if not region_of(options, credentials):
        spaces = isinstance(options, SpacesOptions)
        lacking.append(SPACES_REGION if spaces else REGIONS[0])
    return tuple(lacking)


def session_of(options: BucketKind, credentials: Credentials) -> Any:
    """A session of botocore that asks the machine for its role only where it is told to."""
    if isinstance(options, SpacesOptions):
        return _spaces_session(credentials)
    session = aws_session(options, credentials)
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
    return bool(_OF_A_PROFILE.intersection(profile_of(options, credentials)))
