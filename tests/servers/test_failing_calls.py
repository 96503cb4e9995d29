"""A night of which any one call fails ends in sentences, and the next run makes up for it.

Every call is tried by `python benchmarks/nth_fault.py`.
"""

from pathlib import Path

import pytest
from failing_calls import FULL
from failing_calls.nights import Faulty, first_clean
from killings.cloud import STORES

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]
EVERY = 27


@pytest.mark.parametrize("store", STORES)
def test_a_call_that_fails_costs_one_more_run_and_nothing_else(tmp_path: Path, store: str) -> None:
    start = STORES.index(store) * EVERY // 2
    with Faulty(tmp_path, store, learners=2) as faulty:
        nights = list(first_clean(faulty, range(1 + start, 1000, EVERY)))
    assert len(nights) > 10
    assert [night for night in nights if night.amiss] == []


def test_a_full_disk_under_the_lock_ends_in_no_traceback(tmp_path: Path) -> None:
    with Faulty(tmp_path, "local", learners=1) as faulty:
        first = [faulty.night(nth, FULL) for nth in range(1, 6)]
    assert "pwrite" in {night.what for night in first}
    assert [night for night in first if night.amiss] == []
