"""Logs: each line with its run and episode, and without a secret."""

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from podcaster.cli.log_lines import Format, To, Whose, bug_text, handler_of
from podcaster.cli.terminal import beside
from podcaster.text.redact import Redaction, RedactionFilter

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)

log = logging.getLogger(__name__)


class _Hiding:
    """Takes out what looks like a secret, until somebody knows which there are."""

    def __init__(self) -> None:
        self.redact: Callable[[str], str] = Redaction()

    def __call__(self, text: str) -> str:
        return self.redact(text)


_WHOSE, _HIDING = Whose(), _Hiding()


def start_logging(verbose: int, form: Format = "text", to: To = "stderr") -> None:
    """Warnings only, unless asked for more: cron mails whatever is printed.

    As JSON on stderr, whatever else is said there comes in such lines too. Misused where there is
    no syslog to write to.
    """
    handler = handler_of(form, to)
    handler.addFilter(_WHOSE)
    handler.addFilter(RedactionFilter(_HIDING))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("podcaster").setLevel(LEVELS[min(verbose, len(LEVELS) - 1)])
    beside.redact = _HIDING
    beside.write = log.warning if (form, to) == ("json", "stderr") else None
    sys.excepthook, threading.excepthook = _tell_bug, _tell_bug_of_thread
    sys.unraisablehook = _tell_unraisable


def hide_secrets(redact: Callable[[str], str]) -> None:
    """From now on, nothing is logged that `redact` takes out; nor is it in a bug's traceback."""
    _HIDING.redact = redact


def name_run(run_id: str) -> None:
    """From now on, lines belong to this run."""
    _WHOSE.name_of_run = run_id


def _tell_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What Python prints of an error that nobody took, without secrets."""
    told = bug_text(error)
    if beside.write is None:
        sys.stderr.write(_HIDING(told))
    else:
        beside.write(told)


def _tell_bug_of_thread(met: threading.ExceptHookArgs) -> None:
    if met.exc_value is not None and not isinstance(met.exc_value, SystemExit):
        _tell_bug(met.exc_type, met.exc_value, met.exc_traceback)


def _tell_unraisable(met: "UnraisableHookArgs") -> None:
    if met.exc_value is not None:
        _tell_bug(met.exc_type, met.exc_value, met.exc_traceback)
