"""Who asks a bucket: keys, profiles and roles.

Facts: boto3, "Credentials"; DigitalOcean, "Manage access keys for Spaces".
"""

import os
from functools import cache
from typing import Any

from podcaster.errors import Misused
from podcaster.remote import aws
from podcaster.remote.credentials import Credentials
from podcaster.storage.options import S3Options, SpacesOptions
from podcaster.storage.s3_where import SPACES_REGION, BucketKind, region_of


def missing(options: BucketKind, credentials: Credentials) -> tuple[str, ...]:
    """What is not there of what the store needs; nobody is asked, a machine's role least of all."""
    lacking = [] if options.bucket else ["bucket"]
    if isinstance(options, SpacesOptions):
        id_name, secret_name = _names_for_spaces(credentials)
        lacking += [name for name in (id_name, secret_name) if not credentials.secret(name)]
    else:
        if not _may_sign(options, credentials):
            absent = [name for name in aws.KEYS[:2] if not credentials.secret(name)]
            lacking += absent or [aws.PROFILES[0]]
        names = ("CLOUDFRONT_PRIVATE_KEY", "CLOUDFRONT_PRIVATE_KEY_FILE")
        if options.cloudfront_key_id and not credentials.text(*names):
            lacking.append(names[0])
    if not region_of(options, credentials):
        spaces = isinstance(options, SpacesOptions)
        lacking.append(SPACES_REGION if spaces else aws.REGIONS[0])
    return tuple(lacking)


def session_of(options: BucketKind, credentials: Credentials) -> Any:
    """A session of botocore that asks the machine for its role only where it is told to."""
    if isinstance(options, SpacesOptions):
        return _spaces_session(credentials)
    session = aws.session_of(options.profile, credentials)
    session.register_component("data_loader", _descriptions())
    keys = _keys(options, credentials)
    aws.sign_in(session, keys, credentials, use_instance_role=options.use_instance_role)
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
        raise Misused(f"there are no keys for Spaces: set {' and '.join(aws.SPACES_KEYS)}")
    session.set_credentials(key.reveal(), secret.reveal())
    return session


@cache
def _descriptions() -> Any:
    """AWS's descriptions of its services, read once for all stores: that is what takes so long."""
    from botocore.loaders import Loader  # type: ignore[import-untyped]  # slow, and has no types

    return Loader()


def _names_for_spaces(credentials: Credentials) -> tuple[str, ...]:
    return aws.KEYS[:2] if aws.are_of_a_space(credentials) else aws.SPACES_KEYS


def _keys(options: S3Options, credentials: Credentials) -> aws.Keys | None:
    """None where the operator names a profile."""
    return None if options.profile else aws.keys_of(credentials)


def _may_sign(options: S3Options, credentials: Credentials) -> bool:
    role = options.use_instance_role
    return _keys(options, credentials) is not None or aws.is_signed_in(
        options.profile, credentials, use_instance_role=role
    )
