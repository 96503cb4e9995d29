"""One account during one run: slots, rate, pauses, bench, breakers, budget and spend."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from podcaster.errors import Deferred, Rejected, Transient, Unavailable
from podcaster.remote.access import Access
from podcaster.remote.budget import Budget


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


def test_requests_start_no_faster_than_the_rate(clock):
    access = Access("p", at_once=9, per_second=4, clock=clock, sleep=clock.sleep)
    starts = []
    for _ in range(5):
        with access.slot():
            starts.append(clock.now)
    assert starts == [0, 0.25, 0.5, 0.75, 1.0]


def test_idle_time_is_not_saved_up_for_a_burst(clock):
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


def fail(access: Access, error: Exception, model: str = "") -> None:
    with pytest.raises(type(error)), access.slot(model):
        raise error


def enter(access: Access, model: str = "", **place) -> None:
    with access.slot(model, **place):
        pass


def test_a_benched_model_or_voice_is_out_and_the_others_are_not():
    access = Access("p", at_once=1)
    access.bench(Unavailable("gpt-old is retired", kind="not_found"), "gpt-old")
    access.bench(Unavailable("Joe is gone", kind="not_found"), "Joe")
    enter(access, "gpt-new")
    enter(access, "neural", voice="Joanna")
    with pytest.raises(Unavailable, match="retired") as caught:
        enter(access, "gpt-old")
    assert caught.value.kind == "benched"
    with pytest.raises(Unavailable, match="Joe is gone"):
        enter(access, "neural", voice="Joe")
    assert access.benched is None
    assert set(access.all_benched) == {"gpt-old", "Joe"}


def test_each_model_has_a_breaker_of_its_own():
    access = Access("polly", at_once=1)
    for _ in range(5):
        fail(access, Transient("down", kind="overloaded"), "neural")
    with pytest.raises(Transient, match=r"polly \(neural\) is left in peace") as caught:
        enter(access, "neural")
    assert caught.value.kind == "cooling"
    enter(access, "standard")


def test_a_model_that_cools_takes_no_turn_from_the_others(clock):
    access = Access("p", at_once=1, per_second=0.1, clock=clock, sleep=clock.sleep)
    for _ in range(5):
        fail(access, Transient("down", kind="overloaded"), "a")
    for _ in range(9):
        with pytest.raises(Transient):
            enter(access, "a")
    enter(access, "b")
    assert clock.now == 50


def test_bad_questions_open_no_breaker():
    access = Access("p", at_once=1)
    for _ in range(50):
        fail(access, Rejected("too long", kind="too_long"))
    enter(access)


def test_a_probe_that_ends_in_a_bug_is_followed_by_another(clock):
    access = Access("p", at_once=1, clock=clock, sleep=clock.sleep)
    for _ in range(5):
        fail(access, Transient("down", kind="overloaded"))
    clock.sleep(30)
    fail(access, ZeroDivisionError())
    enter(access)


def test_after_a_rate_answer_with_a_hint_nobody_starts_before_that(clock):
    access = Access("p", at_once=2, clock=clock, sleep=clock.sleep)
    fail(access, Transient("slow down", kind="rate", retry_after=20), "a")
    enter(access, "b")
    assert clock.now == 20


def test_a_pause_that_comes_while_somebody_waits_for_a_turn_holds_for_him_too(clock):
    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        if clock.now == 2:
            access.pause(10)

    access = Access("p", at_once=2, per_second=0.5, clock=clock, sleep=sleep)
    enter(access)
    enter(access)
    assert clock.now == 12


def test_who_is_benched_while_he_waits_for_his_turn_does_not_start(clock):
    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        access.bench(Unavailable("the key is wrong", kind="auth"))

    access = Access("p", at_once=2, per_second=0.5, clock=clock, sleep=sleep)
    enter(access)
    with pytest.raises(Unavailable, match="the key is wrong"):
        enter(access)


def test_who_is_benched_while_he_waits_for_a_slot_waits_for_no_turn(clock):
    access = Access("p", at_once=1, per_second=0.5, clock=clock, sleep=clock.sleep)
    with ThreadPoolExecutor(1) as threads:
        with access.slot():
            waiting = threads.submit(enter, access)
            time.sleep(0.05)
            access.bench(Unavailable("the key is wrong", kind="auth"))
        with pytest.raises(Unavailable):
            waiting.result(5)
    assert sum(clock.slept) == 0


def test_a_pause_is_never_longer_than_a_minute(clock):
    access = Access("p", at_once=1, clock=clock, sleep=clock.sleep)
    access.pause(3600)
    enter(access)
    assert clock.now == 60


def test_a_server_that_wants_more_than_a_minute_is_left_to_cool(clock):
    access = Access("p", at_once=1, clock=clock, sleep=clock.sleep)
    fail(access, Transient("slow down", kind="rate", retry_after=120))
    with pytest.raises(Transient) as caught:
        enter(access)
    assert (caught.value.kind, caught.value.retry_after, clock.now) == ("cooling", 120, 0)


def test_nobody_waits_for_a_turn_that_comes_after_his_time(clock):
    access = Access("p", at_once=1, clock=clock, sleep=clock.sleep)
    access.pause(30)
    with pytest.raises(Transient, match="no turn for this learner") as caught:
        enter(access, until=30.0)
    assert (caught.value.kind, clock.now) == ("timeout", 0)
    enter(access, until=31.0)


def test_nobody_waits_for_a_slot_beyond_his_time():
    access = Access("p", at_once=1)
    with access.slot(), pytest.raises(Transient) as caught:
        enter(access, until=access.clock() + 0.05)
    assert caught.value.kind == "timeout"


@pytest.mark.parametrize("waiting_for", ["a slot", "a turn", "a pause", "nothing"])
def test_whoever_waits_when_the_run_is_told_to_stop_is_deferred(waiting_for):
    stop = threading.Event()
    per_second = 0.01 if waiting_for == "a turn" else None
    access = Access("p", at_once=1, per_second=per_second, stop=stop)
    if waiting_for == "a turn":
        enter(access)
    if waiting_for == "a pause":
        access.pause(60)
    if waiting_for == "nothing":
        stop.set()
    threading.Timer(0.05, stop.set).start()
    with ThreadPoolExecutor(1) as threads:
        if waiting_for == "a slot":
            with access.slot(), pytest.raises(Deferred, match="told to stop"):
                threads.submit(enter, access).result(5)
        else:
            with pytest.raises(Deferred, match="told to stop"):
                threads.submit(enter, access).result(5)


def test_what_is_spent_here_counts_for_the_budget_of_all():
    budget = Budget(100, None)
    access = Access("p", at_once=1, budget=budget)
    access.spend(30)
    access.spend_unmeasured(20)
    assert (access.spent_micro_usd, budget.spent_micro_usd) == (30, 50)
    with pytest.raises(Deferred, match="per_run_usd"), access.reserving(51):
        pass


def test_without_a_budget_anything_may_be_reserved():
    with Access("p", at_once=1).reserving(10**9):
        pass
