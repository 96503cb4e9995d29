"""The mail server that the environment names."""

import re
from dataclasses import dataclass
from typing import Literal, get_args

from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials, Secret

Security = Literal["starttls", "tls", "none"]

_PORTS = {"starttls": 587, "tls": 465, "none": 587}  # 587 and 465: RFC 8314
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|[0-9A-Fa-f:.]{2,45}")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed in, and as whom; nobody logs in without a `user`."""

    host: str
    port: int
    security: Security
    user: str
    password: Secret | None


def mail_server(credentials: Credentials) -> MailServer:
    """What SMTP_HOST, SMTP_PORT, SMTP_USER, SMTP_PASSWORD and SMTP_SECURITY say.

    The security is `starttls` unless another is named; the port goes by it. Misused where they do
    not make up a server.
    """
    host, user = credentials.text("SMTP_HOST"), credentials.text("SMTP_USER")
    password = credentials.secret("SMTP_PASSWORD")
    if not host:
        raise Misused("[alerts] email needs a mail server: set SMTP_HOST")
    if not _HOST.fullmatch(host):
        raise Misused("SMTP_HOST is no name of a host; write one, without a scheme or port")
    if not (user.isascii() and user.isprintable()):
        raise Misused("SMTP_USER holds characters that no login has")
    if bool(user) != (password is not None):
        missing = "SMTP_PASSWORD" if user else "SMTP_USER"
        raise Misused(f"{missing} is not set: logging in takes both SMTP_USER and SMTP_PASSWORD")
    security = _security(credentials.text("SMTP_SECURITY"))
    port = _port(credentials.text("SMTP_PORT") or str(_PORTS[security]))
    return MailServer(host=host, port=port, security=security, user=user, password=password)


def _security(named: str) -> Security:
    known: tuple[Security, ...] = get_args(Security)
    for each in known:
        if each == (named.lower() or "starttls"):
            return each
    raise Misused(f"SMTP_SECURITY must be one of {', '.join(known)}")


def _port(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) <= 5 and 0 < int(text) < 65536:
        return int(text)
    raise Misused("SMTP_PORT is no port; write a number such as 587")
