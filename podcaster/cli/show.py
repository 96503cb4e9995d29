"""`podcaster show`: a learner's finished episode."""

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
        help="today, yesterday or YYYY-MM-DD; the latest if left out.",
        show_default=False,
    ),
]


def show(
    user: options.ThisUser,
    day: Day = None,
    tenant: options.Tenant = None,
    config: options.Config = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Show a learner's episode: title, script, where the MP3 is."""
    with told(as_json):
        from podcaster.cli.dates import parse_date
        from podcaster.cli.opening import open_house
        from podcaster.cli.showing import show_episode
        from podcaster.cli.terminal import hush

        hush(quiet)
        house = open_house(config, verbose)
        wanted = parse_date(day).for_zone(house.zone) if day else None
        show_episode(house, user, tenant, wanted, as_json=as_json)
