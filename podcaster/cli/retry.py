"""`podcaster retry`: finish what a night left undone."""

from typing import Annotated

import typer

from podcaster.cli import options
from podcaster.cli.endings import told
from podcaster.cli.terminal import out

Remake = Annotated[
    bool,
    typer.Option(
        "--remake",
        help="Also speak again, from their scripts, episodes whose recordings are lost; costs.",
    ),
]
GivenUp = Annotated[
    bool,
    typer.Option("--given-up", help="Also try once more what was given up, whoever's it is."),
]


def retry(
    user: options.User = None,
    tenant: options.Tenant = None,
    jobs: options.Jobs = None,
    max_runtime: options.MaxRuntime = None,
    remake: Remake = False,
    given_up: GivenUp = False,
    config: options.Config = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
    log_format: options.LogFormat = options.Form.TEXT,
    log_to: options.LogTo = options.Place.STDERR,
) -> None:
    """Finish the episodes that failed or were interrupted.

    Takes those opened in the last [pipeline] retry_days and does only what is missing: no script is
    written twice, no recording spoken twice. Reads no learners. With --user or --given-up those
    given up as well.
    """
    with told(as_json, silent_while_busy=True):
        from podcaster.cli.durations import parse_deadline

        deadline = parse_deadline(max_runtime)
        if not (user or tenant or remake or given_up or as_json or verbose or out.is_terminal):
            from podcaster.cli.idle import is_idle

            if is_idle(config):
                return
        from podcaster.cli.nights import Wanted, retry_nights
        from podcaster.cli.opening import open_house
        from podcaster.cli.telling import Manner

        house = open_house(config, verbose, log_format=log_format.value, log_to=log_to.value)
        wanted = Wanted(
            day="today",
            user=user,
            tenant=tenant,
            jobs=jobs,
            remakes=remake,
            given_up=given_up,
            deadline=deadline,
        )
        retry_nights(house, wanted, Manner(as_json=as_json, quiet=quiet))
