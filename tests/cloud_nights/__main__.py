"""One night, measured: python -m cloud_nights FOLDER --jobs 32 --upload 0.3 --mastering 0."""

import argparse
import json
import os
import re
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path

import typer

from cloud_nights import Measured
from cloud_nights.house import SlowHouse, Stopwatch, time_sound
from podcaster.cli.nights import Wanted, generate_night
from podcaster.cli.telling import Manner
from podcaster.config.loading import load


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m cloud_nights", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=32)
    parser.add_argument("--upload", type=float, default=0.0)
    parser.add_argument("--mastering", type=float, help="seconds; left out: real mastering")
    asked = parser.parse_args()
    sound, carried = Stopwatch(), Stopwatch()
    time_sound(sound, carried)
    house = _house(asked.folder, asked.upload, asked.mastering)
    wanted = Wanted(day="today", user=None, tenant=None, jobs=asked.jobs)
    began, processor = time.monotonic(), time.process_time()
    with suppress(typer.Exit):
        generate_night(house, wanted, Manner(as_json=False, quiet=True))
    night = Measured(
        completed=_completed(house),
        wall=time.monotonic() - began,
        processor=time.process_time() - processor,
        sound=sound.seconds,
        carried=carried.seconds,
        peak_mb=_peak_mb(),
    )
    print(json.dumps(asdict(night)))


def _peak_mb() -> float:
    """Of this program alone: what getrusage says begins with that of who started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


def _house(folder: Path, upload: float, mastering: float | None) -> SlowHouse:
    loaded = load(folder / "config.toml", os.environ, {})
    return SlowHouse(loaded, upload=upload, mastering=mastering)


def _completed(house: SlowHouse) -> int:
    with closing(sqlite3.connect(house.config.state_dir / "ledger.sqlite")) as ledger:
        sql = "SELECT count(*) FROM episodes WHERE status = 'completed'"
        return ledger.execute(sql).fetchone()[0]


if __name__ == "__main__":
    main()
