"""A process, seen from outside: what it holds and what it takes while it works."""

import os
import sqlite3
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from deployments import Deployment

_TICK = os.sysconf("SC_CLK_TCK")
_SECONDS = 0.25
"""Between two looks."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A night at one moment: the `episodes` begun, seconds since its start, and what it holds."""

    episodes: int
    seconds: float
    processor: float
    resident_mb: float
    threads: int
    files: int


@dataclass(frozen=True, slots=True)
class Tenth:
    """One tenth of a night: medians of what it held, and milliseconds for each episode."""

    episodes: int
    resident_mb: float
    threads: float
    files: float
    wall_ms: float
    processor_ms: float


def watched(night: subprocess.Popen, deployment: Deployment) -> Iterator[Sample]:
    """Looks at a night until it ends."""
    began = time.monotonic()
    while night.poll() is None:
        time.sleep(_SECONDS)
        try:
            yield _look(night.pid, deployment, time.monotonic() - began)
        except (OSError, KeyError, sqlite3.OperationalError):
            continue  # it is ending, or has no ledger yet


def tenths(samples: Sequence[Sample], due: int) -> list[Tenth]:
    """The night, cut where a tenth of all episodes was begun, two tenths, and so on."""
    cut = [
        [each for each in samples if due * n <= 10 * each.episodes < due * (n + 1)]
        for n in range(10)
    ]
    return [_summed(within) for within in cut if len(within) > 1]


def growth(found: Sequence[Tenth]) -> float:
    """MB for a thousand episodes, in the second half of a night."""
    half = found[len(found) // 2 :]
    thousands = [each.episodes / 1000 for each in half]
    return statistics.linear_regression(thousands, [each.resident_mb for each in half]).slope


def _look(pid: int, deployment: Deployment, seconds: float) -> Sample:
    own = Path("/proc", str(pid))
    lines = (own / "status").read_text().splitlines()
    status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    times = (own / "stat").read_text().rpartition(")")[2].split()
    (row,) = deployment.rows("SELECT count(*) AS begun FROM episodes")
    return Sample(
        episodes=row["begun"],
        seconds=seconds,
        processor=(int(times[11]) + int(times[12])) / _TICK,
        resident_mb=int(status["VmRSS"].split()[0]) / 1024,
        threads=int(status["Threads"]),
        files=len(list((own / "fd").iterdir())),
    )


def _summed(within: Sequence[Sample]) -> Tenth:
    first, last = within[0], within[-1]
    made = max(last.episodes - first.episodes, 1)
    return Tenth(
        episodes=last.episodes,
        resident_mb=statistics.median(each.resident_mb for each in within),
        threads=statistics.median(each.threads for each in within),
        files=statistics.median(each.files for each in within),
        wall_ms=1000 * (last.seconds - first.seconds) / made,
        processor_ms=1000 * (last.processor - first.processor) / made,
    )
