"""Where the money of a run stops."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from podcaster.errors import Deferred, OutOfBudget

_LOOK = 0.2  # seconds between two looks at the stop event


class Budget:
    """What may be spent in a run and in a day, in millionths of a US dollar. Thread-safe.

    `run_limit` and `day_limit` are None where there is no limit; `spent_today` is what earlier runs
    of the day have spent. Whoever is about to spend reserves an estimate first, so that a limit is
    passed by no more than the estimates of what is in flight are wrong.
    """

    def __init__(
        self,
        run_limit: int | None,
        day_limit: int | None,
        spent_today: int = 0,
        *,
        stop: threading.Event | None = None,
    ) -> None:
        self._limits = (
            ("run", "per_run_usd", run_limit, 0),
            ("day", "per_day_usd", day_limit, spent_today),
        )
        self._spent = self._reserved = 0
        self._stop = stop or threading.Event()
        self._changed = threading.Condition()

    @contextmanager
    def reserve(
        self, estimate: int | None, *, meanwhile: Callable[[], object] = lambda: None
    ) -> Iterator[None]:
        """Holds `estimate` (None: not known, which reserves nothing) while the block spends it.

        OutOfBudget where it would pass a limit. Where only the reservations of others stand in the
        way, it waits for them: most requests cost less than was thought. What `meanwhile` raises
        ends the waiting; it is called several times a second.
        """
        asked = estimate or 0
        with self._changed:
            while not self._fits(asked, is_free=estimate == 0):
                meanwhile()
                self._changed.wait(_LOOK)
            self._reserved += asked
        try:
            yield
        finally:
            with self._changed:
                self._reserved -= asked
                self._changed.notify_all()

    def add(self, cost: int | None) -> None:
        """Counts what was really spent, for a bad answer too; None where it is not known."""
        with self._changed:
            self._spent += cost or 0
            self._changed.notify_all()

    def allows(self, cost: int) -> bool:
        """True where so much more would pass no limit; reserves nothing."""
        return all(
            limit is None or before + self._spent + cost <= limit
            for _, _, limit, before in self._limits
        )

    @property
    def spent_micro_usd(self) -> int:
        """What this run has spent."""
        return self._spent

    def _fits(self, asked: int, *, is_free: bool) -> bool:
        if is_free:
            return True
        if self._stop.is_set():
            raise Deferred("the run was told to stop; `podcaster retry` makes what is left")
        for span, key, limit, before in self._limits:
            if limit is None:
                continue
            spent = before + self._spent
            if spent >= limit or spent + asked > limit:
                raise OutOfBudget(_reached(span, key, limit, spent))
            if spent + self._reserved + asked > limit:
                return False
        return True


def _reached(span: str, key: str, limit: int, spent: int) -> str:
    return (
        f"the budget of this {span} is used up: {_usd(spent)} of [budget] {key} = {_usd(limit)} "
        "are spent and the next request may cost more than is left; "
        f"raise {key}, or run `podcaster retry` when there is money again"
    )


def _usd(micro_usd: int) -> str:
    """Cents, and whatever is smaller only where there is any."""
    cents, rest = divmod(micro_usd, 10_000)
    return f"{cents / 100:.2f}" + (f"{rest:04}".rstrip("0") if rest else "")
