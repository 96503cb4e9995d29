"""Spending stops before a limit is passed by more than what is in flight."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.errors import Deferred
from podcaster.remote.budget import Budget

DOLLAR = 1_000_000


def test_without_limits_everything_may_be_spent():
    budget = Budget(None, None)
    budget.add(10**12)
    with budget.reserve(10**12), budget.reserve(None):
        pass
    assert budget.spent_micro_usd == 10**12


def test_the_limit_of_a_run_is_named_with_its_key():
    budget = Budget(2 * DOLLAR, None)
    budget.add(2 * DOLLAR)
    with (
        pytest.raises(Deferred, match=r"2\.00 of \[budget\] per_run_usd = 2\.00"),
        budget.reserve(1),
    ):
        pass


def test_what_earlier_runs_of_the_day_spent_counts_for_the_day_alone():
    budget = Budget(2 * DOLLAR, 3 * DOLLAR, spent_today=2 * DOLLAR)
    with budget.reserve(DOLLAR):
        pass
    with (
        pytest.raises(Deferred, match=r"2\.00 of \[budget\] per_day_usd = 3\.00"),
        budget.reserve(DOLLAR + 1),
    ):
        pass


def test_a_request_that_may_cost_more_than_is_left_is_not_made():
    budget = Budget(100, None)
    budget.add(60)
    with budget.reserve(40):
        pass
    with pytest.raises(Deferred), budget.reserve(41):
        pass


def test_a_request_of_unknown_cost_is_made_until_the_limit_is_reached():
    budget = Budget(100, None)
    with budget.reserve(None):
        budget.add(100)
    with pytest.raises(Deferred), budget.reserve(None):
        pass


def test_a_request_that_is_free_is_always_made():
    with Budget(0, 0).reserve(0):
        pass


def test_an_unknown_cost_adds_nothing():
    budget = Budget(100, None)
    budget.add(None)
    assert budget.spent_micro_usd == 0


def test_a_reservation_is_given_back_when_the_request_fails():
    budget = Budget(100, None)
    for _ in range(3):
        with pytest.raises(ValueError, match="boom"), budget.reserve(100):
            raise ValueError("boom")


def test_whoever_meets_only_the_reservations_of_others_waits_for_them():
    budget, waiting = Budget(100, None), threading.Event()

    def late() -> str:
        waiting.set()
        with budget.reserve(60):
            return "made"

    with ThreadPoolExecutor(1) as threads:
        with budget.reserve(60):
            made = threads.submit(late)
            waiting.wait(5)
            budget.add(10)
            assert not made.done()
        assert made.result(5) == "made"


def test_whoever_waits_for_money_may_lose_patience():
    budget, looked = Budget(100, None), []

    def look() -> None:
        looked.append(True)
        if len(looked) == 2:
            raise TimeoutError

    with budget.reserve(60):
        with pytest.raises(TimeoutError), budget.reserve(60, meanwhile=look):
            pass
        with budget.reserve(40, meanwhile=look):
            pass
    assert len(looked) == 2


def test_whoever_waits_for_money_is_deferred_when_the_run_is_told_to_stop():
    stop = threading.Event()
    budget = Budget(100, None, stop=stop)
    threading.Timer(0.05, stop.set).start()
    with ExitStack() as held:
        held.enter_context(budget.reserve(60))
        with pytest.raises(Deferred, match="told to stop"), budget.reserve(60):
            pass


@given(
    limit=st.integers(min_value=0, max_value=500),
    costs=st.lists(st.integers(min_value=0, max_value=100), max_size=40),
)
def test_a_limit_is_never_passed_where_the_estimates_are_true(limit, costs):
    budget = Budget(limit, None)
    for cost in costs:
        try:
            with budget.reserve(cost):
                budget.add(cost)
        except Deferred:
            continue
    assert budget.spent_micro_usd <= limit


def test_threads_together_pass_a_limit_by_nothing_where_the_estimates_are_true():
    budget = Budget(1000, None)

    def spend(_: int) -> None:
        try:
            with budget.reserve(7):
                budget.add(7)
        except Deferred:
            pass

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(spend, range(400)))
    assert 1000 - 7 < budget.spent_micro_usd <= 1000


def test_small_amounts_are_told_to_the_last_digit() -> None:
    budget = Budget(5_000, None)
    budget.add(4_321)
    with (
        pytest.raises(Deferred, match=r"0\.004321 of \[budget\] per_run_usd = 0\.005 are"),
        budget.reserve(1_000),
    ):
        pass
