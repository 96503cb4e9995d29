"""Who asks Amazon Polly, and where: keys, profiles, roles and regions as AWS's SDK finds them."""

from typing import Any

from podcaster.errors import Unavailable
from podcaster.remote import aws
from podcaster.remote.credentials import Credentials
from podcaster.speech.options import PollyOptions

_OWN_KEYS = ("POLLY_ACCESS_KEY_ID", "POLLY_SECRET_ACCESS_KEY", "POLLY_SESSION_TOKEN")
"""Polly's alone: they go before AWS's, which on DigitalOcean may be those of a Space."""

_ENDPOINTS = ("AWS_ENDPOINT_URL_POLLY", "AWS_ENDPOINT_URL")
_CONNECT_SECONDS = 5


def missing(options: PollyOptions, credentials: Credentials) -> tuple[str, ...]:
    """What is not there of what Polly needs; nobody is asked, a machine's own role least of all."""
    lacking: list[str] = []
    is_found = aws.is_signed_in(
        options.profile, credentials, use_instance_role=options.use_instance_role
    )
    if not is_found and not _keys(options, credentials):
        names = _OWN_KEYS if aws.are_of_a_space(credentials) else aws.KEYS
        lacking += [name for name in names[:2] if not credentials.secret(name)]
    if not _region(options, credentials):
        lacking.append(aws.REGIONS[0])
    return tuple(lacking)


def client_of(options: PollyOptions, credentials: Credentials) -> Any:
    """A client of Polly that asks once and never waits; thread-safe.

    Unavailable (`auth`) where the region is not known; errors of botocore are the caller's.
    """
    # AWS's SDK is slow to import, and has no types.
    from botocore.config import Config  # type: ignore[import-untyped]

    region = _region(options, credentials)
    if not region:
        raise Unavailable("the region of Amazon Polly is not known: set AWS_REGION", kind="auth")
    session, keys = aws.session_of(options.profile, credentials), _keys(options, credentials)
    aws.sign_in(session, keys, credentials, use_instance_role=options.use_instance_role)
    return _client(
        session,
        region_name=region,
        endpoint_url=endpoint_of(options, credentials) or None,
        config=Config(
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=options.timeout,
            retries={"mode": "standard", "total_max_attempts": 1},
            max_pool_connections=options.at_once,
            signature_version="v4",
        ),
    )


def endpoint_of(options: PollyOptions, credentials: Credentials) -> str:
    """The URL that is asked; "" for AWS's own."""
    return options.base_url or credentials.text(*_ENDPOINTS)


def _keys(options: PollyOptions, credentials: Credentials) -> aws.Keys | None:
    """Polly's own, else AWS's; none where the operator names a profile."""
    if options.profile:
        return None
    return aws.keys_of(credentials, _OWN_KEYS) or aws.keys_of(credentials)


def _region(options: PollyOptions, credentials: Credentials) -> str:
    return aws.region_of(options.region, options.profile, credentials)


def _client(session: Any, **settings: Any) -> Any:
    from botocore.exceptions import BotoCoreError  # type: ignore[import-untyped]  # no types

    try:
        return session.create_client("polly", **settings)
    except BotoCoreError:
        raise
    except ValueError as error:  # all that it says of an address that is none
        raise Unavailable(
            "the address of Amazon Polly is no URL: mend base_url in [engines], or"
            f" {' or '.join(_ENDPOINTS)}",
            kind="bad_request",
        ) from error
