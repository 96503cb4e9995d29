"""What was spent: on which days, at which providers, for which plans, and what came of it."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from podcaster.ledger.schema import DELIVERED, UNPRICED

_COSTS = f"""
WITH asked AS (
    SELECT substr(attempts.started_at, 1, 10) AS day,
           attempts.provider,
           episodes.plan,
           attempts.outcome,
           coalesce(attempts.cost_micro_usd, 0) AS cost,
           {UNPRICED} AS unpriced,
           episodes.{DELIVERED} AS delivered,
           NOT episodes.{DELIVERED} AS unfinished,
           NOT EXISTS (
               SELECT 1 FROM attempts AS later
               WHERE later.episode_id = attempts.episode_id AND later.id > attempts.id
           ) AS last_of_all,
           attempts.outcome = 'ok' AND NOT EXISTS (
               SELECT 1 FROM attempts AS later
               WHERE later.episode_id = attempts.episode_id AND later.id > attempts.id
               AND later.provider = attempts.provider AND later.outcome = 'ok'
           ) AS last_answer_there
    FROM attempts LEFT JOIN episodes ON episodes.id = attempts.episode_id
    WHERE attempts.started_at >= ? AND attempts.started_at < ?
)
SELECT day, provider, plan,
       count(*) AS attempts,
       count(*) FILTER (WHERE outcome = 'failed') AS failed,
       count(*) FILTER (WHERE unpriced) AS unknown,
       sum(cost) AS cost_micro_usd,
       coalesce(sum(cost) FILTER (WHERE outcome = 'failed'), 0) AS refused_micro_usd,
       coalesce(sum(cost) FILTER (WHERE outcome = 'ok' AND unfinished), 0)
           AS unfinished_micro_usd,
       count(*) FILTER (WHERE delivered AND last_of_all) AS completed,
       count(*) FILTER (WHERE delivered AND last_answer_there) AS served
FROM asked GROUP BY day, provider, plan ORDER BY day, provider, plan
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What some attempts cost, in millionths of a US dollar, and what came of them.

    `cost_micro_usd` is what is known; `unknown` attempts were answered at an unknown price or given
    up, and others that failed without an answer are free. Spent in vain is `refused_micro_usd`, on
    failed attempts, and `unfinished_micro_usd`, on good answers for episodes that are not
    delivered, be it not yet. `completed` episodes had their last attempt of all among these;
    `served` ones are delivered episodes whose last good answer of this provider is among these.
    """

    attempts: int = 0
    failed: int = 0
    unknown: int = 0
    cost_micro_usd: int = 0
    refused_micro_usd: int = 0
    unfinished_micro_usd: int = 0
    completed: int = 0
    served: int = 0

    def __add__(self, other: "Spending") -> "Spending":
        both = {f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(Spending)}
        return Spending(**both)

    @property
    def in_vain_micro_usd(self) -> int:
        """What was spent on failures."""
        return self.refused_micro_usd + self.unfinished_micro_usd

    def per(self, episodes: int) -> int | None:
        """All of it, failures too, for each of so many episodes; None if that is not known."""
        if not episodes or self.unknown:
            return None
        return (2 * self.cost_micro_usd + episodes) // (2 * episodes)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCost:
    """What a run cost: as far as that is known, and how many requests are not among it."""

    known_micro_usd: int = 0
    unknown: int = 0

    @property
    def cost_micro_usd(self) -> int | None:
        """All of it, in millionths of a US dollar; None if part is not known."""
        return None if self.unknown else self.known_micro_usd


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRow:
    """What was spent on one day (in UTC) at one provider for one plan; None: in previews."""

    day: date
    provider: str
    plan: str | None
    spending: Spending


def read_costs(connection: sqlite3.Connection, since: date, until: date) -> list[CostRow]:
    """Every day from `since` to `until`, both included, on which anything was asked."""
    bounds = [since.isoformat(), f"{until}U"]  # after the "T" that follows a date in a time
    return [_cost_row(row) for row in connection.execute(_COSTS, bounds)]


def total(rows: Iterable[CostRow]) -> Spending:
    """All of them together."""
    return sum((row.spending for row in rows), Spending())


def _cost_row(row: sqlite3.Row) -> CostRow:
    return CostRow(
        day=date.fromisoformat(row["day"]),
        provider=row["provider"],
        plan=row["plan"],
        spending=Spending(**{field.name: row[field.name] for field in fields(Spending)}),
    )
