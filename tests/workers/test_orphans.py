"""Nothing that was started outlives the program, however it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = """#!{python}
import sys, threading, time
from podcaster.workers import WorkerLost, Workers

def main():
    workers = Workers(count=2, timeout=60)
    for seconds in (40, 41):
        threading.Thread(target=workers.run, args=(time.sleep, seconds), daemon=True).start()
    print(workers.run(len, "abc") if len(sys.argv) > 1 else "", "ready", flush=True)
    time.sleep(60)

if __name__ == "__main__":
    main()
"""
pytestmark = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="processes are looked for in /proc"
)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """An executable without a suffix, as pip makes them for console scripts."""
    path = tmp_path / "podcast"
    path.write_text(PROGRAM.format(python=sys.executable))
    path.chmod(0o755)
    return path


def start(program: Path, *args: str) -> subprocess.Popen[str]:
    """The program in a session of its own, under cron's environment."""
    return subprocess.Popen(
        [program, *args],
        env={"PATH": "/usr/bin:/bin", "HOME": "/", "SHELL": "/bin/sh"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def alive(session: int) -> set[int]:
    """The ids of processes of `session` that are not zombies."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, in_session = stat.read_text().rpartition(")")[2].split()[:4]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(in_session) == session and state != "Z":
            found.add(int(stat.parent.name))
    return found


def wait_for(session: int, count: int, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while len(alive(session)) != count and time.monotonic() < deadline:
        time.sleep(0.02)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_no_child_lives_five_seconds_after_its_parent_is_killed(
    program: Path, end: signal.Signals
) -> None:
    with start(program) as running:
        wait_for(running.pid, 5, seconds=10)  # itself, tracker, fork server, two workers
        assert len(alive(running.pid)) == 5
        running.send_signal(end)
        running.wait()
    wait_for(running.pid, 0, seconds=5)
    assert alive(running.pid) == set()


def test_jobs_run_under_a_console_script_and_cron(program: Path) -> None:
    program.write_text(program.read_text().replace("count=2", "count=3"))
    with start(program, "and run a job") as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "3 ready\n"
        os.killpg(running.pid, signal.SIGKILL)
