"""`podcaster doctor`: whether tonight can work."""

from typing import Annotated

import typer

from podcaster.cli import options
from podcaster.cli.endings import told

Online = Annotated[
    bool,
    typer.Option("--online", help="Ask every provider too; may spend up to one cent, and says so."),
]


def doctor(
    online: Online = False,
    config: options.Config = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Examine keys, models, voices and prices, and say what to do about each trouble."""
    with told(as_json):
        from podcaster.cli.examination import examine
        from podcaster.cli.opening import open_house
        from podcaster.cli.terminal import hush

        hush(quiet)
        is_well = examine(open_house(config, verbose), online=online, as_json=as_json, quiet=quiet)
    if not is_well:
        raise typer.Exit(3)
