"""What `retry --remake` begins with: whose recordings are lost for good."""

from datetime import date

from podcaster.cli.terminal import in_line, warn
from podcaster.errors import Misused
from podcaster.ledger.view import LedgerView
from podcaster.upkeep.remaking import Discarder, kept_rows
from podcaster.wiring.house import House


def discard_lost(house: House, user: str | None, tenant: str | None, since: date) -> None:
    """Sends episodes whose recordings nobody has any more back to their scripts, and names them.

    Those that `verify --repair` can put back for nothing stay as they are.
    """
    with house.locked(), house.ledger() as ledger:
        if user is not None and ledger.episode(user, tenant) is None:
            raise Misused(f"nothing was ever begun for learner {user[:80]!r}")
        if user is None:
            _require_something(house, ledger)
        discarder = Discarder(ledger=ledger, store_named=house.store_named, spool=house.spool)
        for row, verdict in discarder.discard(kept_rows(ledger, since, user, tenant)):
            who = f"learner {in_line(row.user_id)}, {row.date}"
            if verdict == "discarded":
                warn(f"{who}: the recording is lost, and is made again", "yellow")
            elif verdict == "repairable":
                warn(f"{who}: `podcaster verify --repair` puts the recording back for nothing")


def _require_something(house: House, ledger: LedgerView) -> None:
    """Misused where a store is empty that should not be: its disk is rather elsewhere than lost."""
    for name in house.stores_in_use(ledger):
        store, volume = house.store_named(name), ledger.volume(name)
        if volume.objects > 1 and next(iter(store.list("")), None) is None:
            raise Misused(
                f"store {name} is empty, and should hold {volume.objects} recordings: look whether"
                " its disk is mounted and its options are right; with --user one learner's are made"
            )
