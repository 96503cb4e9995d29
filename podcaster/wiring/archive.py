"""Where recordings are: the spool and the stores."""

import logging
import threading
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from podcaster.config.config import Config
from podcaster.errors import Deferred, Misused
from podcaster.ledger.view import LedgerView
from podcaster.remote.credentials import Credentials
from podcaster.storage.opening import open_store
from podcaster.storage.spool import Spool
from podcaster.storage.store import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Archive:
    """The spool and the stores of a configuration, each store opened when it is first needed.

    Once `stop` is set, no store asks its service again.
    """

    config: Config
    directory: Path
    credentials: Credentials
    stop: threading.Event
    _opened: dict[str, Store] = field(default_factory=dict, init=False)

    @cached_property
    def spool(self) -> Spool:
        """Where recordings wait."""
        return Spool(self.config.state_dir / "spool")

    def store_named(self, name: str) -> Store:
        """Where an episode lives, by the name in its row; Misused if that store is not there."""
        if name not in self.config.stores:
            raise Misused(f"there is no store {name!r} in the configuration: add [stores.{name}]")
        if name not in self._opened:
            self._opened[name] = open_store(
                name,
                self.config.stores[name],
                prefix=self.config.storage.prefix,
                directory=self.directory,
                environment=self.credentials,
                sleep=self._wait,
            )
        return self._opened[name]

    def _wait(self, seconds: float) -> None:
        if self.stop.wait(seconds):
            raise Deferred("the run was asked to end while a store did not answer; run it again")

    def stores_in_use(self, ledger: LedgerView, only: str | None = None) -> list[str]:
        """The names of the stores that hold episodes or copies of them, or only that one.

        Misused where rows point at one that is not configured; a copy there is only a warning.
        """
        if only is not None:
            return [self.store_named(only).name]
        pointed, left = ledger.stores()
        for name in sorted(left - pointed - set(self.config.stores)):
            log.warning("copies were left in %s, which is not configured any more", name)
        named = pointed | {self.config.storage.store} | (left & set(self.config.stores))
        return [self.store_named(name).name for name in sorted(named)]
