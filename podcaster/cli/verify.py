"""`podcaster verify`: whether the archive is what the ledger says."""

from typing import Annotated

import typer

from podcaster.cli import options
from podcaster.cli.endings import told

Read = Annotated[
    bool, typer.Option("--read", help="Read every byte, instead of trusting a store's checksums.")
]
Repair = Annotated[
    bool,
    typer.Option(
        "--repair", help="Put back what a whole copy is left of, and say what the rest would cost."
    ),
]
Store = Annotated[
    str | None,
    typer.Option("--store", metavar="NAME", help="Only this store.", show_default=False),
]


def verify(
    read: Read = False,
    repair: Repair = False,
    store: Store = None,
    jobs: options.Objects = 8,
    config: options.Config = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Compare every episode with its recording, and every recording with its episode.

    Finds what is missing, truncated, changed, misplaced, extra, or left by a killed run. Runs may
    start meanwhile.
    """
    with told(as_json):
        from podcaster.cli.opening import open_house
        from podcaster.cli.terminal import hush
        from podcaster.cli.verifying import Wanted, verify_archive

        hush(quiet)
        wanted = Wanted(reads=read, repairs=repair, store=store, jobs=jobs)
        house = open_house(config, verbose)
        code = verify_archive(house, wanted, as_json=as_json, quiet=quiet)
    raise typer.Exit(code)
