"""Nights of which one call fails, and the runs after them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from killings.cloud import Scene

from failing_calls import BROKEN, FULL

DESIGNED = {0, 2, 3, 4, 75}
"""The exit codes that a night may have of which one call failed; 1 is a bug."""
FAIL = "failing_calls:fail_nth"


@dataclass(frozen=True)
class Fault:
    """A night whose `nth` call, a `what`, failed; `amiss` is "" if that had no consequences."""

    nth: int
    kind: str
    what: str
    code: int
    amiss: str


class Faulty:
    """Where such nights are made: one learner after the other, so that calls have an order."""

    def __init__(self, folder: Path, store: str, learners: int) -> None:
        self._told = folder / "failed.json"
        self._scene = Scene(folder, store=store, learners=learners, jobs=1)

    def __enter__(self) -> Self:
        self._scene.__enter__()
        return self

    def __exit__(self, *raised: object) -> None:
        self._scene.__exit__(*raised)

    def night(self, nth: int, kind: str) -> Fault:
        """A night whose `nth` call fails, and a plain one after it."""
        trap = (FAIL, str(nth), kind, str(self._told))
        ended, amiss = self._scene.failed_and_mended(f"call-{nth}", trap)
        if ended.code not in DESIGNED or "Traceback" in ended.err or "a bug" in ended.err:
            amiss = f"ended with {ended.code}: {ended.err[-2000:]} {amiss}"
        what = json.loads(self._told.read_text())
        return Fault(nth, kind, what, ended.code, amiss)


def first_clean(faulty: Faulty, numbers: Iterable[int]) -> Iterator[Fault]:
    """Nights for all these numbers, with both kinds of failure, up to the first that met none."""
    for nth in numbers:
        for kind in (FULL, BROKEN):
            fault = faulty.night(nth, kind)
            if not fault.what:
                return
            yield fault
