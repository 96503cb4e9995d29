"""What a service's refusal means, by its status and the service's own short word for it."""

import re
import time
from collections.abc import Mapping

from podcaster.errors import CannotServe, OutOfRoom, PodcasterError, Transient
from podcaster.remote.http import hint_of
from podcaster.storage.bucket import Refused

_FULL = {"quotaExceeded", "dailyLimitExceeded", "InsufficientStorage"}
_RATE = {"rateLimitExceeded", "userRateLimitExceeded"}
_BUSY = {408, 500, 502, 503, 504}
_MISPLACED = {301, 302, 307, 308, 404}


def refusal(
    place: str, status: int, word: str, headers: Mapping[str, str] | None = None
) -> PodcasterError:
    """An error about `place` that says what to do.

    Of what the service said only `word` is repeated: the rest may hold names and signatures.
    """
    said = f"HTTP {status}" + (f", {word}" if (word := _plain(word)) else "")
    if word in _FULL or status == 507:
        return OutOfRoom(f"{place} is full ({said}); raise its quota, then run `podcaster retry`")
    if status == 429 or word in _RATE:
        return _transient(f"{place} is asked too often ({said})", "rate", status, headers)
    if status in _BUSY:
        return _transient(f"{place} is busy or broken ({said})", "overloaded", status, headers)
    if status in (401, 403):
        return Refused(f"{place} refuses these credentials ({said}); look at them and their rights")
    if status in _MISPLACED:
        return Refused(f"{place} is not there ({said}); look at its name and its endpoint")
    return CannotServe(f"{place} does not take a request ({said}); look at the store")


def out_of_time(place: str) -> Transient:
    """Nobody answered, or not to the end, before the time was over."""
    return Transient(f"{place} gave no whole answer in time; look at `timeout`", kind="timeout")


def unreachable(place: str, error: BaseException) -> Transient:
    """No connection, or one that broke off."""
    said = f"{place} could not be asked to the end ({type(error).__name__})"
    return Transient(said, kind="connection")


def _transient(said: str, kind: str, status: int, headers: Mapping[str, str] | None) -> Transient:
    small = {name.lower(): value for name, value in (headers or {}).items()}
    hint = hint_of(small, time.time())
    return Transient(said, kind=kind, http_status=status, retry_after=hint)


def _plain(word: str) -> str:
    return word if re.fullmatch(r"[A-Za-z]{1,64}", word) else ""
