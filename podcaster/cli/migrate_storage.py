"""`podcaster migrate-storage`: episodes move from one store to another."""

from typing import Annotated, Literal

import typer

from podcaster.cli import options
from podcaster.cli.endings import told

Source = Annotated[
    str, typer.Argument(metavar="SOURCE", help="Where they are: a NAME of [stores.NAME].")
]
Target = Annotated[str, typer.Argument(metavar="TARGET", help="Where they are to be: another.")]
Limit = Annotated[
    int | None,
    typer.Option("--limit", min=1, help="So many objects at most.", show_default=False),
]
Bandwidth = Annotated[
    str | None,
    typer.Option(
        "--bandwidth",
        metavar="RATE",
        help="Bytes in a second at most, on average: 500k, 10M.",
        show_default=False,
    ),
]
Verify = Annotated[
    Literal["head", "read"],
    typer.Option("--verify", help="What the target says of each object, or all its bytes too."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Only look, and say what would become of each.")
]
Unrecorded = Annotated[
    bool,
    typer.Option("--unrecorded", help="Bring along files that no row knows, below legacy/."),
]
DeleteSource = Annotated[
    bool,
    typer.Option(
        "--delete-source",
        help="Move nothing: delete what earlier runs left behind in SOURCE, once it is verified.",
    ),
]
OlderThan = Annotated[
    str | None,
    typer.Option(
        "--older-than",
        metavar="AGE",
        help="With --delete-source: what was left there before then: 30d.",
        show_default=False,
    ),
]


def migrate_storage(
    source: Source,
    target: Target,
    jobs: options.Objects = 8,
    limit: Limit = None,
    bandwidth: Bandwidth = None,
    verify: Verify = "head",
    dry_run: DryRun = False,
    unrecorded: Unrecorded = False,
    delete_source: DeleteSource = False,
    older_than: OlderThan = None,
    wait: options.Wait = "10m",
    config: options.Config = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Move every episode from one store to another, in either direction.

    Each is copied, verified, and only then is its row switched. SOURCE keeps everything. It may be
    interrupted at any moment and simply be run again; run the other way, it brings them back.
    """
    with told(as_json):
        from podcaster.cli.moving import carry_out
        from podcaster.cli.moving_order import Order
        from podcaster.cli.opening import open_house
        from podcaster.cli.telling import Manner
        from podcaster.cli.terminal import hush

        hush(quiet)
        order = Order.parsed(
            source,
            target,
            jobs=jobs,
            limit=limit,
            bandwidth=bandwidth,
            verify=verify,
            dry_run=dry_run,
            unrecorded=unrecorded,
            delete_source=delete_source,
            older_than=older_than,
            wait=wait,
        )
        code = carry_out(open_house(config, verbose), order, Manner(as_json=as_json, quiet=quiet))
    raise typer.Exit(code)
