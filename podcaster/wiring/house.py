"""From a Config to working parts: opens what the options name, stacks them on visible lines."""

import logging
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from podcaster.config.config import Config
from podcaster.config.loading import Loaded, load
from podcaster.domain.attempt import Attempt
from podcaster.domain.brief import Brief
from podcaster.domain.days import DateAsked
from podcaster.errors import CannotServe, Misused, TryLater
from podcaster.ledger.ledger import Ledger
from podcaster.ledger.lock import run_lock
from podcaster.ledger.view import LedgerView
from podcaster.pipeline.choosing import Choice, Rules, choose
from podcaster.pipeline.forecasting import price_of_night
from podcaster.pipeline.produce import Production
from podcaster.pipeline.releasing import Releasing
from podcaster.pipeline.seeking import seek
from podcaster.pipeline.step import Studio
from podcaster.remote.budget import Budget
from podcaster.remote.credentials import Credentials
from podcaster.remote.kept import Kept
from podcaster.script.options import TEMPLATE
from podcaster.script.prompting import Prompt, prompt_for
from podcaster.script.prompts import Prompts
from podcaster.script.template import TemplateWriter
from podcaster.script.writers import Writer, Writers
from podcaster.sources.opening import open_source
from podcaster.sources.source import Source
from podcaster.speech.engine import Engine
from podcaster.speech.engines.espeak import PROVIDER as EMBEDDED
from podcaster.speech.engines.espeak import Espeak
from podcaster.speech.narrators import Narrators
from podcaster.speech.options import EspeakOptions, WithoutCredentials
from podcaster.storage.opening import open_store
from podcaster.storage.options import LocalOptions
from podcaster.storage.room import FILES, Room
from podcaster.storage.spool import Spool
from podcaster.storage.store import Store
from podcaster.text.redact import Redaction
from podcaster.workers import Workers

if TYPE_CHECKING:
    from podcaster.wiring.providers import Family, Providers

log = logging.getLogger(__name__)

