"""`podcaster costs`: what was spent."""

from typing import Annotated

import typer

from podcaster.cli import options
from podcaster.cli.endings import told

Since = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="DATE",
        help="From this day on: today, yesterday or YYYY-MM-DD, in UTC.",
        show_default=False,
    ),
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="DATE", help="Up to and with this day.", show_default=False),
]
Days = Annotated[
    int | None,
    typer.Option(
        "--days", min=1, max=36_600, help="So many days; 7 if left out.", show_default=False
    ),
]


def costs(
    since: Since = None,
    until: Until = None,
    days: Days = None,
    config: options.Config = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Show what was spent by day, provider and plan, for each episode and on failures.

    Days are those on which providers were asked, in UTC.
    """
    with told(as_json):
        from podcaster.cli.bills import draw_costs, period, print_costs
        from podcaster.cli.opening import open_house
        from podcaster.cli.terminal import hush

        hush(quiet)
        first, last = period(since, until, days)
        with open_house(config, verbose).reading_ledger() as ledger:
            rows = ledger.costs(first, last)
        (print_costs if as_json else draw_costs)(rows, first, last)
