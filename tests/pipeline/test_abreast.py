"""Several at once, never more than asked for, never read ahead."""

import threading
import time
from collections.abc import Iterator

from podcaster.pipeline.abreast import Abreast


def run(crew: Abreast[int, int], items: Iterator[int]) -> list[int]:
    return [*(done for item in items for done in crew.take(item)), *crew.finish()]


def test_every_item_is_worked_on_once():
    assert sorted(run(Abreast(lambda n: n * n, 4), iter(range(50)))) == [n * n for n in range(50)]


def test_never_more_than_the_jobs_are_taken_from_the_source():
    taken, done, most = 0, 0, 0

    def source() -> Iterator[int]:
        nonlocal taken, most
        for n in range(40):
            taken += 1
            most = max(most, taken - done)
            yield n

    crew = Abreast(lambda n: n, 5)
    for item in source():
        for _ in crew.take(item):
            done += 1
    done += sum(1 for _ in crew.finish())
    assert (most, done) == (5, 40)


def test_a_slow_one_does_not_hold_up_the_others():
    gate = threading.Event()

    def work(n: int) -> int:
        if n == 0:
            gate.wait(5)
        return n

    crew = Abreast(work, 2)
    early = [done for n in range(10) for done in crew.take(n)]
    gate.set()
    assert early == list(range(1, 10))
    assert list(crew.finish()) == [0]


def test_jobs_run_side_by_side():
    began = time.monotonic()
    run(Abreast(lambda n: time.sleep(0.2) or n, 8), iter(range(8)))
    assert time.monotonic() - began < 1.0
