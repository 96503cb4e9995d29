"""Plans a night for learners in PostgreSQL: who is due, and why not. Nothing is made.

    python benchmarks/planning.py [--learners 10000 100000] [--events 100]

A server of its own is started on this machine for each number of learners, and filled by
statements that run in it: `--events` is how many each learner left, spread over a year; a fifth of
the learners were active in the last two weeks. Then, each in a new process and over all learners:
`deciding`, who is due and why not; `facts`, the same with what those who are due did, and the
processor time that the activity and facts of one take; `dry_run`, `generate --dry-run` as cron
would start it, which also makes every brief and reckons what the night would cost. `peak_mb` is of
each process, the interpreter included. Prints one line of JSON for each number of learners.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parent.parent / "tests"
sys.path.insert(0, str(TESTS))

CONFIG = """
[learners]
source = "env:DATABASE_URL"
[speech]
without_credentials = "espeak"
"""
SETTINGS = (
    "shared_buffers=512MB",
    "maintenance_work_mem=1GB",
    "max_wal_size=8GB",
    "wal_level=minimal",
    "max_wal_senders=0",
)
# Tells at its end what it took. Not by getrusage: its peak begins at that of the process before.
MEASURED = """
import atexit, json, re, sys, time
from pathlib import Path
began = time.perf_counter()
def spent():
    peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
    cpu, seconds = time.process_time(), time.perf_counter() - began
    print(json.dumps({"seconds": round(seconds, 2), "cpu_seconds": round(cpu, 2),
        "peak_mb": round(int(peak) / 1024, 1)}), file=sys.stderr)
atexit.register(spent)
"""
PLAN = f"{MEASURED}\nfrom podcaster.__main__ import main\nmain()"
READ = f"{MEASURED}\nfrom planning import read\nprint(json.dumps(read(*sys.argv[1:])))"


def measured(learners: int, events: int) -> dict[str, object]:
    """Fills a server, and measures both ways of reading it."""
    from academy.crowd import gather
    from academy.servers import postgres
    from sqlalchemy import create_engine

    with postgres(*SETTINGS) as server, tempfile.TemporaryDirectory() as folder:
        url, began = server.url("academy"), time.perf_counter()
        engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1))
        gather(engine, learners, events)
        engine.dispose()
        filled = round(time.perf_counter() - began)
        config = Path(folder) / "config.toml"
        config.write_text(CONFIG, encoding="utf-8")
        deciding = _child(READ, url, str(config))
        facts = _child(READ, url, str(config), "facts")
        dry_run = _child(PLAN, url, "generate", "--dry-run", "--json", "--config", str(config))
    kept = ("due", "skipped", "seconds", "cpu_seconds", "peak_mb")
    return {
        "learners": learners,
        "events": learners * events,
        "filling_seconds": filled,
        "deciding": deciding,
        "facts": facts,
        "dry_run": {name: dry_run[name] for name in kept},
    }


def _child(program: str, url: str, *arguments: str) -> dict[str, Any]:
    """What it printed, and what it took."""
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"exit {done.returncode}: {done.stderr}{done.stdout[-2000:]}")
    return {**json.loads(done.stdout), **json.loads(done.stderr.splitlines()[-1])}


def read(config: str, wanted: str = "") -> dict[str, object]:
    """Every page of the source, and who is due; if `wanted`, the facts of those who are as well."""
    from podcaster.briefing.eligibility import Standing
    from podcaster.domain.days import DateAsked
    from podcaster.wiring.house import House

    house, asked = House.find(Path(config)), DateAsked(None, datetime.now(UTC))
    rules, due, answers, cpu = house.rules(asked, None), 0, 0, 0.0
    for page in house.source(asked).pages(house.config.eligibility.batch_size):
        placed = [rules.placed(each) for each in page.learners]
        chosen = [each for each in placed if rules.verdict(each, Standing()).eligible]
        due += len(chosen)
        if wanted:
            began = time.process_time()
            answers += _find_facts(page, chosen)
            cpu += time.process_time() - began
    each = {"answers": answers, "cpu_ms_each": round(1000 * cpu / max(due, 1), 3)}
    return {"due": due, **(each if wanted else {})}


def _find_facts(page: Any, chosen: Sequence[Any]) -> int:
    """The facts of some learners; how many answers they are made from."""
    from podcaster.briefing.facts import find_facts

    activities = page.activities([each.learner.id for each in chosen])
    for each in chosen:
        find_facts(activities[each.learner.id], each.day, each.zone)
    return sum(len(each.answers) for each in activities.values())


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--learners", type=int, nargs="+", default=[10_000, 100_000])
    arguments.add_argument("--events", type=int, default=100, help="of each learner")
    given = arguments.parse_args()
    for learners in given.learners:
        print(json.dumps(measured(learners, given.events)), flush=True)


if __name__ == "__main__":
    main()
