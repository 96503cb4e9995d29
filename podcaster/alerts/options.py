"""What an operator may set about who is told, and from when on."""

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, field_validator, model_validator

from podcaster.options import Options

FROM_VARIABLE = "env:"

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# Plain addresses only: what may stand in a header and in a command of SMTP without any quoting.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}")

Share = Annotated[float, Field(ge=0, le=1)]


class AlertsOptions(Options):
    """`[alerts]`: when somebody is told of a night, and how.

    More than `warn_above` of the episodes that were tried failing is a warning, more than
    `fail_above` an alert; of fewer than `least` no share is judged. `webhook` and `healthchecks`
    are URLs, or "env:NAME" for a variable that holds one: whoever knows the URL can send in its
    name, so it belongs in a variable. Mail goes to `email` by the server that the variables
    SMTP_HOST, SMTP_PORT, SMTP_USER, SMTP_PASSWORD and SMTP_SECURITY name; without `email_from` it
    comes from SMTP_USER. `timeout` is in seconds, for all channels together.
    """

    # A value that is refused may be a URL with a secret in it.
    model_config = ConfigDict(hide_input_in_errors=True)

    warn_above: Share = 0.05
    fail_above: Share = 0.10
    least: int = Field(default=20, ge=1)
    webhook: str = Field(default="", repr=False)
    webhook_shape: Literal["json", "slack"] = "json"
    email: tuple[str, ...] = Field(default=(), max_length=20)
    email_from: str = ""
    healthchecks: str = Field(default="", repr=False)
    timeout: float = Field(default=10, gt=0, le=60)

    @property
    def tells_somebody(self) -> bool:
        """True where there is anybody to tell."""
        return bool(self.webhook or self.email or self.healthchecks)

    @field_validator("webhook", "healthchecks")
    @classmethod
    def _is_a_url_or_names_a_variable(cls, value: str) -> str:
        name = value.removeprefix(FROM_VARIABLE)
        if name != value and not _VARIABLE.fullmatch(name):
            raise ValueError('names no variable; write "env:" and the name of one')
        if value and name == value and not is_web_url(value):
            raise ValueError('is no http or https URL; write one, or "env:NAME"')
        return value

    @field_validator("email", mode="before")
    @classmethod
    def _one_is_a_list_too(cls, value: object) -> object:
        return (value,) if isinstance(value, str) and value else value or ()

    @field_validator("email")
    @classmethod
    def _are_addresses(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        if not all(map(is_address, addresses)):
            raise ValueError("must be plain addresses, such as ops@example.com")
        return tuple(dict.fromkeys(addresses))

    @field_validator("email_from")
    @classmethod
    def _is_an_address(cls, address: str) -> str:
        if address and not is_address(address):
            raise ValueError("must be a plain address, such as podcaster@example.com")
        return address

    @model_validator(mode="after")
    def _warns_before_it_fails(self) -> "AlertsOptions":
        if self.warn_above > self.fail_above:
            raise ValueError("warn_above must not be more than fail_above")
        return self


def is_web_url(url: str) -> bool:
    """True for an http(s) URL with a host, and nothing in it that has to be guessed at."""
    if not url.isascii() or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that do not close, or a port that is none
        return False


def is_address(text: str) -> bool:
    """True for a plain e-mail address: no name, no quotes, ASCII."""
    return _ADDRESS.fullmatch(text) is not None
