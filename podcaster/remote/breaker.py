"""One model that is in trouble is left in peace for a while."""

import threading
import time
from collections import deque
from collections.abc import Callable

from podcaster.errors import Transient

COUNTED = frozenset({"overloaded", "timeout", "connection", "rate", "empty"})
"""The kinds of error that say something about the provider and not about the question."""

LONGEST_HINT = 60.0
"""Seconds that a server's hint is waited for; after a longer one the next provider is asked."""

_WINDOW, _AT_LEAST, _SHARE = 60.0, 5, 0.5
_COOLS, _COOLS_AT_MOST = 30.0, 300.0
_NEWEST = 100
_PROBING = 1.0


class Breaker:
    """Shut, it lets everybody pass; cooling, nobody; then one request, the probe, decides.

    It opens when of at least 5 counted requests of the last 60 s half have failed, and at once when
    a server asks for more peace than anybody would wait for. It cools for 30 s, each time twice
    as long, 300 s at most. Thread-safe.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, name: str = "it") -> None:
        self._clock, self._name = clock, name
        self._lock = threading.Lock()
        self._seen: deque[tuple[float, bool]] = deque(maxlen=_NEWEST)
        self._cools_until: float | None = None
        self._next_cooling = _COOLS
        self._probing = False
        self._why = ""
        self._era = 0  # how often it has opened

    def look(self) -> None:
        """Transient (`cooling`) where `admit` would say so; takes no probe."""
        with self._lock:
            self._refuse()

    def admit(self) -> int:
        """Lets one request pass, or Transient (`cooling`) with the seconds that are left.

        The ticket goes back with what became of the request, so that one which began before the
        breaker last opened decides nothing.
        """
        with self._lock:
            self._refuse()
            if self._cools_until is not None:
                self._probing = True
            return self._era

    def succeeded(self, ticket: int | None = None) -> None:
        """The request was answered; after the probe's answer everybody may pass again."""
        with self._lock:
            if not self._is_of_now(ticket):
                return
            if self._cools_until is None:
                self._seen.append((self._clock(), False))
            else:
                self._shut()

    def failed(
        self, kind: str, retry_after: float | None = None, ticket: int | None = None
    ) -> None:
        """The request failed; kinds that say nothing about the provider do not count."""
        if kind not in COUNTED:
            return self.left(ticket)
        with self._lock:
            if not self._is_of_now(ticket):
                return None
            self._seen.append((self._clock(), True))
            hint = retry_after or 0.0
            if self._cools_until is not None or hint > LONGEST_HINT or self._has_seen_enough():
                self._open(kind, hint)
        return None

    def left(self, ticket: int | None = None) -> None:
        """The request ended without a word about the provider; the next one may be the probe."""
        with self._lock:
            if self._is_of_now(ticket):
                self._probing = False

    def _refuse(self) -> None:
        if self._cools_until is None:
            return
        left = self._cools_until - self._clock()
        if self._probing:
            left = max(left, _PROBING)
        if left > 0:
            raise Transient(
                f"{self._name} is left in peace for another {left:.0f} s (last trouble: "
                f"{self._why})",
                kind="cooling",
                retry_after=left,
            )

    def _is_of_now(self, ticket: int | None) -> bool:
        return ticket is None or ticket == self._era

    def _has_seen_enough(self) -> bool:
        since = self._clock() - _WINDOW
        recent = [failed for at, failed in self._seen if at > since]
        return len(recent) >= _AT_LEAST and sum(recent) >= _SHARE * len(recent)

    def _open(self, kind: str, hint: float) -> None:
        cools = min(max(self._next_cooling, hint), _COOLS_AT_MOST)
        self._next_cooling = min(2 * self._next_cooling, _COOLS_AT_MOST)
        self._cools_until = self._clock() + cools
        self._why, self._probing = kind, False
        self._era += 1

    def _shut(self) -> None:
        self._cools_until, self._next_cooling = None, _COOLS
        self._probing = False
        self._seen.clear()
