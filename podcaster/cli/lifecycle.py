"""Buckets that remove by themselves what is old: the rule set, removed, and told."""

from dataclasses import asdict, dataclass
from datetime import timedelta

from podcaster.cli.terminal import out, print_json, say
from podcaster.errors import Misused
from podcaster.wiring.house import House

AFTER_PRUNE = 2
"""Days by which a bucket lags behind `podcaster prune` of the same age.

prune goes by an episode's date in its own zone and may run late in a day, a bucket by the midnight
UTC after the put: without them `verify` would miss for a day what has not expired yet.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A bucket's rule: below `prefix`, what is `days` old goes; None: the rule is no more."""

    store: str
    rule: str
    prefix: str
    days: int | None


def set_lifecycle(house: House, name: str, age: timedelta | None, *, dry_run: bool) -> Ruled:
    """Lets the bucket `name` remove by itself what is of that age, or stop doing so.

    It waits AFTER_PRUNE days more, so that rows expire first. Misused where the store has no such
    rules.
    """
    # AWS's SDK is slow to import.
    from podcaster.storage.s3 import S3Store
    from podcaster.storage.s3_lifecycle import Lifecycle

    store = house.store_named(name)
    if not isinstance(store, S3Store):
        raise Misused(
            f"store {store.name} is no bucket of S3 or Spaces, whose rules podcaster can set:"
            " let cron run `podcaster prune`"
        )
    with house.reading_ledger() as view:
        # A rule is known by its id alone, and can be taken away whoever has come since.
        lifecycle = Lifecycle(store, has_tenants=age is not None and view.has_tenants())
    days = -(-age // timedelta(days=1)) + AFTER_PRUNE if age is not None else None
    if dry_run:
        pass
    elif days is not None:
        lifecycle.install(days)
    else:
        lifecycle.remove()
    return Ruled(store=store.name, rule=lifecycle.id, prefix=lifecycle.prefix, days=days)


def tell_rule(ruled: Ruled, *, dry_run: bool, as_json: bool, quiet: bool) -> None:
    """What the bucket does from now on; nothing without a terminal, unless it was only a look."""
    if as_json:
        order = "remove" if ruled.days is None else "install"
        print_json({**asdict(ruled), "lifecycle": order, "dry_run": dry_run})
    elif not quiet and (out.is_terminal or dry_run):
        would = "would remove" if dry_run else "removes"
        after = f"{would} what is below {ruled.prefix} after {ruled.days} days"
        say(f"{ruled.store}: rule {ruled.rule} {after if ruled.days else 'is to be no more'}")
