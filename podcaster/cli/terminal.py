"""The two streams: results on stdout, everything else on stderr."""

import io
import json
import os
import sys
from collections.abc import Callable, Mapping

from rich.console import Console
from rich.text import Text

from podcaster.errors import Misused

UNFORGIVING = ("strict", "surrogateescape")


class _Stream(Console):
    """A console that leaves it to the command what a reader who went away means."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


class _Beside:
    """How lines beside the result are said: as they are, unless a log takes them."""

    def __init__(self) -> None:
        self.redact: Callable[[str], str] = str
        self.write: Callable[[str], None] | None = None


out = _Stream(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)
beside = _Beside()


def forget_stdout() -> None:
    """Lets nothing that is still to be written be missed: nobody reads it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tolerate_any_encoding() -> None:
    """Lets stdout say in escapes what its encoding lacks, as stderr does; cron may have no UTF-8.

    Python handles errors of stdout in one of two ways, by locale; other ways were asked for.
    """
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors in UNFORGIVING:
        sys.stdout.reconfigure(errors="backslashreplace")


def hush(quiet: bool) -> None:
    """From now on nothing is said on stdout but JSON, if `quiet`."""
    out.quiet = quiet


def print_json(value: Mapping[str, object], *, for_people: bool = False) -> None:
    """One object, the only thing on stdout; Misused where stdout takes nothing."""
    indent = 2 if for_people or out.is_terminal else None
    text = json.dumps(value, ensure_ascii=not _speaks_utf8(), indent=indent)
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Misused(f"the result cannot be written to stdout: {error.strerror}") from error


def say(text: str, style: str = "") -> None:
    """Lines of result; `text` may come from anywhere, so markup in it is only text."""
    out.print(Text(shown(text), style=style))


def warn(text: str, style: str = "") -> None:
    """Lines beside the result, without secrets."""
    text = beside.redact(text)
    if beside.write is None:
        err.print(Text(shown(text), style=style))
    else:
        beside.write(text)


def shown(text: str) -> str:
    """`text` with what would steer a terminal replaced; its line ends stay."""
    return "".join(char if char.isprintable() or char == "\n" else "\ufffd" for char in text)


def in_line(text: str, most: int = 80) -> str:
    """Foreign text as part of one line, such as an id: printable, and not too long."""
    line = "".join(char if char.isprintable() else "\ufffd" for char in text)
    return line if len(line) <= most else line[: most - 1] + "\u2026"


def _speaks_utf8() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
