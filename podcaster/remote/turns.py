"""When the next request to an account may start."""

import threading
from collections.abc import Callable

from podcaster.errors import Transient
from podcaster.remote.breaker import LONGEST_HINT


class Turns:
    """Requests start `per_second` in a second (None: no limit), and none during a pause.

    Idle time is not saved up. `rest` sleeps for so many seconds, or raises. Thread-safe.
    """

    def __init__(
        self,
        provider: str,
        per_second: float | None,
        *,
        clock: Callable[[], float],
        rest: Callable[[float], None],
    ) -> None:
        self._provider = provider
        self._interval = 1 / per_second if per_second else 0.0
        self._clock, self._rest = clock, rest
        self._lock = threading.Lock()
        self._next_start = self._paused_until = float("-inf")

    def pause(self, seconds: float) -> None:
        """Lets nobody start for so long, 60 s at most."""
        with self._lock:
            until = self._clock() + min(seconds, LONGEST_HINT)
            self._paused_until = max(self._paused_until, until)

    def wait(self, until: float | None) -> None:
        """Sleeps until it is our turn; Transient (`timeout`) if that is not before `until`."""
        start, due = self._reserve(until), float("-inf")
        while (later := max(start, self._paused_until)) > due:  # a pause may come while we sleep
            due = later
            self.refuse_if_late(due, until)
            self._rest(due - self._clock())

    def refuse_if_late(self, start: float, until: float | None) -> None:
        """Transient (`timeout`) if `start` is not before `until`."""
        if until is not None and start >= until:
            raise Transient(
                f"{self._provider} had no turn for this learner before the time was over; "
                "raise at_once or per_second if its account allows more",
                kind="timeout",
            )

    def _reserve(self, until: float | None) -> float:
        with self._lock:
            start = max(self._clock(), self._next_start)
            self.refuse_if_late(start, until)
            self._next_start = start + self._interval
            return start
