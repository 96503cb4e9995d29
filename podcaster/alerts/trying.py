"""Sending that ends in time and says in a sentence what came of it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

_PAUSE, _SHARE = 1.0, 0.1  # seconds between two tries, or that share of what is left


@dataclass(frozen=True, slots=True)
class Told:
    """What came of one try: nothing `said` is success."""

    said: str = ""
    may_pass: bool = False
    """True where a second try may do better."""


def tried(send: Callable[[float], Told], until: float) -> str:
    """Calls `send` with the seconds that are left until `until` (monotonic), twice at most.

    "" where it was sent, else why not, of the last try.
    """
    told = send(_left(until))
    if told.may_pass and _left(until) > 0:
        time.sleep(min(_PAUSE, _SHARE * _left(until)))
        told = send(_left(until))
    return told.said


def _left(until: float) -> float:
    return max(until - time.monotonic(), 0)
