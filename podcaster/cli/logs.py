"""Logs for people: to stderr, each line with its run."""

import logging

LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)
FORMAT = "%(asctime)s %(levelname)s %(message)s"


def start_logging(verbose: int) -> None:
    """Warnings only, unless asked for more: cron mails whatever is printed."""
    level = LEVELS[min(verbose, len(LEVELS) - 1)]
    logging.basicConfig(level=logging.WARNING, format=FORMAT, force=True)
    logging.getLogger("podcaster").setLevel(level)
