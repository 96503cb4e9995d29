"""`podcaster status`: what the ledger remembers."""

from typing import Annotated

import typer

from podcaster.cli import options
from podcaster.cli.endings import told

Day = Annotated[
    str | None,
    typer.Option(
        "--date",
        "-d",
        metavar="DATE",
        help="today, yesterday or YYYY-MM-DD; else today, or a learner's latest episode.",
        show_default=False,
    ),
]
MaxAge = Annotated[
    str | None,
    typer.Option(
        "--max-age",
        metavar="TIME",
        help="Only say whether a run ended well so lately, such as 26h; if not, exit 3.",
        show_default=False,
    ),
]
Runs = Annotated[int, typer.Option("--runs", min=1, max=1000, help="How many runs to list.")]


def status(
    user: options.User = None,
    tenant: options.Tenant = None,
    day: Day = None,
    runs: Runs = 5,
    max_age: MaxAge = None,
    config: options.Config = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Show runs, providers, what is pending and a date's episodes, or one learner's story."""
    with told(as_json):
        from podcaster.cli.dates import parse_date
        from podcaster.cli.durations import parse_duration
        from podcaster.cli.lateness import tell_lateness
        from podcaster.cli.opening import open_house
        from podcaster.cli.runs import tell_nights
        from podcaster.cli.stories import tell_learner
        from podcaster.cli.terminal import hush

        hush(quiet)
        house, asked = open_house(config, verbose), parse_date(day or "today")
        date = asked.for_zone(house.zone)
        if max_age is not None:
            tell_lateness(house, parse_duration(max_age), asked.now, as_json=as_json)
        elif user is None:
            tell_nights(house, date, runs, as_json=as_json)
        else:
            tell_learner(house, user, tenant, date if day else None, as_json=as_json)
