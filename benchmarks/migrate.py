"""Moves objects from a directory to an S3 server on this machine, beside rclone and the AWS CLI.

    python benchmarks/migrate.py [--objects 2000] [--size 1000000] [--jobs 8]

Each tool gets a new server, moto's, in a process of its own, and as many requests at once. `cpu_ms`
is of the client for each object: where the server is the bottleneck, the seconds say little. What
rclone and the AWS CLI do is less: neither compares what arrived with a hash from a record, and none
keeps one. Tools that are not there are left out; RCLONE and AWS may name others.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

TESTS = Path(__file__).parent.parent / "tests"
sys.path.insert(0, str(TESTS))
KEYS = {"AWS_ACCESS_KEY_ID": "AKIDOFNOBODY", "AWS_SECRET_ACCESS_KEY": "no-secret-at-all"}
SERVER = (
    "import sys, time; from storage.s3_servers import moto\n"
    "with moto() as url: print(url, flush=True); sys.stdin.read()"
)
BUCKET = "archive"


@contextmanager
def bucket() -> Iterator[str]:
    """A new server with an empty bucket, on this machine; its URL."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **KEYS, "PYTHONPATH": str(TESTS)},
    ) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        urlopen(Request(f"{url}/{BUCKET}", method="PUT")).close()
        try:
            yield url
        finally:
            server.kill()


def measured(command: list[str], environment: dict[str, str], objects: int) -> dict[str, float]:
    """How long a command takes, by the clock and by the processor, and its peak of memory."""
    began, peak = time.monotonic(), 0
    bare = {"HOME": os.devnull, "PATH": os.environ["PATH"], **KEYS, **environment}
    process = subprocess.Popen(command, env=bare, stdout=subprocess.DEVNULL)
    while True:
        peak = max(peak, peak_kb(process.pid))
        pid, status, used = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        time.sleep(0.02)
    assert status == 0, command
    return {
        "seconds": round(time.monotonic() - began, 2),
        "cpu_ms": round(1000 * (used.ru_utime + used.ru_stime) / objects, 2),
        "peak_mb": round(peak / 1024, 1),
    }


def peak_kb(pid: int) -> int:
    # Not getrusage: its figure begins at the peak of the process that started this one.
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(found[0]) if found else 0


def commands(folder: Path, jobs: int, url: str) -> dict[str, tuple[list[str], dict[str, str]]]:
    """Every tool that is there, with what it needs in its environment."""
    media, at_once = str(folder / "media"), str(jobs)
    config = folder / "aws"
    config.write_text(f"[default]\nregion = us-east-1\ns3 =\n  max_concurrent_requests = {jobs}\n")
    podcaster = [sys.executable, "-m", "podcaster", "migrate-storage", "local", "s3", "--json"]
    tools = {
        "podcaster": (
            [*podcaster, "--jobs", at_once, "--config", str(folder / "config.toml")],
            {},
        )
    }
    if rclone := shutil.which(os.environ.get("RCLONE", "rclone")):
        remote = f":s3,provider=Other,env_auth,endpoint='{url}':{BUCKET}"
        flags = ["--transfers", at_once, "--checkers", at_once, "--s3-no-check-bucket"]
        tools["rclone copy"] = (
            [rclone, "copy", media, remote, *flags],
            {"RCLONE_CONFIG": os.devnull},
        )
    if aws := shutil.which(os.environ.get("AWS", "aws")):
        sync = [aws, "s3", "sync", media, f"s3://{BUCKET}", "--endpoint-url", url]
        tools["aws s3 sync"] = (
            [*sync, "--only-show-errors"],
            {"AWS_CONFIG_FILE": str(config)},
        )
    return tools


def main(objects: int, size: int, jobs: int) -> None:
    from archives.killing import STORES, deployed

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        deployment, _ = deployed(folder, objects, size)
        for tool in ("podcaster", "rclone copy", "aws s3 sync"):
            with bucket() as url:
                deployment.configure(
                    f'{STORES}[stores.s3]\nbucket = "{BUCKET}"\nendpoint_url = "{url}"\n'
                    'region = "us-east-1"\n'
                )
                known = commands(folder, jobs, url)
                figures = (
                    measured(*known[tool], objects) if tool in known else "not on this machine"
                )
                print(json.dumps({"tool": tool, "figures": figures}), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--objects", type=int, default=2000)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--jobs", type=int, default=8)
    asked = parser.parse_args()
    main(asked.objects, asked.size, asked.jobs)
