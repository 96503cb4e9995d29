"""Several learners at once, without holding more of them than that."""

import ctypes
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from typing import Generic, Self, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_ARENA_MAX, _ARENAS = -8, 2  # M_ARENA_MAX of glibc's malloc.h


class Abreast(Generic[T, R]):
    """Calls `function` for what it is given in `jobs` threads, and yields results as they come.

    It takes the next one only when there is room, so an endless source needs no memory.
    """

    def __init__(self, function: Callable[[T], R], jobs: int) -> None:
        """Will call `function` in `jobs` threads."""
        _share_freed_memory()
        self._function, self._jobs = function, jobs
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="learner")
        self._under_way: set[Future[R]] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Waits for what is under way, however the block ended: nobody works on behind its back."""
        self._threads.shutdown()

    def take(self, one: T) -> Iterator[R]:
        """Starts on one; yields what is done if that was needed to make room for the next."""
        self._under_way.add(self._threads.submit(self._function, one))
        if len(self._under_way) >= self._jobs:
            yield from self._done()

    def finish(self) -> Iterator[R]:
        """Yields what is still under way as it is done."""
        while self._under_way:
            yield from self._done()

    def _done(self) -> Iterator[R]:
        done, self._under_way = wait(self._under_way, return_when=FIRST_COMPLETED)
        for future in done:
            yield future.result()


def _share_freed_memory() -> None:
    """Lets threads use again what others have freed.

    glibc gives many threads a heap of their own, where sound that is gone stays: with 32 threads
    200 MB. Other C libraries have no such thing to set.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS)
