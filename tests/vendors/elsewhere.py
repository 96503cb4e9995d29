"""The stub in a process of its own, so that its work is not counted as ours.

with Elsewhere(script=1.5, speech=2.0) as vendors:
    environment = vendors.environment()
    ...
    assert vendors.accounts()["openai"]["requests"] == 200
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Self

import requests


class Elsewhere:
    """A running `python -m vendors`; `script` and `speech` are seconds that an answer takes.

    With `own_words` no two scripts have anything to say in common; `short` ones take a minute.
    """

    def __init__(
        self,
        *,
        script: float = 0.0,
        speech: float = 0.0,
        keep: int = 0,
        own_words: bool = False,
        short: bool = False,
    ) -> None:
        command = [sys.executable, "-m", "vendors", "--keep", str(keep)]
        command += ["--own-words"] * own_words + ["--short"] * short
        self._process = subprocess.Popen(
            [*command, "--script", str(script), "--speech", str(speech)],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate(timeout=10)

    def environment(self) -> dict[str, str]:
        return requests.get(f"{self.url}/-/environment", timeout=10).json()

    def accounts(self) -> dict:
        """The accounts by provider, `micro_usd` of all of them, and what went `lost`."""
        return requests.get(f"{self.url}/-/accounts", timeout=10).json()

    def play(self, provider: str, *faults: str) -> None:
        """Faults by their names, as in `RATE` and `hang:5`."""
        self._post("play", {"provider": provider, "faults": faults})

    def always(self, provider: str, fault: str) -> None:
        self._post("always", {"provider": provider, "fault": fault})

    def slow(self, **seconds: float) -> None:
        """What answers of a provider, or of `script` or `speech`, take from now on."""
        self._post("latency", seconds)

    def clear(self) -> None:
        self._post("clear", {})

    def reset(self) -> None:
        self._post("reset", {})

    def _post(self, route: str, told: dict) -> None:
        requests.post(f"{self.url}/-/{route}", json=told, timeout=10).raise_for_status()
