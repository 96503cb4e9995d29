"""The sample night: wall time, processor time, and the most memory that any process held.

python benchmarks/night.py
"""

import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path


def held(root: int) -> dict[int, int]:
    """Resident KB of a process and everything below it."""
    children: dict[int, list[int]] = {}
    resident = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            fields = dict(
                line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line
            )
            pid = int(fields["Pid"])
            children.setdefault(int(fields["PPid"]), []).append(pid)
            resident[pid] = int(fields.get("VmRSS", "0 kB").split()[0])
    found, waiting = {}, [root]
    while waiting:
        pid = waiting.pop()
        found[pid] = resident.get(pid, 0)
        waiting += children.get(pid, [])
    return found


def watch(root: int, most: dict[str, int], done: threading.Event) -> None:
    while not done.wait(0.02):
        now = held(root)
        most["parent"] = max(most.get("parent", 0), now.pop(root, 0))
        most["worker"] = max(most.get("worker", 0), *now.values(), 0)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "config.toml").touch()
        most: dict[str, int] = {}
        done = threading.Event()
        began = time.perf_counter()
        night = subprocess.Popen(
            [sys.executable, "-m", "podcaster", "generate", "--json"], cwd=folder
        )
        watcher = threading.Thread(target=watch, args=(night.pid, most, done))
        watcher.start()
        code = night.wait()
        seconds = time.perf_counter() - began
        done.set()
        watcher.join()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"\nexit code {code}, {seconds:.1f} s on {os.cpu_count()} processors")
    print(f"processor time of the parent: {usage.ru_utime + usage.ru_stime:.1f} s")
    print(f"most memory: parent {most['parent'] // 1024} MB, a worker {most['worker'] // 1024} MB")


if __name__ == "__main__":
    main()
