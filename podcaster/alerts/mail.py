"""Alerts by e-mail: plain text in UTF-8, handed to the operator's own mail server."""

import ssl
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate

from podcaster.alerts.mail_errors import why_unsent
from podcaster.alerts.mail_server import MailServer
from podcaster.alerts.report import Report
from podcaster.alerts.smtp_in_time import SecureSmtp, Smtp
from podcaster.alerts.trying import Told, tried
from podcaster.alerts.wording import as_headline, as_text

_FAREWELL = 1.0  # seconds for a server that has the mail to say goodbye


class Mail:
    """Sends a report to people. Addresses are plain ones, as AlertsOptions has them."""

    name, what = "mail", "the alert by mail"

    def __init__(self, server: MailServer, sender: str, recipients: Sequence[str]) -> None:
        self._server, self._sender, self._recipients = server, sender, tuple(recipients)

    def send(self, report: Report, until: float) -> str:
        """ "" where the server took it by `until` (monotonic), else one sentence.

        The sentence names the server's host and never what it said, which may repeat a secret.
        """
        message = as_message(report, self._sender, self._recipients)
        wrong = tried(lambda left: self._once(message, time.monotonic() + left), until)
        return f"{self.what} did not get through: {wrong}" if wrong else ""

    def _once(self, message: EmailMessage, until: float) -> Told:
        try:
            smtp = self._connected(until)
            try:
                refused = self._handed_in(smtp, message)
            finally:
                smtp.close()
        except (OSError, ValueError) as error:  # smtplib's own are OSErrors
            return why_unsent(error, self._server, until)
        if refused:
            some = f"{refused} of {len(self._recipients)} addresses"
            return Told(f"{self._server.host} refused {some}, the others have the mail")
        return Told()

    def _connected(self, until: float) -> Smtp:
        server, name = self._server, self._sender.rpartition("@")[2]
        if server.security == "tls":
            context = ssl.create_default_context()
            return SecureSmtp(server.host, server.port, name, until, context)
        return Smtp(server.host, server.port, name, until)

    def _handed_in(self, smtp: Smtp, message: EmailMessage) -> int:
        """To how many the server will not deliver."""
        if self._server.security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        if self._server.password is not None:
            smtp.login(self._server.user, self._server.password.reveal())
        refused = smtp.send_message(message, self._sender, self._recipients)
        smtp.until = min(smtp.until, time.monotonic() + _FAREWELL)
        with suppress(OSError):
            smtp.quit()
        return len(refused)


def as_message(report: Report, sender: str, recipients: Sequence[str]) -> EmailMessage:
    """The mail. Of the report, only numbers and words of our own stand in its head."""
    message = EmailMessage()
    message["Subject"] = as_headline(report)
    message["From"] = sender
    message["To"] = ", ".join(recipients)
    message["Date"] = formatdate()
    # Drawn once: who gets two copies after a connection that broke sees that they are one.
    message["Message-ID"] = f"<{uuid.uuid4()}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody answers that he is away
    message.set_content(as_text(report), cte="quoted-printable")
    return message
