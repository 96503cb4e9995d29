"""One provider account during one run, shared by every chain and learner of it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from podcaster.errors import Unavailable


class Access:
    """Slots, rate, bench and spend of one provider account.

    `at_once` requests may be under way together and `per_second` may start in a second (None: no
    limit). Once benched, it lets nobody in for the rest of the run. Thread-safe.
    """

    def __init__(
        self,
        provider: str,
        *,
        at_once: int,
        per_second: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self.provider = provider
        self._slots = threading.BoundedSemaphore(at_once)
        self._interval = 1 / per_second if per_second else 0.0
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._next_start = float("-inf")
        self._benched: Unavailable | None = None
        self._spent_micro_usd = 0

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Holds one of the slots, waiting for it and for the rate; Unavailable if benched."""
        self._refuse_if_benched()
        with self._slots:
            self._refuse_if_benched()
            self._sleep(self._reserve_start())
            yield

    def bench(self, error: Unavailable) -> None:
        """Lets nobody in any more; the first reason is the one that is told."""
        with self._lock:
            self._benched = self._benched or error

    @property
    def benched(self) -> Unavailable | None:
        """Why this account is out for the run, None if it is not."""
        return self._benched

    def spend(self, micro_usd: int) -> None:
        """Adds what one request cost, in millionths of a US dollar."""
        with self._lock:
            self._spent_micro_usd += micro_usd

    @property
    def spent_micro_usd(self) -> int:
        """What this run has spent here so far."""
        return self._spent_micro_usd

    def _refuse_if_benched(self) -> None:
        if self._benched is not None:
            raise Unavailable(str(self._benched), kind="benched")

    def _reserve_start(self) -> float:
        with self._lock:
            now = self._clock()
            start = max(now, self._next_start)
            self._next_start = start + self._interval
            return start - now
