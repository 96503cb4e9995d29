"""Whether anybody would hear of a bad night, as far as that is known without telling them."""

from collections.abc import Iterator, Sequence

from podcaster.alerts.options import AlertsOptions
from podcaster.upkeep.findings import Finding, said_and_do

CHECK = "alerts"


def somebody_is_told(options: AlertsOptions, problems: Sequence[str]) -> Iterator[Finding]:
    """Who is told, and what of that cannot work; `problems` are those of the channels."""
    for problem in problems:
        yield Finding(CHECK, "warning", "[alerts]", *said_and_do(problem))
    ways = {
        "webhook": bool(options.webhook),
        f"mail to {len(options.email)}": bool(options.email),
        "pings": bool(options.healthchecks),
    }
    named = [way for way, is_set in ways.items() if is_set]
    if named and not problems:
        said = f"a bad night is told by {', '.join(named)}; nothing was sent to try them"
        yield Finding(CHECK, "ok", "[alerts]", said)
    elif not named:
        said = "nobody is told of a bad night but whoever reads cron's mail"
        do = "set webhook, email or healthchecks, or let a monitoring run `status --max-age 26h`"
        yield Finding(CHECK, "ok", "[alerts]", said, do)
