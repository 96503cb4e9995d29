"""Alerts to a webhook: our own JSON, or text in the shape of Slack.

Slack's shape is that of "Sending messages using incoming webhooks"; Mattermost, Rocket.Chat and
Discord (its URL with /slack behind it) take it too.
"""

from typing import Literal

from podcaster.alerts.posting import Posting, as_bytes
from podcaster.alerts.report import Report
from podcaster.alerts.wording import as_json, as_text
from podcaster.remote.http import Http

_SLACK_CHARACTERS = 3500
"""Slack splits messages of more than 4,000 characters."""


class Webhook:
    """Posts a report to one URL."""

    name, what = "webhook", "the alert by webhook"

    def __init__(self, http: Http, url: str, shape: Literal["json", "slack"]) -> None:
        self._posting = Posting(http, self.what, "[alerts] webhook")
        self._url, self._shape = url, shape

    def send(self, report: Report, until: float) -> str:
        """ "" where it was taken by `until` (monotonic), else one sentence that names the host."""
        body = as_slack(report) if self._shape == "slack" else as_json(report)
        return self._posting.post(self._url, as_bytes(body), "application/json", until)


def as_slack(report: Report) -> dict[str, str]:
    """The report as a message of Slack, in which nothing is a link or calls anybody."""
    text = as_text(report)
    if len(text) > _SLACK_CHARACTERS:
        text = text[:_SLACK_CHARACTERS].rpartition("\n")[0] + "\n..."
    return {"text": text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")}
