"""The command line as a whole: its commands, in the order a newcomer meets them."""

from typing import Annotated

import typer

from podcaster.cli.backup import backup
from podcaster.cli.costs import costs
from podcaster.cli.doctor import doctor
from podcaster.cli.explain import explain
from podcaster.cli.forget import forget
from podcaster.cli.generate import generate
from podcaster.cli.init import init
from podcaster.cli.migrate_storage import migrate_storage
from podcaster.cli.preview import preview
from podcaster.cli.prune import prune
from podcaster.cli.retry import retry
from podcaster.cli.schema import schema
from podcaster.cli.show import show
from podcaster.cli.status import status
from podcaster.cli.url import url
from podcaster.cli.verify import verify

NIGHTLY, LOOKING = "Every night", "Looking inside"
ARCHIVE, SETTING_UP = "The archive", "Setting up"

app = typer.Typer(
    name="podcaster",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done or nothing due, 2 usage or configuration, 3 some failed,"
    " 4 none made or source unreadable, 75 try later, 130/143 interrupted, 1 a bug.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"podcaster {version('podcaster')}")
        raise typer.Exit


Version = Annotated[
    bool,
    typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True),
]


@app.callback()
def podcaster(version: Version = False) -> None:
    """A personal podcast for every learner, every morning.

    Reads what learners did, writes each a script about it, speaks it, and stores a verified MP3.
    Start with `podcaster generate --date today`, or `podcaster init` in a new place.
    """


app.command(rich_help_panel=NIGHTLY)(generate)
app.command(rich_help_panel=NIGHTLY)(retry)
app.command(rich_help_panel=LOOKING)(preview)
app.command(rich_help_panel=LOOKING)(explain)
app.command(rich_help_panel=LOOKING)(status)
app.command(rich_help_panel=LOOKING)(show)
app.command(rich_help_panel=LOOKING)(url)
app.command(rich_help_panel=LOOKING)(costs)
app.command(rich_help_panel=ARCHIVE)(verify)
app.command(rich_help_panel=ARCHIVE)(migrate_storage)
app.command(rich_help_panel=ARCHIVE)(prune)
app.command(rich_help_panel=ARCHIVE)(forget)
app.command(rich_help_panel=ARCHIVE)(backup)
app.command(rich_help_panel=SETTING_UP)(init)
app.command(rich_help_panel=SETTING_UP)(doctor)
app.command(rich_help_panel=SETTING_UP)(schema)
