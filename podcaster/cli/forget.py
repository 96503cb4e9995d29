"""`podcaster forget`: nothing of a learner is left, and nothing is made for them again."""

from pathlib import Path
from typing import Annotated

import typer

from podcaster.cli import options
from podcaster.cli.endings import told

Export = Annotated[
    Path | None,
    typer.Option(
        "--export",
        metavar="FILE",
        help="First write all that is stored about them into a new file.",
        show_default=False,
    ),
]
Lift = Annotated[
    bool, typer.Option("--lift", help="Remove nothing: let episodes be made for them again.")
]


def forget(
    user: options.ThisUser,
    tenant: options.Tenant = None,
    export: Export = None,
    lift: Lift = False,
    wait: options.Wait = "10m",
    config: options.Config = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Remove all that is stored about a learner, and never make an episode for them again.

    It cannot be taken back. It may be interrupted at any moment and simply be run again.
    """
    with told(as_json):
        from podcaster.cli.durations import parse_duration
        from podcaster.cli.forgetting import Order, carry_out, lift_mark
        from podcaster.cli.opening import open_house
        from podcaster.cli.terminal import hush

        hush(quiet)
        house = open_house(config, verbose)
        patience = parse_duration(wait).total_seconds()
        order = Order(user=user, tenant=tenant, export=export, patience=patience)
        code = (lift_mark if lift else carry_out)(house, order, as_json=as_json, quiet=quiet)
    raise typer.Exit(code)
