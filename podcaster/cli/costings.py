"""What was spent, added up: as a whole, and by day, provider and plan."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from podcaster.ledger.costs import CostRow, Spending, total

K = TypeVar("K", str, date)


@dataclass(frozen=True, slots=True)
class Costs:
    """What was spent on episodes and, apart from them, in previews.

    `completed` is how many episodes came of it.
    """

    episodes: Spending = field(default_factory=Spending)
    previews: Spending = field(default_factory=Spending)
    completed: int = 0

    @property
    def all(self) -> Spending:
        """Both together."""
        return self.episodes + self.previews

    @property
    def each(self) -> int | None:
        """What a completed episode cost, the failures too; None where that is not known."""
        return self.episodes.per(self.completed)


def whole(rows: Sequence[CostRow]) -> Costs:
    """All of them together."""
    episodes = total(row for row in rows if row.plan is not None)
    previews = total(row for row in rows if row.plan is None)
    return Costs(episodes, previews, episodes.completed)


def by_day(rows: Sequence[CostRow]) -> dict[date, Costs]:
    """The first day first."""
    return _split(rows, lambda row: row.day)


def by_provider(rows: Sequence[CostRow]) -> dict[str, Costs]:
    """An episode counts with each provider that gave a good answer for it."""
    split = _split(rows, lambda row: row.provider)
    return {name: Costs(c.episodes, c.previews, c.episodes.served) for name, c in split.items()}


def by_plan(rows: Sequence[CostRow]) -> dict[str, Costs]:
    """Without previews, which have no plan."""
    of_plans = [row for row in rows if row.plan is not None]
    return _split(of_plans, lambda row: row.plan or "")


def _split(rows: Sequence[CostRow], key: Callable[[CostRow], K]) -> dict[K, Costs]:
    by: dict[K, list[CostRow]] = {}
    for row in rows:
        by.setdefault(key(row), []).append(row)
    return {each: whole(by[each]) for each in sorted(by)}
