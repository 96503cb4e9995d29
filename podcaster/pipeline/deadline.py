"""When a run begins nothing more."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from podcaster.errors import Deferred


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment `at` (in seconds, on `clock`) after which no learner is started; never, by itself.

    A clock that is set back or forth does not move it.
    """

    at: float = math.inf
    clock: Callable[[], float] = time.monotonic

    @classmethod
    def after(cls, seconds: float, clock: Callable[[], float] = time.monotonic) -> "Deadline":
        """So many seconds from now."""
        return cls(clock() + seconds, clock)

    @property
    def is_over(self) -> bool:
        """True from that moment on."""
        return self.clock() >= self.at

    @property
    def error(self) -> Deferred:
        """What is said of whoever is left then."""
        return Deferred("the time of --max-runtime is over; the next run makes what is left")


NEVER = Deadline()
