"""The two streams: results on stdout, everything else on stderr."""

import io
import json
import sys
from collections.abc import Mapping

from rich.console import Console
from rich.text import Text

UNFORGIVING = ("strict", "surrogateescape")

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def tolerate_any_encoding() -> None:
    """Lets stdout say in escapes what its encoding lacks, as stderr does; cron may have no UTF-8.

    Python handles errors of stdout in one of two ways, by locale; other ways were asked for.
    """
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors in UNFORGIVING:
        sys.stdout.reconfigure(errors="backslashreplace")


def print_json(value: Mapping[str, object]) -> None:
    """One object, the only thing on stdout."""
    text = json.dumps(value, ensure_ascii=not _speaks_utf8(), indent=2 if out.is_terminal else None)
    sys.stdout.write(text + "\n")


def say(text: str, style: str = "") -> None:
    """One line of result; `text` may come from anywhere, so markup in it is only text."""
    out.print(Text(text, style=style))


def warn(text: str, style: str = "") -> None:
    """One line beside the result."""
    err.print(Text(text, style=style))


def _speaks_utf8() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
