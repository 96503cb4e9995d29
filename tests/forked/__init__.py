"""Commands in processes that are forked from one with everything imported: quick to begin.

    with Forked() as forked:
        ended = forked.run(deployment, "generate", before=("killings.killing:aim", where, ...))

Each is a process of its own, which leads a session of its own and dies as any other would.
"""

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

from deployments import Deployment, Ended

TESTS = Path(__file__).parents[1]
QUICK = "forked.altered:ready_mastering"
"""Has recordings ready, as `quick_nights.QUICK` does."""
HASTY = "forked.altered:no_waiting"
"""The same, where nobody waits either."""
SECONDS_TO_DIE = 5


class Forked:
    """The process that the commands are forked from; one command at a time."""

    def __init__(self, nice: int = 0) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-m", "forked"],
            env={
                **os.environ,
                "PYTHONPATH": f"{TESTS}:{TESTS.parent}",
                "OPENBLAS_NUM_THREADS": "1",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: os.nice(nice),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.communicate(timeout=10)

    def run(
        self,
        deployment: Deployment,
        *arguments: str,
        before: tuple[tuple[str, ...], ...] = ((QUICK,),),
        kill_after: float | None = None,
    ) -> Ended:
        """A command and how it ended; all that it started has to end with it.

        `before` are functions, each with its arguments, that are called ahead of it. It is killed
        with SIGKILL `kill_after` seconds, if it has not ended by then.
        """
        assert self._server.stdin
        assert self._server.stdout
        config = str(deployment.folder / "config.toml")
        folder = deployment.folder.absolute()
        order = {
            "arguments": [*arguments, "--config", config],
            "environment": deployment.cron_environment(),
            "out": str(folder / "out.txt"),
            "err": str(folder / "err.txt"),
            "before": before,
            "kill_after": kill_after,
        }
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        told = json.loads(self._server.stdout.readline())
        assert_group_ends(told["pid"])
        out, err = (Path(order[name]).read_text(encoding="utf-8") for name in ("out", "err"))
        return Ended(told["code"], out, err)


def assert_group_ends(group: int) -> None:
    """No process of a group lives for more than a few seconds longer."""
    deadline = time.monotonic() + SECONDS_TO_DIE
    with suppress(ProcessLookupError):
        while True:
            os.killpg(group, 0)
            assert time.monotonic() < deadline, f"a process of the group {group} lives on"
            time.sleep(0.01)
