"""`podcaster url`: a link to a learner's episode."""

from typing import Annotated

import typer

from podcaster.cli import options
from podcaster.cli.endings import told
from podcaster.cli.show import Day

Expires = Annotated[
    str, typer.Option("--expires", "-e", metavar="TIME", help="How long it lives: 15m, 1h, 7d.")
]


def url(
    user: options.ThisUser,
    day: Day = None,
    tenant: options.Tenant = None,
    expires: Expires = "1h",
    config: options.Config = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Print a signed link that plays a learner's episode for a while."""
    with told(as_json):
        from podcaster.cli.dates import parse_date
        from podcaster.cli.durations import parse_duration
        from podcaster.cli.links import tell_link
        from podcaster.cli.opening import open_house
        from podcaster.cli.terminal import hush

        hush(quiet)
        lasts = parse_duration(expires)
        house = open_house(config, verbose)
        wanted = parse_date(day).for_zone(house.zone) if day else None
        tell_link(house, user, tenant, wanted, lasts, as_json=as_json)
