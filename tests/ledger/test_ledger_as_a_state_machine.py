"""Whatever happens to a ledger, in whatever order, it holds what a plain dict would hold.

A million steps: python benchmarks/ledger_steps.py 1000000
"""

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from ledger.ledger_machine import LedgerMachine

TINY = settings(max_examples=5, stateful_step_count=25, deadline=None, database=None)
LONG = settings(
    max_examples=18,
    stateful_step_count=100,
    deadline=None,
    database=None,
    phases=[Phase.generate],
)


def test_a_ledger_holds_what_a_dict_would_hold() -> None:
    run_state_machine_as_test(LedgerMachine, settings=TINY)


@pytest.mark.servers
def test_a_ledger_holds_what_a_dict_would_hold_in_the_long_run() -> None:
    run_state_machine_as_test(LedgerMachine, settings=LONG)
    rare = ("killed", "undone by the kill", "older version", "restored", "scrub", "objects gone")
    assert all(LedgerMachine.did[each] for each in rare), LedgerMachine.did
