"""Logs for people: to stderr, each line with its run."""

import logging

LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)
FORMAT = "%(asctime)s %(levelname)s [%(run)s] %(message)s"


class _RunName(logging.Filter):
    """Lets everything through, and tells each line which run it belongs to."""

    name_of_run = "-"

    def filter(self, record: logging.LogRecord) -> bool:
        record.run = self.name_of_run
        return True


_RUN = _RunName()


def start_logging(verbose: int) -> None:
    """Warnings only, unless asked for more: cron mails whatever is printed."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(FORMAT))
    handler.addFilter(_RUN)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("podcaster").setLevel(LEVELS[min(verbose, len(LEVELS) - 1)])


def name_run(run_id: str) -> None:
    """From now on, lines belong to this run."""
    _RUN.name_of_run = run_id
