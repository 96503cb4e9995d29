"""Kills migrations at random moments and looks for what was lost.

    python benchmarks/migration_kills.py [--kills 20] [--objects 2000]

After every kill each row must point at a whole object, and none that was visible at the target may
have been touched again; after one clean run all are there. Anything else ends it with an error.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from archives.killing import deployed, survived

OBJECTS_A_SECOND = 250
"""Roughly how many are moved: the kills are spread over about as long as the whole takes."""


def main(kills: int, objects: int) -> None:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        deployment, archive = deployed(Path(folder), objects)
        switched = survived(deployment, archive, kills, 2 * objects / OBJECTS_A_SECOND / kills)
    print(f"rows switched after each of {kills} kills: {switched}")
    print(
        f"then one clean run: {objects} objects verified, none lost, none overwritten, none copied"
        f" twice; {time.monotonic() - began:.0f} s"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--objects", type=int, default=2000)
    asked = parser.parse_args()
    main(asked.kills, asked.objects)
