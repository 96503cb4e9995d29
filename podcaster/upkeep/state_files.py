"""Small files in state_dir, each replaced as a whole and for nobody but their owner."""

import json
import logging
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from podcaster.alerts.report import Alert

log = logging.getLogger(__name__)

LAST_RUN, TOLD = "last-run.json", "alerts-told.json"

QUIET = timedelta(hours=20)
"""For so long nobody is told of a cause again: every night is told, each hour is not."""

_SCHEMA = 1
_SIZE = 4096  # bytes: some forty causes
_NUMBER = re.compile(r"\d+")
_OF_EVERYBODY = ("benched", "credentials_lost", "in_vain")
"""The kinds of alerts of which each provider has its own."""


def write_private(
    path: Path, value: Mapping[str, object], *, size: int = 0, level: int = logging.WARNING
) -> bool:
    """One object as JSON in a file of mode 0600, of so many bytes at least.

    Where it cannot be written, a line in the log, of that level, and False are all.
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
        log.log(level, "%s cannot be written: %s", path, error.strerror)
        with suppress(OSError):
            part.unlink()
        return False
    return True


class AlertsTold:
    """What was told lately by which channel, so that a cause that lasts is told once a night.

    A file that cannot be read is taken for none: rather twice than never. It is made while there is
    room, and larger than it need be: a full disk is a cause too, and told of every few minutes if
    that could not be noted.
    """

    def __init__(self, state_dir: Path, now: datetime) -> None:
        self._path, self._now = state_dir / TOLD, now
        self._told = {cause: at for cause, at in _read(self._path).items() if self._is_late(at)}

    def has_news(self, alerts: Iterable[Alert], channel: str) -> bool:
        """True where one of them was not told by that channel, or not as something so bad."""
        return any(_key(channel, each) not in self._told for each in alerts)

    def make_room(self) -> None:
        """Has a file for what is to be noted when there may be no room for one."""
        if not self._path.exists():
            self._write()

    def remember(self, alerts: Sequence[Alert], channels: Iterable[str]) -> None:
        """Notes that all of them were told by each of these channels."""
        keys = [_key(channel, each) for channel in channels for each in alerts]
        if keys:
            self._told |= dict.fromkeys(keys, self._now.isoformat())
            self._write()

    def forget_all_but(self, standing: Iterable[Alert]) -> None:
        """Notes that every other cause is over: when it comes back, that is news."""
        causes = set(map(_cause, standing))
        over = [key for key in self._told if _cause_in(key) not in causes]
        for key in over:
            del self._told[key]
        if over:
            self._write()

    def _write(self) -> None:
        value = {"schema": _SCHEMA, "told": self._told}
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


def _key(channel: str, alert: Alert) -> str:
    return f"{channel} {_cause(alert)}"


def _cause_in(key: str) -> str:
    return key.partition(" ")[2]


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
