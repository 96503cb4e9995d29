"""One provider account during one run, shared by every chain and learner of it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from podcaster.errors import Deferred, ProviderError, Transient, Unavailable
from podcaster.remote.breaker import LONGEST_HINT, Breaker
from podcaster.remote.budget import Budget
from podcaster.remote.turns import Turns

_LOOK = 0.2  # seconds between two looks at the stop event
_ACCOUNT = ""


class Access:
    """Slots, rate, bench, breakers and spend of one provider account.

    `at_once` requests may be under way together and `per_second` may start in a second (None: no
    limit). Once benched, it lets nobody in for the rest of the run. Each model has its breaker.
    When `stop` is set, whoever waits here is Deferred; so is who would pass the `budget`.
    Thread-safe. `sleep` may end early when `stop` is set.
    """

    def __init__(
        self,
        provider: str,
        *,
        at_once: int,
        per_second: float | None = None,
        budget: Budget | None = None,
        stop: threading.Event | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self.provider, self.clock = provider, clock
        self._slots = threading.BoundedSemaphore(at_once)
        self._budget, self._stop = budget, stop or threading.Event()
        self._sleep = sleep or self._stop.wait
        self._lock = threading.Lock()
        self._turns = Turns(provider, per_second, clock=clock, rest=self.rest)
        self._benched: dict[str, Unavailable] = {}
        self._breakers: dict[str, Breaker] = {}
        self._spent_micro_usd = 0

    @contextmanager
    def slot(
        self, model: str = "", *, voice: str = "", until: float | None = None
    ) -> Iterator[None]:
        """Holds one of the slots, waiting for it, for the rate and for a pause.

        Unavailable (`benched`) if the account, the model or the voice is out; Transient (`cooling`)
        if the model is left in peace, and (`timeout`) if `until` (on `clock`) would pass meanwhile.
        What the block raises tells the breaker, and the others if the provider wants a pause.
        """
        breaker = self._breaker(model)
        self._refuse(model, voice, breaker)
        with self._one_of_the_slots(until):
            self._refuse(model, voice, breaker)
            self._turns.wait(until)
            self._refuse(model, voice, breaker)
            with self._judged(breaker):
                yield

    @contextmanager
    def reserving(
        self, estimate: int | None, model: str = "", *, voice: str = "", until: float | None = None
    ) -> Iterator[None]:
        """Holds `estimate` of the budget while it is spent; Deferred where that is used up.

        It may have to be waited for, so nobody holds a slot then; what nobody would get a slot for
        is refused as by `slot`.
        """

        def look() -> None:
            if until is not None and self.clock() >= until:
                raise Transient(
                    f"{self.provider} was not asked in this learner's time, because other requests"
                    " might have used up the budget; raise it in [budget], or lower jobs",
                    kind="timeout",
                )

        self._refuse(model, voice, self._breaker(model))
        with self._budget.reserve(estimate, meanwhile=look) if self._budget else nullcontext():
            yield

    def bench(self, error: Unavailable, model: str | None = None) -> None:
        """Lets nobody in any more, or nobody who asks for this model or voice.

        The first reason is the one that is told.
        """
        with self._lock:
            self._benched.setdefault(model or _ACCOUNT, error)

    @property
    def benched(self) -> Unavailable | None:
        """Why this account is out for the run, None if it is not."""
        return self._benched.get(_ACCOUNT)

    @property
    def all_benched(self) -> dict[str, Unavailable]:
        """Why what is out for the run is out, by model or voice; "" is the whole account."""
        with self._lock:
            return dict(self._benched)

    def pause(self, seconds: float) -> None:
        """Lets nobody start for so long, 60 s at most: the provider has asked for it."""
        self._turns.pause(seconds)

    def rest(self, seconds: float) -> None:
        """Sleeps so long; Deferred as soon as the run is told to stop."""
        if seconds > 0:
            self._sleep(seconds)
        self._refuse_if_stopped()

    def spend(self, micro_usd: int) -> None:
        """Adds what one request cost, in millionths of a US dollar, here and to the budget."""
        with self._lock:
            self._spent_micro_usd += micro_usd
        if self._budget:
            self._budget.add(micro_usd)

    def spend_unmeasured(self, estimate: int | None) -> None:
        """Lets a request whose cost nobody knows count as its estimate, in the budget alone."""
        if self._budget:
            self._budget.add(estimate)

    @property
    def spent_micro_usd(self) -> int:
        """What this run has spent here so far."""
        return self._spent_micro_usd

    def _breaker(self, model: str) -> Breaker:
        with self._lock:
            if model not in self._breakers:
                name = f"{self.provider} ({model})" if model else self.provider
                self._breakers[model] = Breaker(self.clock, name=name)
            return self._breakers[model]

    def _refuse(self, model: str, voice: str, breaker: Breaker) -> None:
        self._refuse_if_stopped()
        for out in (_ACCOUNT, model, voice):
            if out in self._benched:
                raise Unavailable(str(self._benched[out]), kind="benched")
        breaker.look()

    def _refuse_if_stopped(self) -> None:
        if self._stop.is_set():
            raise Deferred("the run was told to stop; `podcaster retry` makes what is left")

    @contextmanager
    def _one_of_the_slots(self, until: float | None) -> Iterator[None]:
        while not self._slots.acquire(timeout=_LOOK):
            self._refuse_if_stopped()
            self._turns.refuse_if_late(self.clock(), until)
        try:
            yield
        finally:
            self._slots.release()

    @contextmanager
    def _judged(self, breaker: Breaker) -> Iterator[None]:
        ticket = breaker.admit()
        try:
            yield
        except ProviderError as error:
            hint = error.retry_after if isinstance(error, Transient) else None
            if error.kind == "rate" and hint is not None and hint <= LONGEST_HINT:
                self.pause(hint)
            breaker.failed(error.kind, hint, ticket)
            raise
        except BaseException:
            breaker.left(ticket)
            raise
        breaker.succeeded(ticket)
