"""What smtplib and the system say of a mail, in our words and none of the server's."""

import smtplib
import ssl
import time

from podcaster.alerts.mail_server import MailServer
from podcaster.alerts.trying import Told

_CHECKS = {
    smtplib.SMTPAuthenticationError: ("refused the login", "check SMTP_USER and SMTP_PASSWORD"),
    smtplib.SMTPSenderRefused: ("refused the sender", "mend [alerts] email_from"),
    smtplib.SMTPDataError: ("refused the mail", "ask who runs it"),
}


def why_unsent(error: OSError | ValueError, server: MailServer, until: float) -> Told:
    """One sentence about the host, and whether a second try may do better.

    Codes of 400 to 499 are for now, those from 500 on for good (RFC 5321, 4.2.1).
    """
    host = f"{server.host}:{server.port}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = {code for code, _ in error.recipients.values()}
        return _refused(host, "refused every address", "mend [alerts] email", max(codes, default=0))
    if isinstance(error, smtplib.SMTPResponseException):
        said, check = _CHECKS.get(type(error), ("refused to talk", "check SMTP_HOST and SMTP_PORT"))
        return _refused(host, said, check, error.smtp_code)
    if time.monotonic() >= until or isinstance(error, TimeoutError):
        return Told(f"{host} gave no whole answer in time", may_pass=True)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return Told(f"{host} broke off, or is no mail server", may_pass=True)
    if isinstance(error, smtplib.SMTPException):
        lacks = f"lacks what SMTP_SECURITY = {server.security} and a login need"
        return Told(f"{host} {lacks}; check SMTP_SECURITY, SMTP_PORT and SMTP_USER")
    if isinstance(error, ssl.SSLError):
        return Told(f"{host} is not secure ({_of_tls(error)}); check SMTP_SECURITY and SMTP_HOST")
    if isinstance(error, OSError):
        return Told(f"{host} cannot be reached ({error.strerror or 'no reason given'})", True)
    return Told(f"{host} answered what no mail server says; check SMTP_HOST and SMTP_PORT")


def _of_tls(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate: {error.verify_message.rstrip('.')}"
    return (error.reason or "no handshake").replace("_", " ").lower()


def _refused(host: str, said: str, check: str, code: int) -> Told:
    return Told(f"{host} {said} ({code}); {check}", may_pass=400 <= code < 500)
