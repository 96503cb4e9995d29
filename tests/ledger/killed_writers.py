"""Writes to a ledger in child processes that are killed with SIGKILL at random moments.

    python killed_writers.py PATH KILLS

Prints one line of JSON for every write that has returned, before the next one begins.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from ledger.episodes import (
    AT,
    DAY,
    attempt,
    brief_for,
    key_of,
    recorded_from,
    scripted_from,
    stored_from,
)

from podcaster.ledger.ledger import Ledger


def write(path: Path, turn: int, episodes: int = 1_000_000) -> None:
    """Makes episodes until somebody ends it."""

    def returned(user: str, milestone: str) -> None:
        line = json.dumps({"round": turn, "user": user, "milestone": milestone})
        os.write(sys.stdout.fileno(), line.encode() + b"\n")

    with Ledger.open(path) as ledger:
        run_id = ledger.start_run("generate", DAY, AT)
        for n in range(episodes):
            user = f"{turn}-{n}"
            episode = ledger.open_episode(brief_for(key_of(user)), run_id, AT)
            returned(user, "opened")
            ledger.record(attempt(1), run_id, episode.id)
            ledger.save(scripted_from(episode), status="script_generated", at=AT)
            returned(user, "scripted")
            ledger.in_flight(episode.id, AT)
            ledger.save(recorded_from(episode), status="pending_upload", at=AT)
            returned(user, "recorded")
            ledger.save(stored_from(episode), status="completed", at=AT)
            returned(user, "stored")


def main(path: Path, kills: int) -> None:
    write(path, kills, episodes=1)  # loads whatever is loaded when it is first needed
    chance = random.Random(kills)
    for turn in range(kills):
        child = os.fork()
        if child == 0:
            write(path, turn)
        time.sleep(chance.uniform(0.005, 0.08))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
