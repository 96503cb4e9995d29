"""Kills nights at every transition and at random moments, and counts what went wrong.

    python benchmarks/kills.py [--seeds 50] [--stores local s3] [--random 500] [--sound 20]

Providers are stubs, and recordings are ready, so that whatever is paid can be counted and a night
takes less than a second: each is killed with SIGKILL before or after some call of a transition
(five learners, three jobs) or at some moment (50 learners, eight jobs), and run once more.
`--sound` kills nights with the embedded voice and real mastering at each boundary between
milestones, so many times before it and after it.
"""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "tests"), str(Path(__file__).parents[1])]

from killings import BOUNDARIES, generate, killed_night, outcome_of, prepared  # noqa: E402
from killings.cloud import STORES, TRANSITIONS, Scene, Survived  # noqa: E402

SHM = Path("/dev/shm")  # a kill loses nothing of what a disk does


def at_transitions(store: str, seeds: int, folder: Path) -> bool:
    """True where all nights killed at every transition end as if undisturbed."""
    all_well = True
    with Scene(folder, store=store) as scene:
        for name in TRANSITIONS:
            nights = [(seed, scene.killed_at(name, seed)) for seed in range(seeds)]
            all_well &= is_well(f"killed at '{name}' ({store})", nights)
    return all_well


def at_random(store: str, seeds: range, folder: Path) -> bool:
    """True where all nights killed at random moments do."""
    with Scene(folder, store=store, learners=50, jobs=8) as scene:
        nights = [(seed, scene.killed_somewhen(seed)) for seed in seeds]
    return is_well(f"killed at a random moment ({store})", nights)


def is_well(what: str, nights: list[tuple[int, Survived]]) -> bool:
    """Tells of so many nights; True where nothing was amiss."""
    for seed, night in nights:
        if night.amiss:
            print(f"{what}, seed {seed}: {night.amiss}")
    killed, again = sum(each.killed for _, each in nights), [each.again for _, each in nights]
    amiss = sum(bool(each.amiss) for _, each in nights)
    print(
        f"{len(nights):4} nights {what}: {killed} died, {amiss} did not recover; of all requests"
        f" {sum(again)} were paid again, {max(again, default=0)} at most in one night",
        flush=True,
    )
    return not amiss


def with_sound(times: int) -> bool:
    """True where all nights killed at the boundaries with real sound end as if undisturbed."""
    with tempfile.TemporaryDirectory() as folder:
        calm = prepared(Path(folder))
        generate(calm)
        undisturbed = outcome_of(calm)
    lost = 0
    for boundary in BOUNDARIES:
        for when in ("before", "after"):
            survived = sum(_survives(boundary, when, undisturbed) for _ in range(times))
            print(
                f"{survived:4} of {times} nights killed {when} '{boundary}' ended as if undisturbed"
            )
            lost += times - survived
    return not lost


def _survives(boundary: str, when: str, undisturbed: list[tuple]) -> bool:
    """True where a night killed there and run again ends like one that never was."""
    with tempfile.TemporaryDirectory() as folder:
        deployment = killed_night(Path(folder), boundary, when)
        resumed = generate(deployment)
        same = outcome_of(deployment) == undisturbed
        return resumed.code == 0 and same and not list(deployment.leftovers())


def main(asked: argparse.Namespace) -> bool:
    began = time.monotonic()
    all_well = with_sound(asked.sound) if asked.sound else True
    folder = Path(tempfile.mkdtemp(prefix="kills-", dir=SHM if SHM.is_dir() else None))
    for store in asked.stores:
        if asked.seeds:
            all_well &= at_transitions(store, asked.seeds, folder)
        if asked.random:
            share = range(asked.first, asked.first + asked.random // len(asked.stores))
            all_well &= at_random(store, share, folder)
    print(f"{time.monotonic() - began:.0f} s")
    if all_well:
        shutil.rmtree(folder)
    return all_well


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=50, help="for each transition and store")
    parser.add_argument("--stores", nargs="+", choices=STORES, default=STORES)
    parser.add_argument("--random", type=int, default=500, help="kills at random, of all stores")
    parser.add_argument("--first", type=int, default=0, help="the first seed of those")
    parser.add_argument("--sound", type=int, default=0, help="times, with real sound")
    sys.exit(0 if main(parser.parse_args()) else 1)
