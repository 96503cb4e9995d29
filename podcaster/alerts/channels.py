"""All the channels of a deployment, told at once."""

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from podcaster.alerts.options import AlertsOptions, is_address
from podcaster.alerts.ping import Ping, ending_of
from podcaster.alerts.report import Report
from podcaster.alerts.secret_urls import secrets_of, url_of
from podcaster.alerts.sending import Sending
from podcaster.alerts.webhook import Webhook
from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials
from podcaster.remote.http import Http
from podcaster.text.redact import Redaction

if TYPE_CHECKING:
    from podcaster.alerts.mail import Mail

_SHARE = 0.95
"""Of the time there is, what the channels themselves have: their own words are the better ones."""


class Channels:
    """Tells whoever `[alerts]` names. Raises nothing: what cannot be told is said in sentences.

    `problems` are those that are known without asking anybody; `reached` names those by
    which the last alerts got through. Every text that leaves here, to a channel or to the caller,
    has passed `redact` and holds no secret of the channels.
    """

    def __init__(
        self, options: AlertsOptions, credentials: Credentials, redact: Callable[[str], str] = str
    ) -> None:
        self._options, self._credentials, self._outer = options, credentials, redact
        self._secrets: tuple[str, ...] = ()
        self._inner = Redaction()
        self._http = Http(self._redact)
        self._started: Sending | None = None
        self._ping: Ping | None = None
        self._told: list[Webhook | Mail] = []
        self.problems: tuple[str, ...] = ()
        self.reached: tuple[str, ...] = ()
        for opens in (self._open_ping, self._open_webhook, self._open_mail):
            with self._noted():
                opens()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What nobody may see, for the redaction of the whole program."""
        return self._secrets

    @property
    def names(self) -> tuple[str, ...]:
        """The channels that hear of alerts, of `webhook` and `mail`."""
        return tuple(each.name for each in self._told)

    def start(self, run_id: str) -> None:
        """Says that a run begins, and does not wait; `end` tells whether it was heard."""
        if self._ping is not None:
            until = time.monotonic() + _SHARE * self._options.timeout
            send = partial(self._ping.start, self._redact(run_id), until)
            self._started = Sending(self._ping.what, send)

    def end(
        self, report: Report, *, to: Collection[str] | None = None, pings_success: bool = True
    ) -> tuple[str, ...]:
        """Tells how a run ended, within `timeout` seconds for all channels together.

        Where there are alerts, webhook and mail say it, or those of them that `to` names. The ping
        says it in any case, or where the run failed unless it `pings_success`. Returns what could
        not be told, and why.
        """
        begun = time.monotonic()
        inner, outer = (begun + share * self._options.timeout for share in (_SHARE, 1.0))
        started, self._started = self._started, None
        told = [each for each in self._told if report.alerts and (to is None or each.name in to)]
        is_pinged = pings_success or ending_of(report) != ""
        pings = [*self._pings(report, started, inner)] if is_pinged else []
        alerts = [Sending(each.what, partial(self._tell, each, report, inner)) for each in told]
        lost = [each.said(outer) for each in alerts]
        self.reached = tuple(each.name for each, why in zip(told, lost, strict=True) if not why)
        said = [*self.problems, *(each.said(outer) for each in pings), *lost]
        if started is not None:
            said.append(started.said(outer))
        self._http.close()
        return tuple(dict.fromkeys(self._redact(each) for each in said if each))

    def _pings(self, report: Report, started: Sending | None, until: float) -> Iterator[Sending]:
        if self._ping is not None:
            send = partial(self._end_ping, self._ping, started, report, until)
            yield Sending(self._ping.what, send)

    def _end_ping(self, ping: Ping, started: Sending | None, report: Report, until: float) -> str:
        """Lets the start go first, for half of the time."""
        if started is not None:
            started.wait((time.monotonic() + until) / 2)
        return ping.end(report.redacted(self._redact), until)

    def _tell(self, channel: "Webhook | Mail", report: Report, until: float) -> str:
        return channel.send(report.redacted(self._redact), until)

    def _open_ping(self) -> None:
        if url := url_of(self._credentials, "healthchecks", self._options.healthchecks):
            self._hide(*secrets_of(url))
            self._ping = Ping(self._http, url)

    def _open_webhook(self) -> None:
        if url := url_of(self._credentials, "webhook", self._options.webhook):
            self._hide(*secrets_of(url))
            self._told.append(Webhook(self._http, url, self._options.webhook_shape))

    def _open_mail(self) -> None:
        if not self._options.email:
            return
        from podcaster.alerts.mail import Mail
        from podcaster.alerts.mail_server import mail_server

        server = mail_server(self._credentials)
        if server.password is not None:
            self._hide(server.password.reveal())
        sender = self._options.email_from or server.user
        if not is_address(sender):
            raise Misused("[alerts] email has no sender: set [alerts] email_from")
        self._told.append(Mail(server, sender, self._options.email))

    def _hide(self, *secrets: str) -> None:
        self._secrets += secrets
        self._inner = Redaction(self._secrets)

    def _redact(self, text: str) -> str:
        return self._outer(self._inner(text))

    @contextmanager
    def _noted(self) -> Iterator[None]:
        try:
            yield
        except Misused as error:
            self.problems += (self._redact(f"no alerts this way: {error}"),)
