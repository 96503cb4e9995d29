"""`podcaster preview`: one learner, seen from inside."""

from pathlib import Path
from typing import Annotated

import typer

from podcaster.cli import options
from podcaster.cli.endings import told

AudioFile = Annotated[
    Path | None,
    typer.Option(
        "--audio", metavar="FILE", help="Speak it too, into this MP3.", show_default=False
    ),
]
AskedScript = Annotated[
    bool, typer.Option("--script", help="Write the script even where that costs money.")
]
Save = Annotated[
    Path | None,
    typer.Option(
        "--save",
        metavar="FILE",
        help="With --script: into this new file too, for generate --script-file.",
        show_default=False,
    ),
]


def preview(
    user: options.ThisUser,
    day: options.Date = "today",
    tenant: options.Tenant = None,
    script: AskedScript = False,
    save: Save = None,
    audio: AudioFile = None,
    source: options.Source = None,
    config: options.Config = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Show what a learner's episode is about and why, due or not.

    Changes nothing that a night would see.
    """
    with told(as_json):
        from podcaster.cli.dates import parse_date
        from podcaster.cli.opening import open_house
        from podcaster.cli.previewed import preview_learner
        from podcaster.cli.terminal import hush
        from podcaster.cli.words import Asked
        from podcaster.errors import Misused

        hush(quiet)
        if save is not None and not script:
            raise Misused("--save needs --script: it saves what that writes")
        asked = Asked(
            user=user,
            tenant=tenant,
            date=parse_date(day),
            script=script,
            audio=audio,
            save=save,
            as_json=as_json,
        )
        preview_learner(open_house(config, verbose, source), asked)
