"""Pruning: what was asked for, the lock, the work, the end."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Literal

from podcaster.cli.durations import parse_duration
from podcaster.cli.endings import stoppable
from podcaster.cli.lifecycle import set_lifecycle, tell_rule
from podcaster.cli.pruned import Ended, Removed, tell
from podcaster.cli.terminal import warn
from podcaster.errors import CannotServe, Misused, TryLater
from podcaster.upkeep.prune import Pruned, Pruner
from podcaster.wiring.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for."""

    older_than: timedelta
    dry_run: bool
    lifecycle: Literal["install", "remove"] | None
    store: str
    jobs: int
    patience: float

    @classmethod
    def parsed(
        cls,
        house: House,
        *,
        older_than: str | None,
        dry_run: bool,
        lifecycle: Literal["install", "remove"] | None,
        store: str | None,
        jobs: int,
        wait: str,
    ) -> "Order":
        """The options as they were typed; Misused where they contradict one another."""
        age = parse_duration(older_than or f"{house.config.storage.keep_days}d")
        if age < timedelta(days=1):
            raise Misused(f"--older-than {older_than} is today's episodes: say 1d or more")
        if store is not None and lifecycle is None:
            raise Misused("--store goes with --lifecycle: rows say in which stores objects are")
        return cls(
            older_than=age,
            dry_run=dry_run,
            lifecycle=lifecycle,
            store=store or house.config.storage.store,
            jobs=jobs,
            patience=parse_duration(wait).total_seconds(),
        )


def carry_out(house: House, order: Order, *, as_json: bool, quiet: bool) -> int:
    """Prunes, and tells of it; the exit code."""
    if order.lifecycle is not None:
        age = order.older_than if order.lifecycle == "install" else None
        ruled = set_lifecycle(house, order.store, age, dry_run=order.dry_run)
        tell_rule(ruled, dry_run=order.dry_run, as_json=as_json, quiet=quiet)
        return 0
    if order.older_than < timedelta(days=house.config.storage.keep_days) and not quiet:
        days = house.config.storage.keep_days
        warn(f"Links that were made for up to keep_days ({days} days) may end early.", "yellow")
    removed, began = Removed(), time.monotonic()
    with stoppable(house.stop) as interruption:
        try:
            for pruned in _pruned(house, order):
                removed.add(pruned)
        except (TryLater, CannotServe) as error:
            removed.error = error
    ended = Ended(
        dry_run=order.dry_run,
        seconds=time.monotonic() - began,
        interrupted=interruption.signal is not None,
    )
    tell(removed, ended, as_json=as_json, quiet=quiet)
    return removed.exit_code(interruption.signal)


def _pruned(house: House, order: Order) -> Iterator[Pruned]:
    now = datetime.now(UTC)
    with house.reading_ledger() as view:
        pruner = Pruner(
            view=view,
            writing=partial(house.writing, order.patience),
            store_named=house.store_named,
            spool=house.spool,
            before=(now - order.older_than).date(),
            given_up_before=(now - timedelta(days=house.config.storage.keep_days)).date(),
            jobs=order.jobs,
            stop=house.stop,
        )
        yield from pruner.look() if order.dry_run else pruner.prune()
