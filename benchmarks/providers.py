"""A night with slow providers: wall time beside the ideal, our own processor time, peak memory.

    python benchmarks/providers.py                      500 learners, 32 jobs: about a minute
    python benchmarks/providers.py --learners 100 --latencies small
    python benchmarks/providers.py --learners 100 500 2000

A script takes 1.5 s, a learner's speech 2.0 s in all (its ten requests a tenth each), an upload
0.3 s, so the ideal is 3.8 s x learners / jobs. The vendors are the stub of the tests in a process
of its own, and no two scripts share a clip. Mastering hands out one ready file of four minutes;
its cost is what `mastering.py` measures. Ledger, spool, kept answers and store are real, each with
its fsyncs. What accounts allow at once and per second is lifted: jobs alone limit the night.

Our own processor time is that of the whole process, its start-up included, without `sound`:
unpacking, decoding and checking clips. `carried` is the part of it that receives, hashes, keeps
and copies sound, which grows with its bytes; what is left is per learner and request.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from cloud_nights import ENGINE_OF, Measured, Night, measured
from vendors.elsewhere import Elsewhere

SCRIPT, SPEECH, UPLOAD = 1.5, 2.0, 0.3
SHARE = {"full": 1.0, "small": 0.1}
"""Of the latencies that are named above."""
PIECES = 10
"""Requests that the stub's English script takes to be spoken."""


def night(asked: argparse.Namespace, learners: int) -> Measured:
    share = SHARE[asked.latencies]
    wanted = Night(
        learners=learners,
        jobs=asked.jobs,
        plans=tuple(asked.plans.split(",")),
        upload=UPLOAD * share,
        mastering=asked.mastering,
    )
    latency = {"script": SCRIPT * share, "speech": SPEECH * share / PIECES}
    with Elsewhere(**latency, own_words=True) as vendors, tempfile.TemporaryDirectory() as folder:
        found = measured(wanted, Path(folder), vendors.environment())
        accounts = vendors.accounts()
    spoken = sum(accounts[engine]["requests"] for engine in ENGINE_OF.values())
    assert found.completed == accounts["openai"]["requests"] == learners
    assert spoken == PIECES * learners
    return found


def told(asked: argparse.Namespace, learners: int, found: Measured) -> None:
    ideal = (SCRIPT + SPEECH + UPLOAD) * SHARE[asked.latencies] * learners / asked.jobs
    sound, carried = 1000 * found.sound / learners, 1000 * found.carried / learners
    whole = 1000 * found.processor / learners
    print(f"{learners} learners, {asked.jobs} jobs, plans {asked.plans}:", flush=True)
    print(f"  {found.wall:.1f} s, ideal {ideal:.1f} s: {found.wall / ideal:.2f} of it")
    print(
        f"  processor, ms per learner: {whole:.0f}, of which sound {sound:.0f};"
        f" our own {whole - sound:.0f}, without carried sound {whole - sound - carried:.0f}"
    )
    print(f"  peak memory {found.peak_mb:.0f} MB; load {os.getloadavg()[0]:.1f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--learners", type=int, nargs="+", default=[500])
    parser.add_argument("--jobs", type=int, default=32)
    parser.add_argument("--latencies", choices=SHARE, default="full")
    parser.add_argument("--plans", default=",".join(ENGINE_OF), help="of the learners, in turn")
    parser.add_argument(
        "--mastering", type=float, default=0.0, help="seconds of two workers for each recording"
    )
    asked = parser.parse_args()
    for learners in asked.learners:
        told(asked, learners, night(asked, learners))


if __name__ == "__main__":
    main()
