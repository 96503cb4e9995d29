"""Amounts of money, in words for people."""

from podcaster.ledger.costs import RunCost

CENT = 10_000


def money(micro_usd: int | None) -> str:
    """Micro-dollars for people: to a hundredth of a cent, and below a cent to the last of them."""
    if micro_usd is None:
        return "cost unknown"
    if micro_usd < CENT:
        return f"$0.{micro_usd:06d}" if micro_usd else "free"
    dollars, rest = divmod((micro_usd + 50) // 100, 10_000)
    return f"${dollars:,}.{rest:04d}"


def amount(cost: RunCost) -> str:
    """What is known of a cost, and how much is not: "$0.3289 and 1 request of unknown cost"."""
    if not cost.unknown:
        return money(cost.known_micro_usd)
    unknown = f"{cost.unknown} request{'s' * (cost.unknown > 1)} of unknown cost"
    return f"{money(cost.known_micro_usd)} and {unknown}" if cost.known_micro_usd else unknown


def at_least(cost: RunCost) -> str:
    """The same in a few words, for tables."""
    if not cost.unknown:
        return money(cost.known_micro_usd)
    return f"at least {money(cost.known_micro_usd)}" if cost.known_micro_usd else money(None)
