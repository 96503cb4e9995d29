"""What every command that reads a configuration begins with."""

from pathlib import Path

from podcaster.cli.log_lines import Format, To
from podcaster.cli.logs import hide_secrets, start_logging
from podcaster.wiring import house


def open_house(
    config: Path | None,
    verbose: int,
    source: str | None = None,
    *,
    log_format: Format = "text",
    log_to: To = "stderr",
) -> house.House:
    """The house of the configuration; what is logged from now on holds none of its secrets.

    They are looked up when there is something to log.
    """
    start_logging(verbose, log_format, log_to)
    found = house.House.find(config, source=source)
    hide_secrets(lambda text: found.redact(text))
    return found
