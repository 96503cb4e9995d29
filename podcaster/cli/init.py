"""`podcaster init`: a new deployment's files."""

from pathlib import Path
from typing import Annotated

import typer

from podcaster.cli import options
from podcaster.cli.endings import told

Directory = Annotated[
    Path, typer.Argument(metavar="DIR", help="Where to; made if it is not there.", show_default=".")
]


def init(
    directory: Directory = Path(),
    config: options.Config = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Lay out config, prompts, crontab and an example of the secrets' file in a new place.

    Existing files are never overwritten, and an existing configuration is not read.
    """
    with told(as_json):
        from podcaster.cli.deployment import lay_out
        from podcaster.cli.terminal import print_json, say

        made = lay_out(directory)
        if as_json:
            print_json({"directory": str(directory.absolute()), "made": [str(p) for p in made]})
        elif not quiet:
            for path in made:
                say(f"made {directory / path}")
            say(f"Next: look through {directory / 'config.toml'}, then")
            say(f"  podcaster generate --config {directory / 'config.toml'} --date today", "bold")
