"""A job runs in a process of its own, and what befalls that process costs that job alone."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from podcaster.errors import Deferred, Rejected, Transient
from podcaster.workers import WorkerBug, WorkerLost, Workers


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(count=2, timeout=20, preload=["pytest", __name__]) as those:
        yield those


def _add(left: int, right: int) -> int:
    return left + right


def _process_id() -> int:
    return os.getpid()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _exit() -> None:
    raise SystemExit(3)


def _sleep(seconds: float) -> None:
    time.sleep(seconds)


def _megabytes(count: int) -> bytes:
    return b"\x01" * (count << 20)


def _length(data: bytes) -> int:
    return len(data)


def _reject() -> None:
    raise Rejected("no voice speaks Klingon", kind="no_voice")


def _be_transient() -> None:
    raise Transient("busy", kind="busy", http_status=429, retry_after=1.5)


def _divide(by: int) -> float:
    return 1 / by


class _Unsendable(Exception):
    def __init__(self, *, needed: str) -> None:
        super().__init__(f"needed {needed}")


def _raise_unsendable() -> None:
    raise _Unsendable(needed="a keyword")


def _return_unsendable() -> object:
    return threading.Lock()


def _signal_self(number: int) -> str:
    os.kill(os.getpid(), number)
    return "unmoved"


def test_a_function_returns_what_it_would_return_here(workers: Workers) -> None:
    assert workers.run(_add, 2, right=3) == 5


def test_every_job_has_a_process_of_its_own(workers: Workers) -> None:
    seen = {workers.run(_process_id) for _ in range(4)}
    assert len(seen) == 4
    assert os.getpid() not in seen


def test_large_arguments_and_results_travel(workers: Workers) -> None:
    assert workers.run(_length, b"x" * (12 << 20)) == 12 << 20
    assert len(workers.run(_megabytes, 12)) == 12 << 20


@pytest.mark.parametrize("death", [_die, _exit])
def test_a_worker_that_dies_costs_its_own_job_only(
    workers: Workers, death: Callable[[], None]
) -> None:
    with pytest.raises(WorkerLost, match=f"the process of {death.__qualname__} died"):
        workers.run(death)
    assert workers.run(_add, 1, 1) == 2


def test_a_job_that_takes_too_long_is_stopped() -> None:
    with Workers(count=1, timeout=0.4, preload=["pytest", __name__]) as impatient:
        started = time.monotonic()
        with pytest.raises(WorkerLost, match=r"_sleep took longer than 0\.4 s"):
            impatient.run(_sleep, 30)
        assert time.monotonic() - started < 5


def test_the_program_s_own_errors_come_home_whole(workers: Workers) -> None:
    with pytest.raises(Rejected, match="no voice speaks Klingon") as rejected:
        workers.run(_reject)
    assert rejected.value.kind == "no_voice"
    with pytest.raises(Transient) as transient:
        workers.run(_be_transient)
    assert (transient.value.kind, transient.value.http_status) == ("busy", 429)
    assert transient.value.retry_after == 1.5


def test_a_foreign_exception_comes_home_with_the_worker_s_traceback(workers: Workers) -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        workers.run(_divide, 0)
    assert "in _divide" in "".join(caught.value.__notes__)


def test_an_exception_that_cannot_travel_is_told_in_words(workers: Workers) -> None:
    with pytest.raises(WorkerBug, match=r"_Unsendable: needed a keyword"):
        workers.run(_raise_unsendable)


def test_a_result_that_cannot_travel_is_told_in_words(workers: Workers) -> None:
    with pytest.raises(TypeError, match="pickle"):
        workers.run(_return_unsendable)


def test_arguments_that_cannot_travel_are_the_caller_s_error(workers: Workers) -> None:
    with pytest.raises(TypeError, match="pickle"):
        workers.run(_length, threading.Lock())  # type: ignore[arg-type]  # wrong on purpose
    assert workers.run(_add, 1, 1) == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_to_the_whole_group_leave_a_running_job_alone(
    workers: Workers, number: signal.Signals
) -> None:
    assert workers.run(_signal_self, number) == "unmoved"


def test_many_threads_may_ask_at_once_and_no_more_than_count_run(workers: Workers) -> None:
    with ThreadPoolExecutor(16) as threads:
        sums = list(threads.map(lambda n: workers.run(_add, n, n), range(40)))
    assert sums == [n + n for n in range(40)]


def test_deaths_among_many_threads_cost_only_their_own_jobs(workers: Workers) -> None:
    def job(number: int) -> str:
        try:
            workers.run(_die) if number % 3 == 0 else workers.run(_sleep, 0)
        except WorkerLost:
            return "lost"
        return "done"

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(job, range(24)))
    assert outcomes == ["lost", "done", "done"] * 8


def test_once_asked_to_stop_only_the_last_job_of_several_is_begun() -> None:
    stop = threading.Event()
    with Workers(count=1, timeout=60, preload=["pytest", __name__]) as workers:
        workers.begin_nothing_after(stop)
        assert workers.run(_add, 1, 1) == 2
        stop.set()
        with pytest.raises(Deferred, match="asked to stop"):
            workers.run(_add, 1, 1)
        assert workers.run_ahead(_add, 1, 1) == 2


def test_stopping_ends_what_runs_and_refuses_what_comes() -> None:
    workers = Workers(count=1, timeout=30, preload=["pytest", __name__])
    with ThreadPoolExecutor(2) as threads:
        jobs = [threads.submit(workers.run, _sleep, 30) for _ in range(2)]
        time.sleep(0.5)
        started = time.monotonic()
        workers.stop()
        for job in jobs:
            with pytest.raises(Deferred):
                job.result(timeout=10)
    assert time.monotonic() - started < 3
