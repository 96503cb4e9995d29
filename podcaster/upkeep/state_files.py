"""Small files in state_dir, each replaced as a whole and for nobody but their owner."""

import json
import logging
import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from podcaster.alerts.report import Alert

log = logging.getLogger(__name__)

LAST_RUN, TOLD = "last-run.json", "alerts-told.json"

QUIET = timedelta(hours=20)
"""For so long nobody is told of a cause again: every night is told, each hour is not."""

_SCHEMA = 1
_SIZE = 4096  # bytes: some thirty causes
_NUMBER = re.compile(r"\d+")
_OF_EVERYBODY = ("benched", "credentials_lost", "in_vain")
"""The kinds of alerts of which each provider has its own."""


def write_private(path: Path, value: Mapping[str, object], *, size: int = 0) -> bool:
    """One object as JSON in a file of mode 0600, of so many bytes at least.

    Where it cannot be written, a warning and False are all.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with suppress(FileNotFoundError):
            part.unlink()
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        with os.fdopen(os.open(part, flags, 0o600), "w", encoding="ascii") as file:
            file.write(_as_text(value, size))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        log.warning("%s cannot be written: %s", path, error.strerror)
        with suppress(OSError):
            part.unlink()
        return False
    return True


class AlertsTold:
    """What somebody was told of lately, so that a cause that lasts is told once a night.

    A file that cannot be read is taken for none: rather twice than never. It is made while there is
    room, and larger than it need be: a full disk is a cause too, and told of every few minutes if
    that could not be noted.
    """

    def __init__(self, state_dir: Path, now: datetime) -> None:
        self._path, self._now = state_dir / TOLD, now
        self._told = {cause: at for cause, at in _read(self._path).items() if self._is_late(at)}

    def has_news(self, alerts: Iterable[Alert]) -> bool:
        """True where nobody was told of one of them, or not as of something so bad."""
        return any(_cause(each) not in self._told for each in alerts)

    def make_room(self) -> None:
        """Has a file for what is to be noted when there may be no room for one."""
        if not self._path.exists():
            self.remember(())

    def remember(self, alerts: Iterable[Alert]) -> None:
        """Notes that somebody was told of all of them."""
        told = self._told | {_cause(each): self._now.isoformat() for each in alerts}
        value = {"schema": _SCHEMA, "told": told}
        if not write_private(self._path, value, size=_SIZE):
            _write_over(self._path, value)

    def _is_late(self, at: str) -> bool:
        with suppress(ValueError, TypeError):
            return timedelta() <= self._now - datetime.fromisoformat(at) < QUIET
        return False


def _as_text(value: Mapping[str, object], size: int) -> str:
    return json.dumps(value, indent=2).ljust(size - 1) + "\n"


def _write_over(path: Path, value: Mapping[str, object]) -> None:
    """Writes into the bytes that a file has already; if it cannot be or is too short, nothing."""
    with suppress(OSError), path.open("r+b") as file:
        size = os.fstat(file.fileno()).st_size
        text = _as_text(value, size).encode("ascii")
        if len(text) == size:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())


def _cause(alert: Alert) -> str:
    """What makes two alerts the same: numbers in them do not, which change from hour to hour."""
    about = _NUMBER.sub("#", alert.said) if alert.kind in _OF_EVERYBODY else ""
    return f"{alert.level} {alert.kind} {about}".rstrip()


def _read(path: Path) -> dict[str, str]:
    try:
        told = json.loads(path.read_text(encoding="ascii"))["told"]
        return {str(cause): str(at) for cause, at in told.items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}
