"""Kills nights at every boundary between milestones, many times, and counts what went wrong.

python benchmarks/kills.py [TIMES]      twenty before and twenty after each boundary unless told
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from killings import BOUNDARIES, generate, killed_night, outcome_of, prepared


def survives(boundary: str, when: str, undisturbed: list[tuple]) -> bool:
    """True where a night killed there and run again ends like one that never was."""
    with tempfile.TemporaryDirectory() as folder:
        deployment = killed_night(Path(folder), boundary, when)
        resumed = generate(deployment)
        same = outcome_of(deployment) == undisturbed
        return resumed.code == 0 and same and not list(deployment.leftovers())


def main(times: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        calm = prepared(Path(folder))
        generate(calm)
        undisturbed = outcome_of(calm)
    began, kills, lost = time.monotonic(), 0, 0
    for boundary in BOUNDARIES:
        for when in ("before", "after"):
            survived = sum(survives(boundary, when, undisturbed) for _ in range(times))
            print(
                f"{survived:4} of {times} nights killed {when} '{boundary}' ended as if undisturbed"
            )
            kills, lost = kills + times, lost + times - survived
    print(f"{kills} kills, {lost} nights that did not recover, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
