"""How providers did lately, what was spent, and what is still to be finished, told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from podcaster.cli.amounts import at_least
from podcaster.cli.dates import iso
from podcaster.cli.drawing import draw_table
from podcaster.cli.terminal import say
from podcaster.ledger.costs import RunCost
from podcaster.ledger.standing import Rate, Unfinished
from podcaster.ledger.view import LedgerView

RATED_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """The providers since a moment, and the episodes that a `retry` will finish, or is too late."""

    since: datetime
    rates: Sequence[Rate]
    unfinished: Sequence[Unfinished]
    too_old: int

    @classmethod
    def of(cls, ledger: LedgerView, now: datetime, retry_days: int) -> "Standings":
        """As they are now."""
        since = now - timedelta(days=RATED_DAYS)
        oldest = now.astimezone(UTC).date() - timedelta(days=retry_days)
        return cls(
            since=since,
            rates=ledger.rates(since),
            unfinished=ledger.unfinished_by_status(oldest),
            too_old=ledger.too_old_to_retry(oldest),
        )

    def as_json(self) -> dict[str, object]:
        """Keys of `status --json`; scripts rely on these names."""
        return {
            "providers": [_rate_json(each) for each in self.rates],
            "providers_since": iso(self.since),
            "unfinished": [_unfinished_json(each) for each in self.unfinished],
            "too_old_to_retry": self.too_old,
        }

    def draw_providers(self) -> None:
        """Who answered how well; nothing where nobody was asked."""
        if self.rates:
            say(f"\nAsked in the last {RATED_DAYS} days:")
            columns = ("stage", "provider", "ok", "failed", "failed %", "seconds", "cost")
            draw_table(columns, map(_cells, self.rates))

    def draw_unfinished(self) -> None:
        """What is pending and when it is tried; nothing where all is done."""
        for each in self.unfinished:
            what = f"{each.episodes} {each.status.replace('_', ' ')}"
            say(f"To be finished: {what}{_when(each)}")
        if self.too_old:
            older = f"{self.too_old} unfinished ones are older than [pipeline] retry_days"
            say(f"{older}; `podcaster generate` with their --date still makes them", "dim")


def _cells(rate: Rate) -> Sequence[object]:
    asked = rate.ok + rate.failed
    seconds = None if rate.seconds is None else f"{rate.seconds:.2f}"
    cost = at_least(RunCost(known_micro_usd=rate.cost_micro_usd, unknown=rate.unknown))
    share = f"{rate.failed / asked:.1%}"
    return rate.stage, rate.provider, rate.ok, rate.failed, share, seconds, cost


def _when(each: Unfinished) -> str:
    """From when on it is tried, in the next runs of `retry`; "" where nothing has to wait."""
    if each.first_try_at is None or each.last_try_at is None:
        return ""
    first, last = f"{each.first_try_at:%Y-%m-%d %H:%M}", f"{each.last_try_at:%Y-%m-%d %H:%M}"
    return f", tried from {first if first == last else f'{first} to {last}'} UTC on"


def _rate_json(rate: Rate) -> dict[str, object]:
    return {
        "stage": rate.stage,
        "provider": rate.provider,
        "ok": rate.ok,
        "failed": rate.failed,
        "mean_seconds": None if rate.seconds is None else round(rate.seconds, 3),
        "cost_micro_usd": None if rate.unknown else rate.cost_micro_usd,
        "known_cost_micro_usd": rate.cost_micro_usd,
    }


def _unfinished_json(each: Unfinished) -> dict[str, object]:
    return {
        "status": each.status,
        "episodes": each.episodes,
        "first_try_at": iso(each.first_try_at),
        "last_try_at": iso(each.last_try_at),
    }
