"""Money in whole micro-dollars: exact, however large the counts."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MILLION = 1_000_000


def rounded(millionths: int) -> int:
    """Millionths of a micro-dollar in whole micro-dollars, a half upwards."""
    return (millionths + MILLION // 2) // MILLION


def charge(units: int, per_million: int) -> int:
    """What `units` cost in micro-dollars, at `per_million` micro-dollars for a million of them."""
    return rounded(units * per_million)


def micro_usd(usd: Decimal | float) -> int:
    """US dollars, as a person writes them, in whole micro-dollars."""
    return int((Decimal(str(usd)) * MILLION).to_integral_value(ROUND_HALF_UP))


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What a million tokens cost, in micro-dollars; None where that is not known.

    `input` is for tokens that were neither read from a cache (`cached`) nor written to one
    (`cache_write`).
    """

    input: int | None = None
    output: int | None = None
    cached: int | None = None
    cache_write: int | None = None

    def cost(
        self, *, fresh: int, output: int, cached: int = 0, cache_written: int = 0
    ) -> int | None:
        """What one answer cost in micro-dollars, rounded once; None if a price is not known.

        The counts do not overlap: who is told a total of input tokens takes the cached ones off.
        """
        total = 0
        for tokens, price in (
            (fresh, self.input),
            (output, self.output),
            (cached, self.cached),
            (cache_written, self.cache_write),
        ):
            if tokens and price is None:
                return None
            total += tokens * (price or 0)
        return rounded(total)
