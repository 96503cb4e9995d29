"""A night of very many learners during which one in twenty of everything goes wrong.

    found = soaked(Soak(learners=20_000, jobs=32), folder)

The night is `podcaster generate` in a process of its own, watched from outside through /proc. All
of it is real but for three things: the vendors are the stub, mastering hands out recordings that
are ready, and the store is a directory that refuses now and then. Scripts are a minute long, and
all of a script but its greeting is the same for everybody, so that a learner costs little.
"""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deployments import Deployment
from quick_nights import SHORT
from vendors import ENGINES, MODELS
from vendors.elsewhere import Elsewhere

from soaking.learners import write_learners
from soaking.sums import wrong_sums
from soaking.watching import Tenth, tenths, watched

PROGRAM = (str(Path(__file__).with_name("program.py")),)
SHARE = 0.05
_EXPORT = "learners.jsonl"
_TIMEOUT = 3  # seconds; what hangs does so for longer
_CONFIG = f"""{SHORT}
[learners]
source = "{_EXPORT}"

[speech]
without_credentials = "refuse"
"""
_SECTIONS = (
    *(f"models.{name}" for name in MODELS),
    *(f"engines.{name}" for name in ("polly", "google", "azure")),
)


@dataclass(frozen=True, kw_only=True)
class Soak:
    """What is asked for; `share` of all answers of vendors are wrong in some way."""

    learners: int
    jobs: int
    share: float = SHARE


@dataclass(frozen=True, kw_only=True)
class Soaked:
    """What became of a night: what it `told`, and in `wrong` what does not add up."""

    told: dict[str, Any]
    tenths: list[Tenth]
    seconds: float
    requests: int
    wrong: list[str]


def soaked(soak: Soak, folder: Path) -> Soaked:
    """One such night in `folder`, which is empty."""
    write_learners(folder / _EXPORT, soak.learners)
    with Elsewhere(short=True) as vendors:
        for provider in (*MODELS, *ENGINES):
            vendors.always(provider, f"mixed:{soak.share}")
        deployment = Deployment(folder, vendors.environment()).configure(_configuration())
        began = time.monotonic()
        with (folder / "told.json").open("w") as out, (folder / "said.txt").open("w") as err:
            asked = ("generate", "--json", "--jobs", str(soak.jobs))
            night = deployment.start(*asked, program=PROGRAM, out=out, err=err)
            samples = list(watched(night, deployment))
        seconds = time.monotonic() - began
        accounts = vendors.accounts()
    told = json.loads((folder / "told.json").read_text())
    wrong = list(wrong_sums(told, soak.learners, deployment))
    if night.returncode != 3:  # some learners cannot be served
        wrong.append(f"exit code {night.returncode}")
    return Soaked(
        told=told,
        tenths=tenths(samples, told["due"]),
        seconds=seconds,
        requests=sum(accounts[each]["requests"] for each in (*MODELS, *ENGINES)),
        wrong=wrong,
    )


def _configuration() -> str:
    """What accounts allow at once and per second is lifted, as are long waits."""
    sections = []
    for name in _SECTIONS:
        hurried = "per_second = 10000\n" if name in ("engines.polly", "engines.google") else ""
        sections.append(f"\n[{name}]\ntimeout = {_TIMEOUT}\nat_once = 256\n{hurried}")
    return _CONFIG + "".join(sections)
