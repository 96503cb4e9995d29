"""What an answer of a model cost, and what a usual one will."""

from dataclasses import dataclass

from podcaster.remote.catalogue import catalogue
from podcaster.remote.prices import Prices, micro_usd
from podcaster.script.models.options import Price, WritingOptions

# A script of four minutes, with what has to be said to have it written.
_PROMPT_TOKENS, _SCRIPT_TOKENS = 1500, 1000
# Its tokenizer makes about 30 % more of the same text, says Anthropic.
_MORE_TOKENS = {"claude-haiku-5-5": 1.3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """Tokens that do not overlap; None where an answer does not tell.

    `fresh` ones were neither read from a cache (`cached`) nor written to one (`cache_written`).
    `output` holds what the model thought as well.
    """

    fresh: int | None = None
    cached: int = 0
    cache_written: int = 0
    output: int | None = None

    @property
    def all_input(self) -> int | None:
        """Every token of the prompt."""
        return None if self.fresh is None else self.fresh + self.cached + self.cache_written


def typical(model: str) -> Used:
    """What a usual script takes."""
    more = _MORE_TOKENS.get(model, 1.0)
    return Used(fresh=round(_PROMPT_TOKENS * more), output=round(_SCRIPT_TOKENS * more))


def cost(kind: str, options: WritingOptions, answered_by: str, used: Used) -> int | None:
    """Micro-dollars; None where the tokens or the price are not known.

    The operator's price goes before that of the model that answered, and this one before that of
    the model that was asked.
    """
    if used.fresh is None or used.output is None:
        return None
    known = catalogue()
    row = known.model(kind, answered_by) or known.model(kind, options.model)
    priced = _prices(options.price) if options.price else row
    if priced is None:
        return None
    return priced.cost(
        fresh=used.fresh,
        output=used.output,
        cached=used.cached,
        cache_written=used.cache_written,
    )


def _prices(price: Price) -> Prices:
    fresh = micro_usd(price.input)
    return Prices(
        input=fresh,
        output=micro_usd(price.output),
        cached=fresh if price.cached is None else micro_usd(price.cached),
        cache_write=fresh * 5 // 4,  # as Anthropic has it; nobody else tells such tokens
    )
