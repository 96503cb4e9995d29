"""`podcaster backup`: a copy of the ledger."""

from pathlib import Path
from typing import Annotated

import typer

from podcaster.cli import options
from podcaster.cli.endings import told

File = Annotated[
    Path,
    typer.Argument(
        metavar="FILE",
        help="Where to: a new file, or a directory for one named by the time in UTC.",
    ),
]


def backup(
    file: File,
    config: options.Config = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Copy the ledger to a file, also while a run writes in it.

    The copy is checked and on the disk when this ends. Nothing is overwritten.
    """
    with told(as_json):
        from podcaster.cli.copied import copy_ledger
        from podcaster.cli.opening import open_house
        from podcaster.cli.terminal import hush

        hush(quiet)
        copy_ledger(open_house(config, verbose), file, as_json=as_json)
