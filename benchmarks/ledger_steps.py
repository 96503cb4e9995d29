"""Lets anything happen to a ledger, in any order, and compares it with a plain dict every time.

python benchmarks/ledger_steps.py [STEPS]      a hundred thousand unless told
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from ledger.ledger_machine import LedgerMachine

AT_A_TIME, STEPS_OF_ONE = 50, 100
SETTINGS = settings(
    max_examples=AT_A_TIME,
    stateful_step_count=STEPS_OF_ONE,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def main(steps: int) -> None:
    began = time.monotonic()
    while LedgerMachine.steps < steps:
        run_state_machine_as_test(LedgerMachine, settings=SETTINGS)
    seconds = time.monotonic() - began
    print(f"{LedgerMachine.steps} steps in {LedgerMachine.ledgers} ledgers, {seconds:.0f} s")
    for name, times in sorted(LedgerMachine.did.items()):
        print(f"{times:9} {name}")
    print("the ledger held what the dict held after every step")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
