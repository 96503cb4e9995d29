"""Options that several commands share, worded once."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

Config = Annotated[
    Path | None,
    typer.Option(
        "--config", "-c", metavar="FILE", help="The config.toml to use.", show_default=False
    ),
]
Json = Annotated[
    bool, typer.Option("--json", help="Print one JSON object on stdout, nothing else.")
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print nothing unless something is wrong.")
]
Verbose = Annotated[
    int, typer.Option("--verbose", "-v", count=True, help="Log what happens; twice: in detail.")
]
Date = Annotated[
    str, typer.Option("--date", "-d", metavar="DATE", help="today, yesterday or YYYY-MM-DD.")
]
User = Annotated[
    str | None,
    typer.Option("--user", "-u", metavar="ID", help="Only this learner.", show_default=False),
]
ThisUser = Annotated[str, typer.Option("--user", "-u", metavar="ID", help="The learner.")]
Tenant = Annotated[
    str | None,
    typer.Option(
        "--tenant", metavar="NAME", help="Only learners of this tenant.", show_default=False
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=1, max=256, help="Learners at once.", show_default=False),
]
MaxRuntime = Annotated[
    str | None,
    typer.Option(
        "--max-runtime",
        metavar="TIME",
        help="Start no learner after that long: 45s, 90m, 3h.",
        show_default=False,
    ),
]
Source = Annotated[
    str | None,
    typer.Option(
        "--source", metavar="FILE", help="Read learners from this export.", show_default=False
    ),
]
Objects = Annotated[int, typer.Option("--jobs", "-j", min=1, max=64, help="Objects at once.")]
Wait = Annotated[
    str,
    typer.Option("--wait", metavar="TIME", help="How long to wait for a run that is at work."),
]


class Form(StrEnum):
    """How lines of a log are written."""

    TEXT = "text"
    JSON = "json"


class Place(StrEnum):
    """Where lines of a log go."""

    STDERR = "stderr"
    SYSLOG = "syslog"


LogFormat = Annotated[
    Form, typer.Option("--log-format", help="Log for people, or one JSON object a line.")
]
LogTo = Annotated[Place, typer.Option("--log-to", help="Where the log goes.")]
