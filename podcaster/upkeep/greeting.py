"""The smallest request that costs something: one greeting, written or spoken."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from podcaster.domain.attempt import Record
from podcaster.errors import ProviderError
from podcaster.remote.attempting import attempting
from podcaster.remote.budget import Budget
from podcaster.remote.prices import charge
from podcaster.remote.reply import Metered
from podcaster.script.models.model import Conversation, Turn
from podcaster.script.models.pricing import Used, cost
from podcaster.speech.cloud_voices import CloudVoice
from podcaster.speech.decoding import decoded
from podcaster.speech.engines.adapter import Adapter
from podcaster.speech.pieces import Piece
from podcaster.upkeep.candidates import ModelCandidate
from podcaster.upkeep.listings import SECONDS

CENT = 10_000
"""Micro-dollars: all that an examination may spend."""

_ASKED = Conversation("Answer in one word.", (Turn("user", "Hello"),), max_tokens=16)
_PROMPT_TOKENS = 60
_SAMPLE_RATE = 24_000
_CUT_SHORT = frozenset({"truncated", "empty"})


@dataclass(slots=True)
class Purse:
    """A cent, within the operator's own `budget`; `record` is told of every request."""

    budget: Budget
    record: Record
    spent: int = 0

    def holds(self, price: int) -> bool:
        """True where so many micro-dollars are left of the cent."""
        return self.spent + price <= CENT

    @contextmanager
    def paying(self, price: int) -> Iterator[Callable[[int | None], None]]:
        """Lets the block spend `price`, and say what it really was; Deferred by the budget."""
        with self.budget.reserve(price):
            self.spent += price

            def paid(cost: int | None) -> None:
                self.budget.add(cost)
                self.spent += max(0, (cost or 0) - price)

            yield paid


def price_of_writing(candidate: ModelCandidate) -> int | None:
    """Micro-dollars that a greeting costs at most; None where no price is known."""
    options = candidate.adapter.options
    used = Used(fresh=_PROMPT_TOKENS, output=_ASKED.max_tokens)
    return cost(options.kind, options, options.model, used)


def price_of_speaking(adapter: Adapter, voice: CloudVoice) -> int | None:
    """The same of a greeting that is spoken."""
    price = adapter.price(voice)
    rendered = adapter.dialect.render(_greeting(voice), voice)
    return None if price is None else charge(rendered.billed, price)


def written(candidate: ModelCandidate, price: int, purse: Purse) -> None:
    """Has a model answer for `price`; ProviderError where it does not, Deferred without the money.

    An answer that 16 tokens were too few for is one.
    """
    adapter = candidate.adapter
    with (
        purse.paying(price) as paid,
        attempting(
            purse.record, stage="script", provider=candidate.name, model=adapter.options.model
        ) as usage,
    ):
        reply = adapter.send(_ASKED, SECONDS)
        usage.answered = True
        metered = adapter.price(reply)
        usage.model, usage.units_in = metered.model, metered.units_in
        usage.units_out, usage.cost_micro_usd = metered.units_out, metered.cost_micro_usd
        paid(metered.cost_micro_usd)
        try:
            adapter.text(reply)
        except ProviderError as error:
            if error.kind not in _CUT_SHORT:
                raise


def spoken(name: str, adapter: Adapter, voice: CloudVoice, price: int, purse: Purse) -> None:
    """Has a voice say hello for `price`; errors are those of `written`."""
    with (
        purse.paying(price) as paid,
        attempting(
            purse.record, stage="speech", provider=name, model=adapter.model, voice=voice.name
        ) as usage,
    ):
        rendered = adapter.dialect.render(_greeting(voice), voice)
        reply = adapter.send(rendered, voice, SECONDS)
        usage.answered = True
        metered = _metered(adapter, voice, adapter.billed_by(reply, rendered))
        usage.units_in, usage.cost_micro_usd = metered.units_in, metered.cost_micro_usd
        paid(metered.cost_micro_usd)
        decoded(adapter.sound(reply), _SAMPLE_RATE, adapter.raw_rate)


def _greeting(voice: CloudVoice) -> Piece:
    return Piece("Hello", (), voice.language, 1.0)


def _metered(adapter: Adapter, voice: CloudVoice, billed: int) -> Metered:
    price = adapter.price(voice)
    return Metered(units_in=billed, cost_micro_usd=None if price is None else charge(billed, price))
