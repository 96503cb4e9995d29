"""A night of very many learners with a twentieth of faults: what it holds, and what adds up.

    python benchmarks/soak.py                          20,000 learners, 32 jobs
    python benchmarks/soak.py --learners 2000 --jobs 8

One answer in twenty is a 429, a 500, a time-out, a broken connection, a refusal, broken sound or
the like, and one upload in twenty fails, half of those after the object has arrived. Five learners
of a hundred cannot be served, or not twice. What the process holds is read from /proc; times are
those of each tenth of the episodes. The vendors are the stub of the tests on the same machine.
Exits with 1 where counts do not add up.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from soaking import Soak, Soaked, soaked
from soaking.watching import growth


def tell(found: Soaked) -> None:
    told = found.told
    print(f"{'episodes':>9} {'MB':>6} {'threads':>8} {'files':>6} {'ms':>7} {'CPU ms':>7}")
    for each in found.tenths:
        print(
            f"{each.episodes:9} {each.resident_mb:6.0f} {each.threads:8.0f}"
            f" {each.files:6.0f} {each.wall_ms:7.1f} {each.processor_ms:7.1f}"
        )
    print(f"memory in the second half: {growth(found.tenths):+.2f} MB for a thousand learners")
    print(f"{told['due']} due: {told['by_status']}, {told['failed']} failed; {told['skipped']}")
    print(f"{found.requests} requests, {found.seconds:.0f} s in all")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=20_000)
    parser.add_argument("--jobs", type=int, default=32)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = soaked(Soak(learners=asked.learners, jobs=asked.jobs), Path(folder))
    tell(found)
    for each in found.wrong:
        print(f"WRONG: {each}")
    print("" if found.wrong else "all counts add up to the learner")
    sys.exit(bool(found.wrong))


if __name__ == "__main__":
    main()
