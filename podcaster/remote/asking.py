"""One paid question to one provider.

kept(retried(limited(attempting(send -> keep -> price -> read))))
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from podcaster.domain.attempt import Record, Stage
from podcaster.errors import ProviderError, Unavailable
from podcaster.remote.access import Access
from podcaster.remote.attempting import Usage, attempting
from podcaster.remote.kept import Kept, Slot, key_of
from podcaster.remote.reply import Metered, Reply
from podcaster.remote.retry import retried

Answer = TypeVar("Answer")

_PERHAPS_CHARGED = frozenset({"timeout", "bad_reply"})
"""What came too late or was too large may have been worked for, and so be on the bill."""


@dataclass(frozen=True, kw_only=True)
class Request(Generic[Answer]):
    """What is asked, and how it is sent, priced and read.

    `inputs` is all that the answer depends on, with the adapter's version, fit for JSON. `owner` is
    whom it is paid for. `send` gets the seconds it may take (at most `timeout`) and returns the
    provider's good answer or raises what it said instead; `read` makes it what was asked for or
    refuses it with a ProviderError. `price` takes no time and raises nothing. `until` is when the
    learner's time is over, on the clock of the Access. The estimate is None where nobody knows.
    """

    stage: Stage
    model: str
    voice: str = ""
    owner: str
    inputs: Mapping[str, object]
    estimate_micro_usd: int | None
    send: Callable[[float], Reply]
    price: Callable[[Reply], Metered]
    read: Callable[[Reply], Answer]
    timeout: float
    until: float | None = None

    def key(self, provider: str) -> str:
        """Under which its answer is kept; the `answer` of its attempts."""
        return key_of(
            {
                "provider": provider,
                "stage": self.stage,
                "model": self.model,
                "voice": self.voice,
                "inputs": self.inputs,
            }
        )


def ask(request: Request[Answer], access: Access, kept: Kept, record: Record) -> Answer:
    """The answer, paid at most once: from what is kept, else asked for and asked for again.

    A kept answer that `read` refuses is dropped and asked for anew. ProviderError is the last word
    of the provider; Deferred: the disk, the budget or the run itself.
    """
    key = request.key(access.provider)
    with kept.paying(key, request.owner) as place:
        if place.reply is not None:
            try:
                return request.read(place.reply)
            except ProviderError:
                place.drop()
        return retried(
            lambda: _try(request, access, place, record, key),
            sleep=access.rest,
            clock=access.clock,
            until=request.until,
            uniform=random.uniform,
        )


def _try(request: Request[Answer], access: Access, place: Slot, record: Record, key: str) -> Answer:
    model, voice, until = request.model, request.voice, request.until
    with (
        access.reserving(request.estimate_micro_usd, model, voice=voice, until=until),
        access.slot(model, voice=voice, until=until),
        attempting(
            record,
            stage=request.stage,
            provider=access.provider,
            model=model,
            voice=voice,
        ) as usage,
    ):
        try:
            reply = request.send(_seconds(request, access))
            usage.answered, usage.answer = True, key
            try:
                place.keep(reply)
            finally:
                _count(request, access, reply, usage)
            return request.read(reply)
        except ProviderError as error:
            if usage.answered:
                place.drop()
                usage.answer = ""
            elif error.kind in _PERHAPS_CHARGED:
                access.spend_unmeasured(request.estimate_micro_usd)
                usage.cost_micro_usd = 0 if request.estimate_micro_usd == 0 else None
            if isinstance(error, Unavailable):
                _bench(request, access, error)
            raise


def _seconds(request: Request[Answer], access: Access) -> float:
    if request.until is None:
        return request.timeout
    return min(request.timeout, request.until - access.clock())


def _count(request: Request[Answer], access: Access, reply: Reply, usage: Usage) -> None:
    """What it cost, known before anybody looks whether it was worth it."""
    metered = request.price(reply)
    usage.model = metered.model or request.model
    usage.units_in, usage.units_out = metered.units_in, metered.units_out
    usage.cost_micro_usd = metered.cost_micro_usd
    if metered.cost_micro_usd is None:
        access.spend_unmeasured(request.estimate_micro_usd)
    else:
        access.spend(metered.cost_micro_usd)


def _bench(request: Request[Answer], access: Access, error: Unavailable) -> None:
    if error.kind == "not_found":
        voice = "" if error.of_model else request.voice
        access.bench(error, voice or request.model)
    else:
        access.bench(error)
