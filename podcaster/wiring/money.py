"""The money of a run: where it stops, and what it has bought and not used up."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from podcaster.config.config import Config
from podcaster.ledger.view import LedgerView
from podcaster.pipeline.releasing import Releasing
from podcaster.remote.budget import Budget
from podcaster.remote.kept import Kept

MEGABYTE = 2**20


@dataclass(frozen=True)
class Money:
    """What may be spent, and what was paid for; a day of the budget begins at midnight in `zone`.

    `reading_ledger` says what earlier runs of the day have spent.
    """

    config: Config
    zone: ZoneInfo
    reading_ledger: Callable[[], AbstractContextManager[LedgerView]]
    stop: threading.Event

    @cached_property
    def budget(self) -> Budget:
        """Where the money of this run stops."""
        options, today = self.config.budget, datetime.now(self.zone).date()
        midnight = datetime.combine(today, time(), self.zone)
        with self.reading_ledger() as ledger:
            spent = ledger.spent(midnight.astimezone(UTC))
        return Budget(
            _micro(options.per_run_usd), _micro(options.per_day_usd), spent, stop=self.stop
        )

    @cached_property
    def kept(self) -> Kept:
        """What was paid for and is not used up."""
        return Kept(self.config.state_dir / "kept")

    @cached_property
    def paid(self) -> Releasing:
        """What finished episodes leave to others of the run."""
        return Releasing(self.kept, self._kept_bytes)

    def put_away(self) -> None:
        """Removes what nobody will ask for any more, once a run is done."""
        self.paid.finish()
        self.kept.trim(self._kept_bytes)

    @property
    def _kept_bytes(self) -> int:
        return self.config.pipeline.kept_mb * MEGABYTE


def _micro(usd: float | None) -> int | None:
    """US dollars in millionths."""
    return None if usd is None else round(usd * 1_000_000)
