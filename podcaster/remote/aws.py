"""Who asks AWS, and in which region, as its own SDK finds it: the same for Polly and for buckets.

Facts: boto3, "Credentials" and "Configuration"; AWS SDKs and Tools Reference Guide.
"""

from pathlib import Path
from typing import Any

from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials

KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
SPACES_KEYS = ("SPACES_ACCESS_KEY_ID", "SPACES_SECRET_ACCESS_KEY")
PROFILES = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
"""boto3 reads the second alone; everything else at AWS reads the first."""

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

Keys = tuple[str, str, str | None]
"""Id, secret and session token."""


def session_of(profile: str, credentials: Credentials) -> Any:
    """A session of botocore over AWS's own files, wherever the environment says that they are.

    `profile` is the operator's own; "": that of the environment.
    """
    from botocore.session import Session  # type: ignore[import-untyped]  # slow, and has no types

    session = Session(profile=profile or credentials.text(*PROFILES) or None)
    for variable, (name, _) in _FILES.items():
        if path := credentials.text(name):
            session.set_config_variable(variable, path)
    return session


def sign_in(
    session: Any, keys: Keys | None, credentials: Credentials, *, use_instance_role: bool
) -> None:
    """Gives a session its keys, else what it may look for them with.

    The machine is asked for its role only where it is told to be, and keys of a Space stay unseen.
    """
    if keys is not None:
        session.set_credentials(*keys)
        return
    chain = session.get_component("credential_provider")
    if not use_instance_role:
        chain.remove(_INSTANCE_ROLE)
    if are_of_a_space(credentials):
        chain.remove(_ENVIRONMENT)


def keys_of(credentials: Credentials, names: tuple[str, str, str] = KEYS) -> Keys | None:
    """The keys in those variables; None where they are not all there or are those of a Space."""
    key, secret, token = (credentials.secret(name) for name in names)
    if not (key and secret) or (names == KEYS and are_of_a_space(credentials)):
        return None
    return key.reveal(), secret.reveal(), token.reveal() if token else None


def are_of_a_space(credentials: Credentials) -> bool:
    """True where AWS's variables hold the keys of a DigitalOcean Space: not for AWS to see."""
    is_on_spaces = credentials.text("STORAGE_BACKEND").lower() == "do_spaces"
    return is_on_spaces and not all(credentials.secret(name) for name in SPACES_KEYS)


def is_signed_in(profile: str, credentials: Credentials, *, use_instance_role: bool) -> bool:
    """True where somebody can be found who signs without keys in the environment.

    Nobody is asked, a machine's own role least of all.
    """
    if use_instance_role or (not profile and credentials.text(*_ELSEWHERE)):
        return True
    return bool(_OF_A_PROFILE.intersection(profile_of(profile, credentials)))


def region_of(told: str, profile: str, credentials: Credentials) -> str:
    """The operator's region, else that of the environment or the profile; "" where none says."""
    known = told or credentials.text(*REGIONS)
    return known or str(profile_of(profile, credentials).get("region") or "")


def profile_of(profile: str, credentials: Credentials) -> dict[str, Any]:
    """What AWS's own files say of the profile in use; nothing where there are none."""
    if not any(
        Path(credentials.text(name) or default).expanduser().is_file()
        for name, default in _FILES.values()
    ):
        return {}
    from botocore.exceptions import BotoCoreError  # type: ignore[import-untyped]  # no types

    try:
        session = session_of(profile, credentials)
        found: dict[str, Any] = session.full_config["profiles"].get(session.profile or "default")
    except BotoCoreError as error:
        raise Misused(f"AWS's own configuration cannot be read: {error}") from error
    return found or {}
