"""Who asks Amazon Polly, and where: keys, profiles, roles and regions as AWS's SDK finds them."""

from pathlib import Path
from typing import Any

from podcaster.errors import Misused, Unavailable
from podcaster.remote.credentials import Credentials
from podcaster.speech.options import PollyOptions

_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_OWN_KEYS = ("POLLY_ACCESS_KEY_ID", "POLLY_SECRET_ACCESS_KEY", "POLLY_SESSION_TOKEN")
"""Polly's alone: they go before AWS's, which on DigitalOcean may be those of a Space."""

_PROFILES = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
_REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
"""boto3 reads the second alone; everything else at AWS reads the first."""

_ENDPOINTS = ("AWS_ENDPOINT_URL_POLLY", "AWS_ENDPOINT_URL")
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
_ENVIRONMENT, _INSTANCE_ROLE = "env", "iam-role"
_CONNECT_SECONDS = 5


def missing(options: PollyOptions, credentials: Credentials) -> tuple[str, ...]:
    """What is not there of what Polly needs; nobody is asked, a machine's own role least of all."""
    lacking: list[str] = []
    if not _has_credentials(options, credentials):
        names = _OWN_KEYS if _are_of_a_space(credentials) else _KEYS
        lacking += [name for name in names[:2] if not credentials.secret(name)]
    if not _region(options, credentials):
        lacking.append(_REGIONS[0])
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
    session = _session(options, credentials)
    keys, providers = _keys(credentials), session.get_component("credential_provider")
    if keys and not options.profile:
        session.set_credentials(*keys)
    if _are_of_a_space(credentials):
        providers.remove(_ENVIRONMENT)
    if not options.use_instance_role:
        providers.remove(_INSTANCE_ROLE)
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


def _keys(credentials: Credentials) -> tuple[str, str, str | None] | None:
    """Id, secret and token; None where they are not all there."""
    for names in (_OWN_KEYS, *(() if _are_of_a_space(credentials) else (_KEYS,))):
        key, secret, token = (credentials.secret(name) for name in names)
        if key and secret:
            return key.reveal(), secret.reveal(), token.reveal() if token else None
    return None


def _are_of_a_space(credentials: Credentials) -> bool:
    """True where AWS's variables hold the keys of a DigitalOcean Space: not for Polly to see."""
    is_on_spaces = credentials.text("STORAGE_BACKEND").lower() == "do_spaces"
    return is_on_spaces and credentials.secret("SPACES_ACCESS_KEY_ID") is None


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


def _session(options: PollyOptions, credentials: Credentials) -> Any:
    from botocore.session import Session  # type: ignore[import-untyped]  # no types

    session = Session(profile=options.profile or credentials.text(*_PROFILES) or None)
    for variable, (name, _) in _FILES.items():
        if path := credentials.text(name):
            session.set_config_variable(variable, path)
    return session


def _has_credentials(options: PollyOptions, credentials: Credentials) -> bool:
    if options.use_instance_role or (not options.profile and credentials.text(*_ELSEWHERE)):
        return True
    if not options.profile and _keys(credentials):
        return True
    return bool(_OF_A_PROFILE.intersection(_profile(options, credentials)))


def _region(options: PollyOptions, credentials: Credentials) -> str:
    known = options.region or credentials.text(*_REGIONS)
    return known or str(_profile(options, credentials).get("region") or "")


def _profile(options: PollyOptions, credentials: Credentials) -> dict[str, Any]:
    """What AWS's own files say of the profile in use; nothing where there are none."""
    if not any(
        Path(credentials.text(name) or default).expanduser().is_file()
        for name, default in _FILES.values()
    ):
        return {}
    from botocore.exceptions import BotoCoreError

    try:
        session = _session(options, credentials)
        found: dict[str, Any] = session.full_config["profiles"].get(session.profile or "default")
    except BotoCoreError as error:
        raise Misused(f"AWS's own configuration cannot be read: {error}") from error
    return found or {}
