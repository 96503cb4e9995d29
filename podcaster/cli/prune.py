"""`podcaster prune`: what is too old goes."""

from typing import Annotated, Literal

import typer

from podcaster.cli import options
from podcaster.cli.endings import told

OlderThan = Annotated[
    str | None,
    typer.Option(
        "--older-than",
        metavar="AGE",
        help="Episodes of dates longer ago: 30d. Unset, it is keep_days.",
        show_default=False,
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")]
Lifecycle = Annotated[
    Literal["install", "remove"] | None,
    typer.Option(
        "--lifecycle",
        help="Prune nothing: let the bucket itself expire objects two days after that age, when"
        " their rows have expired, or stop doing so.",
        show_default=False,
    ),
]
Store = Annotated[
    str | None,
    typer.Option(
        "--store", metavar="NAME", help="With --lifecycle: which bucket.", show_default=False
    ),
]


def prune(
    older_than: OlderThan = None,
    dry_run: DryRun = False,
    lifecycle: Lifecycle = None,
    store: Store = None,
    jobs: options.Objects = 8,
    wait: options.Wait = "10m",
    config: options.Config = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Remove recordings that are too old, with their scripts and attempts.

    Their rows stay, as expired. It may be interrupted at any moment and simply be run again.
    """
    with told(as_json):
        from podcaster.cli.opening import open_house
        from podcaster.cli.pruning import Order, carry_out
        from podcaster.cli.terminal import hush

        hush(quiet)
        house = open_house(config, verbose)
        order = Order.parsed(
            house,
            older_than=older_than,
            dry_run=dry_run,
            lifecycle=lifecycle,
            store=store,
            jobs=jobs,
            wait=wait,
        )
        code = carry_out(house, order, as_json=as_json, quiet=quiet)
    raise typer.Exit(code)
