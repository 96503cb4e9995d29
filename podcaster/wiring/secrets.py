"""Every key that this deployment holds, so that no text may carry one."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from urllib.parse import unquote

from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials
from podcaster.sources.options import password_of, variable_of
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


def redaction_of(credentials: Credentials, named: Iterable[str], source: str = "") -> Redaction:
    """What takes every key out of a text: those in the variables `named`, and all others.

    `source` is `[learners] source`: the address of a database is a secret, and its password too.
    """
    for name in chain(named, OTHER_KEYS):
        with suppress(Misused):  # told where the key is needed
            credentials.secret(name)
    of_source = tuple(_of_source(credentials, source))
    return Redaction((*credentials.secrets, *of_source))


def _of_source(credentials: Credentials, source: str) -> Iterator[str]:
    """A URL with a password, and the password as it is written and as it is meant."""
    variable = variable_of(source)
    if variable is not None:
        with suppress(Misused):
            secret = credentials.secret(variable)
            source = secret.reveal() if secret else ""
    if password := password_of(source):
        yield from (source, password, unquote(password))
