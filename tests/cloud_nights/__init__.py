"""Nights of many learners with slow vendors: how long they take, and what they cost this machine.

A night runs in a process of its own (`python -m cloud_nights`), so that its processor time and its
peak memory are its own. All of it is real but for three things: the vendors are the stub, the
store is a directory that answers late, and mastering hands out one ready file.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import podcaster.sample
from podcaster.sources.sample import laid_around

ENGINE_OF = {"free": "polly", "premium": "google", "enterprise": "azure"}
"""The first engine of each plan that comes along."""

_LIMITS = """\
[learners]
source = "learners.jsonl"

[pipeline]
patience = 3600

[models.openai]
at_once = 256

[engines.polly]
at_once = 256
per_second = 10_000

[engines.google]
at_once = 256
per_second = 10_000

[engines.azure]
at_once = 256
"""
"""What accounts allow is lifted: the night is to be limited by its jobs alone."""


@dataclass(frozen=True, kw_only=True)
class Night:
    """What is asked for: seconds are of one upload, and of mastering one recording.

    `plans` are those of the learners, in turn. A `mastering` of None is the real one.
    """

    learners: int
    jobs: int
    plans: tuple[str, ...] = tuple(ENGINE_OF)
    upload: float = 0.0
    mastering: float | None = 0.0


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What became of a night; all times are seconds, of the whole night.

    `processor` is the time of the whole process. Of that, `sound` went into taking answers apart,
    decoding and checking clips, and `carried` into receiving, keeping and copying them.
    """

    completed: int
    wall: float
    processor: float
    sound: float
    carried: float
    peak_mb: float


def measured(night: Night, folder: Path, environment: dict[str, str]) -> Measured:
    """One night in `folder`, which is empty, with the vendors that `environment` names."""
    folder.joinpath("config.toml").write_text(_LIMITS, encoding="utf-8")
    _write_learners(folder / "learners.jsonl", night)
    command = [sys.executable, "-m", "cloud_nights", str(folder), "--jobs", str(night.jobs)]
    command += ["--upload", str(night.upload)]
    if night.mastering is not None:
        command += ["--mastering", str(night.mastering)]
    tests = str(Path(__file__).parents[1])
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        command,
        env={**bare, **environment, "PYTHONPATH": tests},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return Measured(**json.loads(done.stdout))


def _write_learners(path: Path, night: Night) -> None:
    """The first of the sample's learners, many times."""
    zone, today = ZoneInfo("UTC"), datetime.now(UTC).date()
    record = _sample(zone, today)
    with path.open("w", encoding="utf-8") as file:
        for number in range(night.learners):
            own = {"user_id": f"learner-{number}", "plan": night.plans[number % len(night.plans)]}
            file.write(json.dumps({**record, "timezone": "UTC", **own}) + "\n")


def _sample(zone: ZoneInfo, day: date) -> dict:
    text = Path(podcaster.sample.__path__[0], "learners.json").read_text(encoding="utf-8")
    record = laid_around(day, zone, json.loads(text)[0])
    assert isinstance(record, dict)
    return record
