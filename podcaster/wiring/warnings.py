"""What will be trouble soon, or is since lately, though nothing has failed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from podcaster.ledger.view import LedgerView
from podcaster.storage.store import Store

if TYPE_CHECKING:
    from podcaster.wiring.providers import LeftOut, Providers

SEEN_LATELY = timedelta(days=30)


def warnings_of(
    providers: "Providers", store: Store, ledger: LedgerView, today: date
) -> Iterator[str]:
    """Who was lost, what ends soon, and what the store of new episodes says of itself."""
    yield from losses_of(providers, ledger)
    yield from providers.sunsets(today)
    yield from store.warnings


def losses_of(providers: "Providers", ledger: LedgerView) -> Iterator[str]:
    """Who has lost their credentials, and what they lack."""
    for each in lost_lately(providers, ledger):
        yield (
            f"{each.name} has served earlier runs and has no credentials any more:"
            f" it needs {' and '.join(each.missing)}"
        )


def lost_lately(providers: "Providers", ledger: LedgerView) -> Iterator["LeftOut"]:
    """Those without credentials who have served a run not long ago, and so had some."""
    since = datetime.now(UTC) - SEEN_LATELY
    return (each for each in providers.left_out if ledger.has_answered(each.name, since))
