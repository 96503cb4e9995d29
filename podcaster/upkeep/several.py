"""Several objects at once, without holding more of them than that."""

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def several(
    function: Callable[[T], R], items: Iterable[T], jobs: int, is_halted: Callable[[], bool]
) -> Generator[R, None, None]:
    """The results of `function`, called in `jobs` threads, as they come.

    As many again are queued, so that nobody waits while results are dealt with. Once it
    `is_halted`, no more items are taken, what is queued is dropped, and what is under way is done.
    """
    threads = ThreadPoolExecutor(jobs, thread_name_prefix="object")
    under_way: set[Future[R]] = set()
    try:
        for item in items:
            if is_halted():
                break
            under_way.add(threads.submit(function, item))
            while len(under_way) >= 2 * jobs:
                done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                yield from (each.result() for each in done)
        while under_way:
            if is_halted():
                under_way = {each for each in under_way if not each.cancel()}
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            yield from (each.result() for each in done)
    finally:
        threads.shutdown(cancel_futures=True)
