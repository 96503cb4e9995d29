"""Lets every call of a night fail that can, one in each night, and looks at what comes after.

    python benchmarks/nth_fault.py [--every 1] [--stores local s3] [--learners 2]

The n-th call of those that open for writing, write, fsync, make a directory, link, rename, commit
or send fails, for n = 1, 2, ... until a night runs to its end without having met it; each n with a
full disk and with a broken one. Such a night has to end with one of the documented codes, in
sentences, with nothing half visible; a plain run after it comes to what an undisturbed night does.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "tests"), str(Path(__file__).parents[1])]

from failing_calls.nights import Faulty, first_clean  # noqa: E402
from killings.cloud import STORES  # noqa: E402

SHM = Path("/dev/shm")  # nothing here depends on a real disk


def main(asked: argparse.Namespace) -> bool:
    all_well = True
    for store in asked.stores:
        began, codes, amiss = time.monotonic(), Counter[int](), 0
        folder = Path(tempfile.mkdtemp(prefix="faults-", dir=SHM if SHM.is_dir() else None))
        with Faulty(folder, store, asked.learners) as faulty:
            for fault in first_clean(faulty, range(1, 10_000, asked.every)):
                codes[fault.code] += 1
                if fault.amiss:
                    amiss += 1
                    print(f"{store}, call {fault.nth}, {fault.kind}: {fault.amiss}", flush=True)
        ended = ", ".join(f"{count} with {code}" for code, count in sorted(codes.items()))
        print(
            f"{store}: {codes.total()} nights in which one call failed ended {ended}; {amiss} were"
            f" not as they should be, then or after one more run; {time.monotonic() - began:.0f} s",
            flush=True,
        )
        if not amiss:
            shutil.rmtree(folder)
        all_well &= not amiss
    return all_well


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=1, help="only every so many calls")
    parser.add_argument("--stores", nargs="+", choices=STORES, default=STORES)
    parser.add_argument("--learners", type=int, default=2)
    sys.exit(0 if main(parser.parse_args()) else 1)
