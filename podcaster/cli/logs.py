"""Logs for people: to stderr, each line with its run and without a secret."""

import logging
import sys
import traceback
from collections.abc import Callable
from types import TracebackType

from podcaster.text.redact import Redaction, RedactionFilter

LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)
FORMAT = "%(asctime)s %(levelname)s [%(run)s] %(message)s"


class _RunName(logging.Filter):
    """Lets everything through, and tells each line which run it belongs to."""

    name_of_run = "-"

    def filter(self, record: logging.LogRecord) -> bool:
        record.run = self.name_of_run
        return True


class _Hiding:
    """Takes out what looks like a secret, until somebody knows which there are."""

    def __init__(self) -> None:
        self.redact: Callable[[str], str] = Redaction()

    def __call__(self, text: str) -> str:
        return self.redact(text)


_RUN, _HIDING = _RunName(), _Hiding()


def start_logging(verbose: int) -> None:
    """Warnings only, unless asked for more: cron mails whatever is printed."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(FORMAT))
    handler.addFilter(_RUN)
    handler.addFilter(RedactionFilter(_HIDING))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("podcaster").setLevel(LEVELS[min(verbose, len(LEVELS) - 1)])
    sys.excepthook = _print_bug


def hide_secrets(redact: Callable[[str], str]) -> None:
    """From now on, nothing is logged that `redact` takes out; nor is it in a bug's traceback."""
    _HIDING.redact = redact


def name_run(run_id: str) -> None:
    """From now on, lines belong to this run."""
    _RUN.name_of_run = run_id


def _print_bug(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """What Python prints of an error that nobody took, without secrets."""
    sys.stderr.write(_HIDING("".join(traceback.format_exception(kind, error, trace))))
