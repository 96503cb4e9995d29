"""From a Config to working parts: the one thing that a command opens.

Each room of wiring makes what its name says; here they are put together, and asked.
"""

import logging
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from podcaster.config.config import Config
from podcaster.config.loading import Loaded, load
from podcaster.domain.attempt import Attempt
from podcaster.domain.brief import Brief
from podcaster.domain.days import DateAsked
from podcaster.errors import CannotServe, TryLater
from podcaster.ledger.database import Outdated
from podcaster.ledger.ledger import Ledger
from podcaster.ledger.lock import is_free, run_lock, waiting_lock
from podcaster.ledger.view import LedgerView
from podcaster.pipeline.choosing import Choice
from podcaster.pipeline.forecasting import price_of_night
from podcaster.pipeline.produce import Production
from podcaster.pipeline.rules import Rules
from podcaster.pipeline.step import Studio
from podcaster.remote.budget import Budget
from podcaster.remote.credentials import Credentials
from podcaster.remote.kept import Kept
from podcaster.script.prompting import Prompt
from podcaster.script.writers import Writer, Writers
from podcaster.sources.source import Source
from podcaster.speech.engines.espeak import PROVIDER as EMBEDDED
from podcaster.storage.room import Room
from podcaster.storage.spool import Spool
from podcaster.storage.store import Store
from podcaster.text.redact import Redaction
from podcaster.upkeep.backup import Backup, back_up, drop_copies_of_upgrades
from podcaster.wiring import room
from podcaster.wiring.archive import Archive
from podcaster.wiring.learners import Learners
from podcaster.wiring.money import Money
from podcaster.wiring.people import People
from podcaster.wiring.secrets import redaction_of
from podcaster.wiring.warnings import losses_of, warnings_of
from podcaster.wiring.workers import workers_of
from podcaster.workers import Workers

if TYPE_CHECKING:
    from podcaster.alerts.channels import Channels
    from podcaster.wiring.providers import Providers

