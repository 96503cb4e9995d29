"""From a Config to working parts: opens what the options name, stacks them on visible lines."""

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from podcaster.config.config import Config
from podcaster.config.loading import Loaded, load
from podcaster.domain.attempt import Attempt
from podcaster.domain.brief import Brief
from podcaster.domain.days import DateAsked
from podcaster.domain.script import Written
from podcaster.errors import Misused, TryLater
from podcaster.ledger.ledger import Ledger
from podcaster.ledger.lock import run_lock
from podcaster.ledger.view import LedgerView
from podcaster.pipeline.choosing import Choice, Rules, choose
from podcaster.pipeline.forecasting import price_of_speech
from podcaster.pipeline.produce import Production
from podcaster.pipeline.seeking import seek
from podcaster.pipeline.step import Studio
from podcaster.remote.chain import FallbackChain, Link
from podcaster.script.prompts import Prompts
from podcaster.script.template import TemplateWriter
from podcaster.sources.opening import open_source
from podcaster.sources.source import Source
from podcaster.speech.engines.espeak import PROVIDER as EMBEDDED
from podcaster.speech.engines.espeak import Espeak
from podcaster.speech.narrators import Narrators
from podcaster.speech.options import EspeakOptions
from podcaster.storage.local import LocalStore
from podcaster.storage.spool import Spool
from podcaster.workers import Workers

log = logging.getLogger(__name__)

PRELOAD = ("podcaster.__main__", "podcaster.audio.mastering", "podcaster.speech.engines.espeak")
LOCAL_WRITERS = frozenset({"template"})
ROOM_BYTES = 64 * 2**20
"""Less free space than this on the spool's or the store's disk, and no night is begun."""


@dataclass(frozen=True)
class House:
    """One configuration, and the parts made from it, each when it is first needed."""

    loaded: Loaded

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

    def rules(self, asked: DateAsked, tenant: str | None) -> Rules:
        """What decides who is due."""
        return Rules(
            asked=asked,
            zone=self.zone,
            eligibility=self.config.eligibility,
            speech=self.config.speech,
            default_language=self.config.learners.default_language,
            tenant=tenant,
        )

    def source(self, asked: DateAsked) -> Source:
        """The learners."""
        return open_source(self.config.learners, asked, self.zone, self.directory)

    def choices(
        self, asked: DateAsked, ledger: LedgerView, user: str | None, tenant: str | None
    ) -> Iterator[Choice]:
        """Who is due among all learners, or the one named."""
        source = self.source(asked)
        if user is not None:
            source = seek(source, user, tenant, self.config.eligibility.batch_size)
        return choose(source, self.rules(asked, tenant), ledger.served)

    def ledger(self) -> Ledger:
        """The record, to write in; whoever does holds the lock."""
        return Ledger.open(self._ledger_path)

    def reading_ledger(self) -> LedgerView:
        """The record as it is, or an empty one; makes no file."""
        return Ledger.open_to_read(self._ledger_path)

    def locked(self) -> AbstractContextManager[None]:
        """The right to write in the ledger; TryLater while another run has it."""
        return run_lock(self.config.state_dir / "ledger.lock")

    def prepare(self) -> None:
        """Proves before anything is begun that a night can work.

        Misused where a plan has no voice or recordings have no place, Deferred without room.
        """
        self.studio.spool.prepare(ROOM_BYTES)
        self.store.prepare(ROOM_BYTES)

    def production(self, ledger: Ledger, run_id: str) -> Production:
        """What carries episodes on."""
        return Production(self.studio, ledger, run_id)

    def record_preview(self, attempts: Sequence[Attempt]) -> None:
        """Remembers what a preview asked of whom, unless a night is writing just now."""
        try:
            with self.locked(), self.ledger() as ledger:
                for attempt in attempts:
                    ledger.record(attempt, None, None)
        except TryLater as error:
            log.warning("this preview is not recorded: %s", error)

    @property
    def writes_locally(self) -> bool:
        """True where a script costs nothing, because the first to be asked is on this machine."""
        return self.config.script.chain[0] in LOCAL_WRITERS

    @cached_property
    def studio(self) -> Studio:
        """All that it takes to make an episode."""
        return Studio(
            writers=FallbackChain("script", self._writers()),
            narrators=self._narrators(),
            embedded=frozenset({EMBEDDED}),
            workers=self.workers,
            spool=self.spool,
            store=self.store,
            audio=self.config.audio,
        )

    @cached_property
    def workers(self) -> Workers:
        """The processes that make sound."""
        options = self.config.pipeline
        return Workers(options.workers or _processors(), options.worker_timeout, PRELOAD)

    @cached_property
    def spool(self) -> Spool:
        """Where recordings wait."""
        return Spool(self.config.state_dir / "spool")

    @cached_property
    def store(self) -> LocalStore:
        """Where new episodes go to."""
        return self.store_named(self.config.storage.store)

    def store_named(self, name: str) -> LocalStore:
        """Where an episode lives, by the name in its row; Misused if that store is not there."""
        if name not in self.config.stores:
            raise Misused(f"there is no store {name!r} in the configuration: add [stores.{name}]")
        options = self.config.stores[name]
        prefix = self.config.storage.prefix if options.prefix is None else options.prefix
        return LocalStore(name, self.directory / options.path, prefix)

    def estimate(self, due_by: Mapping[tuple[str, str], int]) -> int | None:
        """What a night for so many learners by plan and language would cost, in micro-dollars."""
        seconds = 60 * self.config.script.target_minutes
        return price_of_speech(due_by, seconds, self.studio)

    def _writers(self) -> list[Link[Brief, Written]]:
        beside = self.directory / "prompts"
        prompts = Prompts(beside if beside.is_dir() else None)
        return [TemplateWriter(prompts, self.config.script) for _ in self.config.script.chain]

    def _narrators(self) -> dict[str, Narrators]:
        """The engines of each plan; a plan that is left without speech is left out."""
        narrators = {}
        for plan, names in self.config.speech.plans.items():
            engines = [Espeak(name, self.config.engines[name], self.workers) for name in names]
            if engines or self._stand_in(plan):
                narrators[plan] = Narrators(plan, engines or [self._embedded()])
        return narrators

    def _stand_in(self, plan: str) -> bool:
        """True where the embedded voice speaks for a plan without engines; Misused if refused."""
        unset = "espeak" if self.config.learners.source == "sample" else "refuse"
        choice = self.config.speech.without_credentials or unset
        if choice == "refuse":
            raise Misused(
                f"the plan {plan} has no engine: name one in [speech.plans], or set"
                " without_credentials in [speech] to espeak or script_only"
            )
        return choice == "espeak"

    def _embedded(self) -> Espeak:
        return Espeak(EMBEDDED, EspeakOptions(), self.workers)

    @property
    def _ledger_path(self) -> Path:
        return self.config.state_dir / "ledger.sqlite"


def _processors() -> int:
    """How many this process may use, which a container or taskset may have limited."""
    usable = getattr(os, "sched_getaffinity", None)  # not on macOS
    return len(usable(0)) if usable else os.cpu_count() or 1


def _from_here(source: str) -> str:
    """A path that was typed is relative to where we are, not to the configuration."""
    is_path = source != "sample" and "://" not in source and not source.startswith("env:")
    return str(Path(source).absolute()) if is_path else source
