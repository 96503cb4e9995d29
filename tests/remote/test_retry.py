"""One loop asks again: how often, how long after, and when no more."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.errors import Deferred, ProviderError, Rejected, Transient, Unavailable
from podcaster.remote.access import Access
from podcaster.remote.retry import TRIES, backoff, retried


class Troubled:
    """Raises its troubles in turn, then answers; counts how often it was asked."""

    def __init__(self, *troubles: Exception) -> None:
        self.troubles, self.asked = list(troubles), 0

    def __call__(self) -> str:
        self.asked += 1
        if self.troubles:
            raise self.troubles.pop(0)
        return "yes"


def transient(kind: str, retry_after: float | None = None) -> Transient:
    return Transient(f"{kind} it is", kind=kind, retry_after=retry_after)


def ask(call, clock, **changes):
    return retried(call, sleep=clock.sleep, clock=clock, uniform=lambda low, high: high, **changes)


@pytest.mark.parametrize(
    ("kind", "tries"),
    [("rate", 3), ("overloaded", 3), ("timeout", 2), ("connection", 2), ("empty", 2)],
)
def test_each_kind_of_trouble_is_tried_so_often_in_all(clock, kind, tries):
    for_ever = Troubled(*[transient(kind) for _ in range(9)])
    with pytest.raises(Transient):
        ask(for_ever, clock)
    assert for_ever.asked == tries == TRIES[kind]
    nearly = Troubled(*[transient(kind) for _ in range(tries - 1)])
    assert ask(nearly, clock) == "yes"


@pytest.mark.parametrize(
    "trouble",
    [
        transient("cooling", 5),
        transient("never heard of"),
        Rejected("no", kind="gate"),
        Unavailable("no", kind="auth"),
        Deferred("the disk is full"),
        ZeroDivisionError(),
    ],
    ids=lambda trouble: getattr(trouble, "kind", type(trouble).__name__),
)
def test_nothing_else_is_tried_again(clock, trouble):
    call = Troubled(trouble)
    with pytest.raises(type(trouble)) as caught:
        ask(call, clock)
    assert caught.value is trouble
    assert (call.asked, clock.slept) == (1, [])


def test_the_last_error_is_the_one_raised(clock):
    call = Troubled(transient("rate"), transient("timeout"))
    with pytest.raises(ProviderError, match="timeout it is"):
        ask(call, clock)


def test_it_waits_half_a_second_and_twice_as_long_each_time(clock):
    ask(Troubled(transient("overloaded"), transient("overloaded")), clock)
    assert clock.slept == [0.5, 1.0]


@given(st.integers(min_value=1, max_value=1000))
def test_a_wait_is_never_longer_than_eight_seconds_and_never_the_same_for_all(tried):
    whole = min(0.5 * 2.0 ** (tried - 1), 8.0)
    assert 0.75 * whole <= backoff(tried) <= whole


def test_a_hint_is_waited_for(clock):
    ask(Troubled(transient("rate", 60.0), transient("overloaded", 0.0)), clock)
    assert clock.slept == [60.0, 0.0]


def test_a_longer_hint_than_a_minute_is_not_waited_for(clock):
    call = Troubled(transient("rate", 60.1))
    with pytest.raises(Transient):
        ask(call, clock)
    assert (call.asked, clock.slept) == (1, [])


def test_it_never_sleeps_past_the_deadline(clock):
    call = Troubled(transient("rate", 4.0), transient("rate", 4.0))
    with pytest.raises(Transient):
        ask(call, clock, until=8.0)
    assert clock.slept == [4.0]


def test_a_run_that_is_told_to_stop_does_not_sleep_to_the_end():
    stop = threading.Event()
    access = Access("p", at_once=1, stop=stop)
    threading.Timer(0.05, stop.set).start()
    call = Troubled(transient("rate", 50.0))
    with pytest.raises(Deferred, match="told to stop"):
        retried(call, sleep=access.rest, clock=access.clock)
    assert call.asked == 1
