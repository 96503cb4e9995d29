"""Making a copy of the ledger, and what is said of it."""

import time
from datetime import UTC, datetime
from pathlib import Path

import typer

from podcaster.cli.endings import stoppable
from podcaster.cli.rates import bytes_text
from podcaster.cli.terminal import out, print_json, say, warn
from podcaster.errors import Deferred
from podcaster.upkeep.backup import Backup
from podcaster.wiring.house import House


def copy_ledger(house: House, file: Path, *, as_json: bool) -> None:
    """Makes the copy and tells of it; nothing is said without a terminal where all is well."""
    began = time.monotonic()
    with stoppable(house.stop, under_way="copied") as interruption:
        try:
            backup = house.back_up(file, datetime.now(UTC))
        except Deferred:
            if interruption.signal is None:
                raise
            _tell_interrupted(128 + interruption.signal, as_json=as_json)
            raise typer.Exit(128 + interruption.signal) from None
    seconds = time.monotonic() - began
    if as_json:
        print_json(_json(backup, seconds))
    elif out.is_terminal:
        _draw(backup, seconds)


def _tell_interrupted(exit_code: int, *, as_json: bool) -> None:
    said = "interrupted; no copy was made"
    warn(f"podcaster: {said}", "yellow")
    if as_json:
        print_json({"error": said, "exit_code": exit_code})


def _draw(backup: Backup, seconds: float) -> None:
    say(f"{backup.path}: {bytes_text(backup.bytes)}, checked, {seconds:.1f} s")
    if backup.waiting:
        recordings = f"{backup.waiting} recording{'s' * (backup.waiting > 1)}"
        say(f"{recordings} not in a store yet: save spool/ too, or run `podcaster retry` first")


def _json(backup: Backup, seconds: float) -> dict[str, object]:
    """The object of `backup --json`; scripts rely on these names."""
    return {
        "file": str(backup.path.absolute()),
        "bytes": backup.bytes,
        "waiting": backup.waiting,
        "seconds": round(seconds, 3),
    }