PRELOAD = ("podcaster.__main__", "podcaster.audio.mastering", "podcaster.speech.engines.espeak")
OTHER_KEYS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "GOOGLE_TTS_API_KEY",
    "AZURE_SPEECH_KEY",
    "SPEECH_KEY",
    "POLLY_ACCESS_KEY_ID",
    "POLLY_SECRET_ACCESS_KEY",
    "SPACES_ACCESS_KEY_ID",
    "SPACES_SECRET_ACCESS_KEY",
    "AZURE_ACCOUNT_KEY",
    "AZURE_STORAGE_CONNECTION_STRING",
    "PODCASTER_LINK_SECRET",
)
"""Variables with secrets that no option names."""
SEEN_LATELY = timedelta(days=30)
OUTAGE_PATIENCE = 45.0
MEGABYTE = 2**20
ROOM_BYTES = 64 * MEGABYTE
"""Less free space than this on the spool's or the store's disk, and no night is begun."""
CLIP_BYTES_PER_SECOND = 48_000
"""What engines of vendors say is kept as it came: at most 24,000 samples a second of two bytes."""


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
        return Ledger.open(self._ledger_path, redact=self.redact)

    def reading_ledger(self) -> LedgerView:
        """The record as it is, or an empty one; makes no file."""
        return Ledger.open_to_read(self._ledger_path)

    def locked(self) -> AbstractContextManager[None]:
        """The right to write in the ledger; TryLater while another run has it."""
        return run_lock(self.config.state_dir / "ledger.lock")

    def prepare(self, written_by: Writer | None = None) -> None:
        """Proves before anything is begun that a night can work.

        Misused where nobody could write or speak or recordings have no place, Deferred without
        room. With `written_by` nobody else needs to write.
        """
        self.require_somebody(*self.config.speech.plans, written_by=written_by)
        self.studio.spool.prepare(self.room_to_begin.bytes)
        try:
            self.store.prepare(self.room_to_begin.bytes)
        except CannotServe as error:
            log.warning("%s; until then recordings wait in the spool", error)

    @property
    def room_to_begin(self) -> Room:
        """What has to be free before a night is begun; how many are due is not known then."""
        return replace(self.room_to_go_on, bytes=max(ROOM_BYTES, self.room_to_go_on.bytes))

    @cached_property
    def room_to_go_on(self) -> Room:
        """What has to be free before another episode is begun: as much as those under way need.

        An episode lies in the spool and in its store, and what engines said in state_dir until it
        is whole.
        """
        seconds = 60 * self.config.script.minutes[1]
        mp3 = seconds * self.config.audio.bitrate_kbps * 1000 // 8
        speaking = (each.name for plan in self.studio.narrators.values() for each in plan.links)
        clips = seconds * CLIP_BYTES_PER_SECOND if set(speaking) - self.studio.embedded else 0
        places, options = [self.config.state_dir], self.config.stores[self.config.storage.store]
        if isinstance(options, LocalOptions):
            places.append(options.path)
        return Room(places, int(mp3 + clips) * self.config.pipeline.jobs, FILES)

    def require_somebody(self, *plans: str, written_by: Writer | None = None) -> None:
        """Misused where nobody could write a script, or speak it for one of the plans."""
        if not self.writer_names and written_by is None:
            raise Misused(
                f"nobody can write a script: {self._wanted('model')}, or add template to the chain"
                " in [script]"
            )
        for plan in plans:
            if plan not in self.studio.narrators and self.without_credentials == "refuse":
                raise Misused(
                    f"{self.why_silent(plan)}, or set without_credentials in [speech] to espeak or"
                    " script_only"
                )

    def why_silent(self, plan: str) -> str:
        """What a plan that nobody speaks for lacks."""
        return f"nobody can speak for the plan {plan}: {self._wanted('engine', plan)}"

    def production(
        self, ledger: Ledger, run_id: str, written_by: Writer | None = None
    ) -> Production:
        """What carries episodes on; `written_by` writes their scripts instead of the chain."""
        studio, rewrites = self._studio_of(written_by), written_by is not None
        return Production(
            studio, ledger, run_id, self.paid, rewrites=rewrites, room=self.room_to_go_on
        )

    def _studio_of(self, written_by: Writer | None) -> Studio:
        if written_by is None:
            return self.studio
        return replace(self.studio, writers=Writers([written_by]))

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
        return self.writer_names[:1] == [TEMPLATE]

    @property
    def writer_names(self) -> list[str]:
        """Who is asked for a script, in this order: those of the chain who can be."""
        chain, providers = self.config.script.chain, self.providers
        return [n for n in chain if n == TEMPLATE or providers.is_usable("model", n)]

    @cached_property
    def studio(self) -> Studio:
        """All that it takes to make an episode."""
        return Studio(
            writers=self._writers(),
            narrators=self._narrators(),
            embedded=frozenset({EMBEDDED}),
            workers=self.workers,
            spool=self.spool,
            store=self.store,
            audio=self.config.audio,
        )

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
            kept=self.kept,
            workers=self.workers,
            stop=self.stop,
        )

    def warnings(self, ledger: LedgerView) -> Iterator[str]:
        """What will be trouble soon, or is since lately, though nothing has failed."""
        since = datetime.now(UTC) - SEEN_LATELY
        for each in self.providers.left_out:
            if ledger.has_answered(each.name, since):
                yield (
                    f"{each.name} has served earlier runs and has no credentials any more:"
                    f" it needs {' and '.join(each.missing)}"
                )
        yield from self.providers.sunsets(datetime.now(self.zone).date())
        yield from self.store.warnings

    @cached_property
    def credentials(self) -> Credentials:
        """The keys of providers: in the environment, env_file, or files that they name."""
        return Credentials(self.loaded.environment, self.directory)

    @cached_property
    def redact(self) -> Redaction:
        """Takes every key out of a text."""
        of_models = (name for model in self.config.models.values() for name in model.key_variables)
        for name in (*of_models, *OTHER_KEYS):
            with suppress(Misused):  # told where the key is needed
                self.credentials.secret(name)
        return Redaction(self.credentials.secrets)

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

    @cached_property
    def workers(self) -> Workers:
        """The processes that make sound."""
        options = self.config.pipeline
        workers = Workers(options.workers or _processors(), options.worker_timeout, PRELOAD)
        workers.begin_nothing_after(self.stop)
        return workers

    @cached_property
    def spool(self) -> Spool:
        """Where recordings wait."""
        return Spool(self.config.state_dir / "spool")

    @cached_property
    def store(self) -> Store:
        """Where new episodes go to."""
        return self.store_named(self.config.storage.store)

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
            )
        return self._opened[name]

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

    @cached_property
    def _opened(self) -> dict[str, Store]:
        """The stores that were needed."""
        return {}

    def estimate(
        self, due_by: Mapping[tuple[str, str], int], written_by: Writer | None = None
    ) -> int | None:
        """What a night for so many learners by plan and language would cost, in micro-dollars."""
        seconds = 60 * self.config.script.target_minutes
        return price_of_night(due_by, seconds, self._studio_of(written_by))

    def prompt(self, brief: Brief) -> Prompt:
        """What a model would be asked for an episode, to the letter."""
        return prompt_for(brief, self._prompts, self.config.script)

    @cached_property
    def _prompts(self) -> Prompts:
        beside = self.directory / "prompts"
        return Prompts(beside if beside.is_dir() else None)

    def _writers(self) -> Writers:
        template = TemplateWriter(self._prompts, self.config.script)
        writers = [
            template if name == TEMPLATE else self.providers.writer(name, self._prompts)
            for name in self.writer_names
        ]
        return Writers(writers, patience=self._outage_patience, stop=self.stop)

    @property
    def _outage_patience(self) -> float:
        """Seconds until an outage of everybody is believed: the first cooling passes in them."""
        return min(OUTAGE_PATIENCE, self.config.pipeline.patience)

    def engines_of(self, plan: str) -> list[Engine]:
        """Who can speak for a plan, in order; nobody where it is left without speech."""
        names = self.config.speech.plans[plan]
        usable = [name for name in names if self.providers.is_usable("engine", name)]
        if not usable and self.without_credentials == "espeak":
            return [Espeak(EMBEDDED, EspeakOptions(), self.workers)]
        return [self.providers.engine(name) for name in usable]

    def _narrators(self) -> dict[str, Narrators]:
        """The engines of each plan; a plan that is left without speech is left out."""
        patience, narrators = self._outage_patience, {}
        for plan in self.config.speech.plans:
            if engines := self.engines_of(plan):
                narrators[plan] = Narrators(plan, engines, patience=patience, stop=self.stop)
        return narrators

    @property
    def without_credentials(self) -> WithoutCredentials:
        """What becomes of a plan that is left without an engine."""
        if chosen := self.config.speech.without_credentials:
            return chosen
        return "espeak" if self.config.learners.source == "sample" else "refuse"

    def _wanted(self, family: "Family", plan: str = "") -> str:
        """What would have to be set for at least one of a family, or of a plan, to be asked."""
        names = self.config.speech.plans[plan] if plan else self.config.script.chain
        wanted = [
            f"{each.name} needs {' and '.join(each.missing)}"
            for each in self.providers.left_out
            if each.family == family and each.name in names
        ]
        return "; ".join(wanted) or "no engine is named in [speech.plans]"

    @property
    def _ledger_path(self) -> Path:
        return self.config.state_dir / "ledger.sqlite"


def _micro(usd: float | None) -> int | None:
    """US dollars in millionths."""
    return None if usd is None else round(usd * 1_000_000)


def _processors() -> int:
    """How many this process may use, which a container or taskset may have limited."""
    usable = getattr(os, "sched_getaffinity", None)  # not on macOS
    return len(usable(0)) if usable else os.cpu_count() or 1


def _from_here(source: str) -> str:
    """A path that was typed is relative to where we are, not to the configuration."""
    is_path = source != "sample" and "://" not in source and not source.startswith("env:")
    return str(Path(source).absolute()) if is_path else source
