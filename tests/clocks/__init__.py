"""A clock of their own for programs under test, which goes on and can be set while they run."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from podcaster.domain.days import as_utc

LIBRARIES = Path("/usr/lib")
SHARED = Path("/dev/shm")


@dataclass(frozen=True)
class Clock:
    """What programs with its `environment` take for the time; `file` is what they read it from.

    What is measured without a clock, such as time-outs, is not touched.
    """

    file: Path

    def set(self, moment: datetime) -> None:
        """Lets it be `moment` now, for programs that are running too."""
        ahead = as_utc(moment) - datetime.now(UTC)
        part = self.file.with_suffix(".part")
        part.write_text(f"{ahead.total_seconds():+.3f}\n")
        part.replace(self.file)

    @property
    def environment(self) -> dict[str, str]:
        (library,) = LIBRARIES.glob("*/faketime/libfaketimeMT.so.1")
        return {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",  # with it, waiting threads spin
        }


def tidy() -> None:
    """Removes what libfaketime leaves behind of programs that have ended."""
    for path in SHARED.glob("*faketime_s*_*"):
        if not Path("/proc", path.name.rpartition("_")[2]).exists():
            path.unlink(missing_ok=True)