SQLITE = "sqlite:///"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class House:
    """One configuration, and the parts made from it, each when it is first needed."""

    loaded: Loaded
    stop: threading.Event = field(default_factory=threading.Event)
    """Set when the run is asked to end: nothing more is begun, and nobody waits any longer."""

    @classmethod
    def find(cls, config: Path | None, source: str | None = None) -> "House":
        """The house of the configuration that is named or found.

        `source` takes the place of its learners; a path in it is relative to where we are.
        """
        overrides = {} if source is None else {"learners.source": _from_here(source)}
        loaded = load(config, os.environ, overrides)
        for warning in loaded.warnings:
            log.warning(warning)
        return cls(loaded)

    @property
    def config(self) -> Config:
        """The validated options."""
        return self.loaded.config

    @property
    def directory(self) -> Path:
        """What relative paths are relative to."""
        return self.loaded.directory

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of learners who have none."""
        return ZoneInfo(self.config.timezone)

    @cached_property
    def credentials(self) -> Credentials:
        """The keys of providers: in the environment, env_file, or files that they name."""
        return Credentials(self.loaded.environment, self.directory)

    @cached_property
    def redact(self) -> Redaction:
        """Takes every key out of a text."""
        of_models = [name for each in self.config.models.values() for name in each.key_variables]
        source, alerts = self.config.learners.source, self.config.alerts
        return redaction_of(self.credentials, of_models, source, alerts)

    @cached_property
    def channels(self) -> "Channels":
        """Who is told of a night."""
        from podcaster.alerts.channels import Channels

        return Channels(self.config.alerts, self.credentials, self.redact)

    @cached_property
    def _learners(self) -> Learners:
        return Learners(self.config, self.directory, self.zone, self.credentials)

    def source(self, asked: DateAsked) -> Source:
        """The learners."""
        return self._learners.source(asked)

    def rules(self, asked: DateAsked, tenant: str | None) -> Rules:
        """What decides who is due."""
        return self._learners.rules(asked, tenant)

    def choices(
        self, asked: DateAsked, ledger: LedgerView, user: str | None, tenant: str | None
    ) -> Iterator[Choice]:
        """Who is due among all learners, or the one named."""
        return self._learners.choices(asked, ledger, user, tenant)

    def ledger(self) -> Ledger:
        """The record, to write in; whoever does holds the lock."""
        return Ledger.open(self._ledger_path, redact=self.redact)

    def reading_ledger(self) -> LedgerView:
        """The record as it is, or an empty one; makes no file."""
        return Ledger.open_to_read(self._ledger_path)

    def renewed_ledger(self) -> LedgerView:
        """As `reading_ledger`, but brought up to date first; whoever asks holds the lock."""
        try:
            return self.reading_ledger()
        except Outdated:
            self.ledger().close()
            return self.reading_ledger()

    def back_up(self, wanted: Path, at: datetime) -> Backup:
        """Copies the record to a new file or into a directory, whoever is writing; see `stop`."""
        return back_up(self._ledger_path, wanted, at, self.spool, self.stop.is_set)

    @property
    def _ledger_path(self) -> Path:
        return self.config.state_dir / "ledger.sqlite"

    def locked(self) -> AbstractContextManager[None]:
        """The right to write in the ledger; TryLater while another run has it."""
        return run_lock(self._lock_path)

    @contextmanager
    def writing(self, patience: float) -> Iterator[Ledger]:
        """The record to write in and the right to; waits for it `patience` seconds at most."""
        with waiting_lock(self._lock_path, patience, self.stop), self.ledger() as ledger:
            yield ledger

    @property
    def is_idle(self) -> bool:
        """True where no run is at work."""
        return is_free(self._lock_path)

    @property
    def _lock_path(self) -> Path:
        return self.config.state_dir / "ledger.lock"

    def record_preview(self, attempts: Sequence[Attempt]) -> None:
        """Remembers what a preview asked of whom, unless a night is writing just now."""
        try:
            with self.locked(), self.ledger() as ledger:
                for attempt in attempts:
                    ledger.record(attempt, None, None)
        except TryLater as error:
            log.warning("this preview is not recorded: %s", error)

    @cached_property
    def providers(self) -> "Providers":
        """Who can be asked, over the network or here."""
        # Imported when it is needed: HTTP and its clients take a while.
        from podcaster.wiring.providers import Providers

        return Providers(
            config=self.config,
            credentials=self.credentials,
            redact=self.redact,
            budget=lambda: self.budget,
            kept=self._money.kept,
            workers=self.workers,
            stop=self.stop,
        )

    @cached_property
    def people(self) -> People:
        """Who writes and who speaks."""
        return People(self.config, self.directory, self.providers, self.workers, self.stop)

    @property
    def writer_names(self) -> list[str]:
        """Who is asked for a script, in this order."""
        return self.people.writer_names

    @property
    def writes_locally(self) -> bool:
        """True where a script costs nothing, because the first to be asked is on this machine."""
        return self.people.write_locally

    def require_somebody(self, *plans: str, written_by: Writer | None = None) -> None:
        """Misused where nobody could write a script, or speak it for one of the plans."""
        self.people.require(*plans, written_by=written_by)

    def why_silent(self, plan: str) -> str:
        """What a plan that nobody speaks for lacks."""
        return self.people.why_silent(plan)

    def prompt(self, brief: Brief) -> Prompt:
        """What a model would be asked for an episode, to the letter."""
        return self.people.prompt(brief)

    @cached_property
    def _archive(self) -> Archive:
        return Archive(self.config, self.directory, self.credentials, self.stop)

    @property
    def spool(self) -> Spool:
        """Where recordings wait."""
        return self._archive.spool

    @cached_property
    def store(self) -> Store:
        """Where new episodes go to."""
        return self.store_named(self.config.storage.store)

    def store_named(self, name: str) -> Store:
        """Where an episode lives, by the name in its row; Misused if that store is not there."""
        return self._archive.store_named(name)

    def stores_in_use(self, ledger: LedgerView, only: str | None = None) -> list[str]:
        """The names of the stores that hold episodes or copies of them, or only that one."""
        return self._archive.stores_in_use(ledger, only)

    @property
    def room_to_begin(self) -> Room:
        """What has to be free before a night is begun."""
        return room.to_begin(self.room_to_go_on)

    @cached_property
    def room_to_go_on(self) -> Room:
        """What has to be free before another episode is begun."""
        return room.to_go_on(self.config, keeps_clips=self.people.have_clips_kept)

    @cached_property
    def _money(self) -> Money:
        return Money(self.config, self.zone, self.reading_ledger, self.stop)

    @property
    def budget(self) -> Budget:
        """Where the money of this run stops."""
        return self._money.budget

    @property
    def kept(self) -> Kept:
        """What was paid for and is not used up."""
        return self._money.kept

    def put_away(self) -> None:
        """Removes what nobody will ask for any more, once a run is done."""
        self._money.put_away()
        keep = timedelta(days=self.config.storage.keep_days)
        drop_copies_of_upgrades(self._ledger_path, datetime.now(UTC) - keep)

    @cached_property
    def workers(self) -> Workers:
        """The processes that make sound."""
        return workers_of(self.config.pipeline, self.stop)

    @cached_property
    def studio(self) -> Studio:
        """All that it takes to make an episode."""
        return Studio(
            writers=self.people.writers,
            narrators=self.people.narrators,
            embedded=frozenset({EMBEDDED}),
            workers=self.workers,
            spool=self.spool,
            store=self.store,
            audio=self.config.audio,
        )

    def prepare(self, written_by: Writer | None = None) -> None:
        """Proves before anything is begun that a night can work.

        Misused where nobody could write or speak or recordings have no place, Deferred without
        room. With `written_by` nobody else needs to write.
        """
        self.require_somebody(*self.config.speech.plans, written_by=written_by)
        self.spool.prepare(self.room_to_begin.bytes)
        try:
            self.store.prepare(self.room_to_begin.bytes)
        except CannotServe as error:
            log.warning("%s; until then recordings wait in the spool", error)

    def production(
        self, ledger: Ledger, run_id: str, written_by: Writer | None = None
    ) -> Production:
        """What carries episodes on; `written_by` writes their scripts instead of the chain."""
        studio, rewrites = self._studio_of(written_by), written_by is not None
        return Production(
            studio,
            ledger,
            run_id,
            self._money.paid,
            rewrites=rewrites,
            room=self.room_to_go_on,
            tries=self.config.pipeline.tries,
        )

    def estimate(
        self, due_by: Mapping[tuple[str, str], int], written_by: Writer | None = None
    ) -> int | None:
        """What a night for so many learners by plan and language would cost, in micro-dollars."""
        seconds = 60 * self.config.script.target_minutes
        return price_of_night(due_by, seconds, self._studio_of(written_by))

    def _studio_of(self, written_by: Writer | None) -> Studio:
        if written_by is None:
            return self.studio
        return replace(self.studio, writers=Writers([written_by]))

    def losses(self, ledger: LedgerView) -> Iterator[str]:
        """Which providers have served lately and have no credentials any more."""
        return losses_of(self.providers, ledger)

    def warnings(self, ledger: LedgerView) -> Iterator[str]:
        """What will be trouble soon, or is since lately, though nothing has failed."""
        today = datetime.now(self.zone).date()
        yield from warnings_of(self.providers, self.store, ledger, today)


def _from_here(source: str) -> str:
    """A path that was typed is relative to where we are, not to the configuration."""
    if source.startswith(SQLITE):
        return SQLITE + str(Path(source.removeprefix(SQLITE)).absolute())
    is_path = source != "sample" and "://" not in source and not source.startswith("env:")
    return str(Path(source).absolute()) if is_path else source
