"""One account during one run: slots, rate, bench and spend."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from podcaster.errors import Unavailable
from podcaster.remote.access import Access


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_never_more_requests_are_under_way_than_there_are_slots():
    access = Access("p", at_once=3)
    inside, most, lock = 0, 0, threading.Lock()
    meeting = threading.Barrier(3, timeout=5)

    def visit(_: int) -> None:
        nonlocal inside, most
        with access.slot():
            with lock:
                inside += 1
                most = max(most, inside)
            meeting.wait()
            with lock:
                inside -= 1

    with ThreadPoolExecutor(9) as threads:
        list(threads.map(visit, range(9)))
    assert most == 3


def test_requests_start_no_faster_than_the_rate():
    clock = Clock()
    access = Access("p", at_once=9, per_second=4, clock=clock, sleep=clock.sleep)
    starts = []
    for _ in range(5):
        with access.slot():
            starts.append(clock.now)
    assert starts == [0, 0.25, 0.5, 0.75, 1.0]


def test_idle_time_is_not_saved_up_for_a_burst():
    clock = Clock()
    access = Access("p", at_once=9, per_second=2, clock=clock, sleep=clock.sleep)
    with access.slot():
        clock.sleep(10)
    for expected in (10, 10.5, 11):
        with access.slot():
            assert clock.now == expected


def test_a_benched_account_lets_nobody_in_and_says_why():
    access = Access("p", at_once=1)
    access.bench(Unavailable("the key is wrong", kind="auth"))
    with pytest.raises(Unavailable, match="the key is wrong"), access.slot():
        pass


def test_the_first_reason_for_the_bench_is_the_one_told():
    access = Access("p", at_once=1)
    access.bench(Unavailable("no quota", kind="quota"))
    access.bench(Unavailable("benched", kind="benched"))
    assert str(access.benched) == "no quota"


def test_whoever_waits_for_a_slot_when_the_account_is_benched_does_not_get_it():
    access, waiting = Access("p", at_once=1), threading.Event()

    def late() -> None:
        waiting.set()
        with access.slot():
            pytest.fail("got in")

    with ThreadPoolExecutor(1) as threads:
        with access.slot():
            future = threads.submit(late)
            waiting.wait(5)
            access.bench(Unavailable("no quota", kind="quota"))
        with pytest.raises(Unavailable):
            future.result(5)


def test_a_slot_is_given_back_when_the_request_fails():
    access = Access("p", at_once=1)
    for _ in range(2):
        with pytest.raises(ValueError, match="boom"), access.slot():
            raise ValueError("boom")


def test_spend_adds_up_over_threads():
    access = Access("p", at_once=1)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(access.spend, [3] * 1000))
    assert access.spent_micro_usd == 3000
