"""The one loop that asks again."""

import random
from collections.abc import Callable
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type

from podcaster.errors import Transient
from podcaster.remote.breaker import LONGEST_HINT

Answer = TypeVar("Answer")

TRIES = {"rate": 3, "overloaded": 3, "timeout": 2, "connection": 2, "empty": 2}
"""How often one request is tried in all, by the kind of its last error; others once."""

_FIRST, _LONGEST = 0.5, 8.0
_JITTER = (0.75, 1.0)


def retried(
    call: Callable[[], Answer],
    *,
    sleep: Callable[[float], None],
    clock: Callable[[], float],
    until: float | None = None,
    uniform: Callable[[float, float], float] = random.uniform,
) -> Answer:
    """What `call` returns at last; its last error where it does not.

    Only a Transient is worth another try. Between two of them it waits as long as the server asked,
    else half a second, doubled each time, 8 s at most. It does not wait where the server asked for
    more than 60 s, nor where the waiting would pass `until` (on `clock`). An error that `sleep`
    raises ends the loop.
    """

    def wait(state: RetryCallState) -> float:
        hint = _error(state).retry_after
        if hint is not None:
            return max(hint, 0.0)
        return backoff(state.attempt_number, uniform)

    def stop(state: RetryCallState) -> bool:
        if state.attempt_number >= TRIES.get(_error(state).kind, 1):
            return True
        if state.upcoming_sleep > LONGEST_HINT:
            return True
        return until is not None and clock() + state.upcoming_sleep >= until

    return Retrying(
        stop=stop, wait=wait, sleep=sleep, retry=retry_if_exception_type(Transient), reraise=True
    )(call)


def backoff(tried: int, uniform: Callable[[float, float], float] = random.uniform) -> float:
    """Seconds to wait after `tried` tries where the server said nothing."""
    return min(_FIRST * 2.0 ** (tried - 1), _LONGEST) * uniform(*_JITTER)


def _error(state: RetryCallState) -> Transient:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, Transient)  # nothing else is retried
    return error
