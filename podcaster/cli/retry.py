"""`podcaster retry`: finish what a night left undone."""

from typing import Annotated

import typer

from podcaster.cli import options
from podcaster.cli.endings import told

Remake = Annotated[
    bool,
    typer.Option(
        "--remake",
        help="Also speak again, from their scripts, episodes whose recordings are lost; costs.",
    ),
]


def retry(
    user: options.User = None,
    tenant: options.Tenant = None,
    jobs: options.Jobs = None,
    remake: Remake = False,
    config: options.Config = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Finish the episodes that failed or were interrupted.

    Takes those opened in the last two days and does only what is missing: no script is written
    twice, no recording spoken twice. Reads no learners.
    """
    with told(as_json, silent_while_busy=True):
        from podcaster.cli.nights import Wanted, retry_nights
        from podcaster.cli.opening import open_house
        from podcaster.cli.telling import Manner

        house = open_house(config, verbose)
        wanted = Wanted(day="today", user=user, tenant=tenant, jobs=jobs, remakes=remake)
        retry_nights(house, wanted, Manner(as_json=as_json, quiet=quiet))
