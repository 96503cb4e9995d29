"""`podcaster generate`: the nightly batch."""

from pathlib import Path
from typing import Annotated

import typer

from podcaster.cli import options
from podcaster.cli.endings import told

Limit = Annotated[
    int | None, typer.Option("--limit", min=1, help="At most so many episodes.", show_default=False)
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say who is due and what it would cost; make nothing.")
]
ScriptFile = Annotated[
    Path | None,
    typer.Option(
        "--script-file",
        metavar="FILE",
        help="Speak this script for --user; no model is asked.",
        show_default=False,
    ),
]


def generate(
    day: options.Date = "today",
    user: options.User = None,
    tenant: options.Tenant = None,
    limit: Limit = None,
    jobs: options.Jobs = None,
    max_runtime: options.MaxRuntime = None,
    dry_run: DryRun = False,
    script_file: ScriptFile = None,
    source: options.Source = None,
    config: options.Config = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
    log_format: options.LogFormat = options.Form.TEXT,
    log_to: options.LogTo = options.Place.STDERR,
) -> None:
    """Make every due learner's podcast for a date.

    Run it as often as you like: what is done is neither made nor paid for again.
    """
    with told(as_json):
        from podcaster.cli.durations import parse_deadline
        from podcaster.cli.nights import Wanted, generate_night, rehearse_night
        from podcaster.cli.opening import open_house
        from podcaster.cli.telling import Manner

        house = open_house(
            config, verbose, source, log_format=log_format.value, log_to=log_to.value
        )
        wanted = Wanted(
            day=day,
            user=user,
            tenant=tenant,
            limit=limit,
            jobs=jobs,
            script_file=script_file,
            deadline=parse_deadline(max_runtime),
        )
        names_learners = dry_run or user is not None
        manner = Manner(
            as_json=as_json,
            quiet=quiet,
            with_learners=names_learners,
            is_asked=dry_run,
            user=user or "",
        )
        (rehearse_night if dry_run else generate_night)(house, wanted, manner)
