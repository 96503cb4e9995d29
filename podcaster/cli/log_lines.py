"""Lines of a log: for people or as JSON, to stderr or to this machine's syslog."""

import json
import logging
import math
import os
import select
import time
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from logging.handlers import SysLogHandler
from pathlib import Path
from socket import socket as Socket  # noqa: N812  # which the handler has one of
from typing import Literal

from podcaster.errors import Misused, PodcasterError
from podcaster.pipeline.under_way import EPISODE

Format = Literal["text", "json"]
To = Literal["stderr", "syslog"]

SYSLOG = Path("/dev/log")
_TEXT = "%(asctime)s %(levelname)s [%(where)s] %(message)s"
_OF_SYSLOG = "[%(where)s] %(message)s"  # which adds time and level itself
_PATIENCE, _SILENCE = 500, 10.0  # ms until a line is taken, seconds without any where it is not
_LONGEST = 8000  # characters of one message to syslog, which refuses what does not fit a datagram
_MEANT_FOR_US = (PodcasterError, OSError, ImportError, AttributeError, TypeError, NameError)
"""Errors whose words are about this program or this machine, and repeat nobody's data."""


class Whose(logging.Filter):
    """Lets everything through, and tells each line which run and which episode it belongs to."""

    name_of_run = "-"

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true."""
        run, episode = self.name_of_run, EPISODE.get()
        where = f"{run} {episode}".rstrip()
        record.__dict__.update(run=run, episode=episode, where=where)
        return True


class JsonLines(logging.Formatter):
    """One object a line: time, level, logger, run, episode and message, and perhaps traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """In ASCII, so that nothing in it can end the line or steer a terminal."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "run": getattr(record, "run", None),
            "episode": getattr(record, "episode", None) or None,
            "message": record.getMessage(),
        }
        if record.exc_text:
            line["traceback"] = record.exc_text
        return json.dumps(line)


class Syslog(SysLogHandler):
    """This machine's syslog; one that goes away meanwhile, or takes nothing, disturbs nobody.

    Whoever writes to one that is stuck would wait for ever.
    """

    socket: Socket | None  # of the base class
    append_nul = False
    _silent_until = -math.inf

    def __init__(self, socket: Path) -> None:
        """Misused where there is no such socket."""
        if not socket.is_socket():
            raise Misused(f"there is no syslog at {socket}: say --log-to stderr")
        super().__init__(os.fspath(socket))
        self.ident = f"podcaster[{os.getpid()}]: "

    def format(self, record: logging.LogRecord) -> str:
        """Not too long for one datagram."""
        return super().format(record)[:_LONGEST]

    def emit(self, record: logging.LogRecord) -> None:
        """Sends a line, if it is taken; after one that was not, none for a while."""
        now = time.monotonic()
        if now < self._silent_until:
            return
        if self._takes_lines():
            super().emit(record)
        else:
            self._silent_until = now + _SILENCE

    def _takes_lines(self) -> bool:
        """False where the queue of the other end stays full; one that has gone is no reason."""
        if not self.socket:
            return True
        asked = select.poll()
        asked.register(self.socket, select.POLLOUT)
        return bool(asked.poll(_PATIENCE))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # its name there
        """Leaves it at that."""


def handler_of(form: Format, to: To, syslog: Path = SYSLOG) -> logging.Handler:
    """Where lines go, and how; Misused where there is no syslog to go to."""
    handler: logging.Handler = Syslog(syslog) if to == "syslog" else logging.StreamHandler()
    text = logging.Formatter(_TEXT if to == "stderr" else _OF_SYSLOG)
    handler.setFormatter(JsonLines() if form == "json" else text)
    return handler


def bug_text(error: BaseException) -> str:
    """A traceback as Python prints it, without words that may repeat what a learner wrote."""
    return "".join(_told(error))


def _told(error: BaseException) -> Iterator[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _told(before)
        yield "\nwhich led to\n\n"
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    words = f": {error}" if isinstance(error, _MEANT_FOR_US) else ""
    yield f"{type(error).__name__}{words}\n"
