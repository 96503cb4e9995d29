"""How fast bytes may go."""

import threading
import time


class Pace:
    """A number of bytes per second that several threads share; None: as fast as it goes.

    It is kept on average: an object goes as one, when there is room for all of it.
    """

    def __init__(self, bytes_per_second: int | None, stop: threading.Event) -> None:
        self._rate, self._stop = bytes_per_second, stop
        self._turn, self._free_at = threading.Lock(), 0.0

    def wait(self, size: int) -> bool:
        """Waits until so many bytes may go; False where the program was asked to end instead."""
        if self._rate is not None:
            with self._turn:
                begins = max(time.monotonic(), self._free_at)
                self._free_at = begins + size / self._rate
            self._stop.wait(max(0.0, begins - time.monotonic()))
        return not self._stop.is_set()
