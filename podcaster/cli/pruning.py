"""Pruning, told: how much went, and what would not go."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from podcaster.cli.durations import parse_duration
from podcaster.cli.endings import stoppable
from podcaster.cli.rates import bytes_text
from podcaster.cli.complaints import LISTED
from podcaster.cli.terminal import in_line, out, print_json, say, warn
from podcaster.errors import CannotServe, Misused, PodcasterError, TryLater
from podcaster.ledger.ledger import Ledger
from podcaster.ledger.lock import waiting_lock
from podcaster.upkeep.prune import Pruned, Pruner
from podcaster.wiring.house import House

SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for."""

    older_than: timedelta
    dry_run: bool
    lifecycle: Literal["install", "remove"] | None
    store: str
    jobs: int
    patience: timedelta

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
        patience: timedelta,
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
            patience=patience,
        )


@dataclass(slots=True)
class Tally:
    """What went and what did not."""

    counts: Counter[str] = field(default_factory=Counter)
    bytes: int = 0
    problems: list[Pruned] = field(default_factory=list)
    error: PodcasterError | None = None

    def add(self, pruned: Pruned) -> None:
        """Counts one more episode."""
        row = pruned.row
        if pruned.said:
            self.counts["failed"] += 1
            self.problems.append(pruned)
            del self.problems[SHOWN:]
            return
        self.counts["episodes"] += 1
        if row.object_key is not None:
            self.counts["objects"] += 1
            self.bytes += row.bytes

    def exit_code(self, interrupted_by: int | None) -> int:
        """Interrupted, then put off, then problems."""
        if interrupted_by is not None:
            return 128 + interrupted_by
        if self.error is not None:
            return self.error.exit_code
        return 3 if self.counts["failed"] else 0


def carry_out(house: House, order: Order, *, as_json: bool, quiet: bool) -> int:
    """Prunes, and tells of it; the exit code."""
    if order.lifecycle is not None:
        return _set_lifecycle(house, order, as_json=as_json, quiet=quiet)
    if order.older_than < timedelta(days=house.config.storage.keep_days) and not quiet:
        days = house.config.storage.keep_days
        warn(f"Links that were made for up to keep_days ({days} days) may end early.", "yellow")
    tally, began = Tally(), time.monotonic()
    with stoppable(house.stop) as interruption:
        try:
            for pruned in _pruned(house, order):
                tally.add(pruned)
        except (TryLater, CannotServe) as error:
            tally.error = error
    seconds = time.monotonic() - began
    interrupted = interruption.signal is not None
    if as_json:
        print_json(_json(tally, order, seconds, interrupted=interrupted))
    else:
        _tell(tally, order, seconds, quiet=quiet)
    _complain(tally, interrupted=interrupted)
    return tally.exit_code(interruption.signal)


def _pruned(house: House, order: Order) -> Iterator[Pruned]:
    @contextmanager
    def writing() -> Iterator[Ledger]:
        lock, patience = house.config.state_dir / "ledger.lock", order.patience.total_seconds()
        with waiting_lock(lock, patience, house.stop), house.ledger() as ledger:
            yield ledger

    now = datetime.now(UTC)
    with house.reading_ledger() as view:
        pruner = Pruner(
            view=view,
            writing=writing,
            store_named=house.store_named,
            spool=house.spool,
            before=(now - order.older_than).date(),
            given_up_before=(now - timedelta(days=house.config.storage.keep_days)).date(),
            jobs=order.jobs,
            stop=house.stop,
        )
        yield from pruner.look() if order.dry_run else pruner.prune()


def _set_lifecycle(house: House, order: Order, *, as_json: bool, quiet: bool) -> int:
    """Lets a bucket remove by itself what is old, or stop doing so."""
    # AWS's SDK is slow to import.
    from podcaster.storage.s3 import S3Store
    from podcaster.storage.s3_lifecycle import Lifecycle

    store = house.store_named(order.store)
    if not isinstance(store, S3Store):
        raise Misused(
            f"store {store.name} is no bucket of S3 or Spaces, whose rules podcaster can set:"
            " let cron run `podcaster prune`"
        )
    with house.reading_ledger() as view:
        lifecycle = Lifecycle(store, has_tenants=view.has_tenants())
    days = -(-order.older_than // timedelta(days=1)) if order.lifecycle == "install" else None
    if order.dry_run:
        pass
    elif days is not None:
        lifecycle.install(days)
    else:
        lifecycle.remove()
    told = {"store": store.name, "rule": lifecycle.id, "prefix": lifecycle.prefix, "days": days}
    if as_json:
        print_json({**told, "lifecycle": order.lifecycle, "dry_run": order.dry_run})
    elif not quiet and (out.is_terminal or order.dry_run):
        would = "would remove" if order.dry_run else "removes"
        after = f"{would} what is below {lifecycle.prefix} after {days} days"
        say(f"{store.name}: rule {lifecycle.id} {after if days else 'is to be no more'}")
    return 0


def _tell(tally: Tally, order: Order, seconds: float, *, quiet: bool) -> None:
    if quiet or not (out.is_terminal or order.dry_run):
        return
    would = "would be " if order.dry_run else ""
    said = f"{tally.counts['episodes']} episodes {would}expired"
    size = bytes_text(tally.bytes)
    say(f"{said}, {tally.counts['objects']} recordings ({size}) {would}removed, {seconds:.1f} s")


def _complain(tally: Tally, *, interrupted: bool) -> None:
    if tally.error is not None:
        warn(f"podcaster: {tally.error}", "red")
    if count := tally.counts["failed"]:
        warn(f"podcaster: {count} recordings could not be removed; run `prune` again:", "red")
        for each in tally.problems[:LISTED]:
            warn(f"  {in_line(str(each.row.object_key), 200)}: {in_line(each.said, 500)}")
    if interrupted:
        warn("podcaster: interrupted; run the same command again for the rest", "yellow")


def _json(tally: Tally, order: Order, seconds: float, *, interrupted: bool) -> dict[str, object]:
    """The object of `prune --json`; scripts rely on these names."""
    return {
        "dry_run": order.dry_run,
        "expired": tally.counts["episodes"],
        "removed": tally.counts["objects"],
        "bytes": tally.bytes,
        "failed": tally.counts["failed"],
        "problems": [
            {
                "key": each.row.object_key,
                "user_id": each.row.key.learner.user_id,
                "reason": each.said,
            }
            for each in tally.problems
        ],
        "put_off": str(tally.error) if tally.error else None,
        "interrupted": interrupted,
        "seconds": round(seconds, 3),
    }
