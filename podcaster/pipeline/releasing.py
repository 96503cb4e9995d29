"""What a finished episode has paid for stays a while: the next learner may need the same clip."""

import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from podcaster.remote.kept import Kept


@dataclass(frozen=True, slots=True)
class _Held:
    keys: tuple[str, ...]
    owner: str
    bytes: int


class Releasing:
    """Answers of finished episodes, held back until there are more than `max_bytes` of them.

    Then those of the first ones go, but for the answers that a second owner has asked for
    meanwhile. Thread-safe.
    """

    def __init__(self, kept: Kept, max_bytes: int) -> None:
        self._kept, self._max_bytes = kept, max_bytes
        self._lock = threading.Lock()
        self._held: deque[_Held] = deque()
        self._bytes = 0

    def add(self, keys: Iterable[str], owner: str) -> None:
        """Takes the answers of one more finished episode; lets others go to make room."""
        found = tuple(keys)
        one = _Held(found, owner, self._kept.bytes_of(found))
        with self._lock:
            self._held.append(one)
            self._bytes += one.bytes
        self._release_down_to(self._max_bytes)

    def finish(self) -> None:
        """Lets all of them go: no learner is left who could share one."""
        self._release_down_to(-1)

    def _release_down_to(self, max_bytes: int) -> None:
        while one := self._first_over(max_bytes):
            self._kept.release(one.keys, one.owner)

    def _first_over(self, max_bytes: int) -> _Held | None:
        with self._lock:
            if self._bytes <= max_bytes or not self._held:
                return None
            one = self._held.popleft()
            self._bytes -= one.bytes
            return one
