"""Every key that this deployment holds, so that no text may carry one."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from urllib.parse import unquote

from podcaster.alerts.options import AlertsOptions
from podcaster.alerts.secret_urls import secrets_of, url_of
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
    "SMTP_PASSWORD",
)
"""Variables with secrets that no option names."""


def redaction_of(
    credentials: Credentials,
    named: Iterable[str],
    source: str = "",
    alerts: AlertsOptions | None = None,
) -> Redaction:
    """What takes every key out of a text: those in the variables `named`, and all others.

    `source` is `[learners] source`: the address of a database is a secret, and its password too.
    So are the URLs of `alerts`.
    """
    for name in chain(named, OTHER_KEYS):
        with suppress(Misused):  # told where the key is needed
            credentials.secret(name)
    of_alerts = _of_alerts(credentials, alerts or AlertsOptions())
    more = (*_of_source(credentials, source), *of_alerts)
    return Redaction((*credentials.secrets, *more))


def _of_source(credentials: Credentials, source: str) -> Iterator[str]:
    """A URL with a password, and the password as it is written and as it is meant."""
    variable = variable_of(source)
    if variable is not None:
        with suppress(Misused):
            secret = credentials.secret(variable)
            source = secret.reveal() if secret else ""
    if password := password_of(source):
        yield from (source, password, unquote(password))


def _of_alerts(credentials: Credentials, alerts: AlertsOptions) -> Iterator[str]:
    """The URLs that let whoever knows them speak, and the parts of them that do."""
    for key, value in (("webhook", alerts.webhook), ("healthchecks", alerts.healthchecks)):
        with suppress(Misused):
            yield from secrets_of(url_of(credentials, key, value))
