"""Every key that this deployment holds, so that no text may carry one."""

from collections.abc import Iterable
from contextlib import suppress
from itertools import chain

from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials
from podcaster.text.redact import Redaction

OTHER_KEYS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "GOOGLE_TTS_API_KEY",
    "AZURE_SPEECH_KEY",
    "SPEECH_KEY",
    "POLLY_ACCESS_KEY_ID",
    "POLLY_SECRET_ACCESS_KEY",
    "SPACES_ACCESS_KEY_ID",
    "SPACES_SECRET_ACCESS_KEY",
    "AZURE_ACCOUNT_KEY",
    "AZURE_STORAGE_CONNECTION_STRING",
    "PODCASTER_LINK_SECRET",
)
"""Variables with secrets that no option names."""


def redaction_of(credentials: Credentials, named: Iterable[str]) -> Redaction:
    """What takes every key out of a text: those in the variables `named`, and all others."""
    for name in chain(named, OTHER_KEYS):
        with suppress(Misused):  # told where the key is needed
            credentials.secret(name)
    return Redaction(credentials.secrets)
