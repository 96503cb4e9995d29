"""The providers of a run: who has credentials, and one account of each, with all that limits it."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any, Literal

from podcaster.config.config import Config
from podcaster.remote.access import Access
from podcaster.remote.budget import Budget
from podcaster.remote.catalogue import catalogue, sunset
from podcaster.remote.credentials import Credentials
from podcaster.remote.http import Http
from podcaster.remote.kept import Kept
from podcaster.remote.options import RemoteOptions
from podcaster.script.models.adapter import Adapter
from podcaster.script.models.opening import missing as missing_of_model
from podcaster.script.models.opening import open_model
from podcaster.script.models.writer import ModelWriter
from podcaster.script.options import TEMPLATE
from podcaster.script.prompts import Prompts
from podcaster.speech.engine import Engine
from podcaster.speech.engines.cloud import Cloud
from podcaster.speech.engines.espeak import Espeak
from podcaster.speech.engines.opening import missing as missing_of_engine
from podcaster.speech.engines.opening import open_adapter
from podcaster.speech.options import EspeakOptions
from podcaster.workers import Workers

Family = Literal["model", "engine"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A provider that is named in a chain and has no credentials; `missing` says what to set."""

    family: Family
    name: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Providers:
    """The models and engines of a configuration that have what it takes to ask them.

    Credentials are looked for in the environment and in files, never by asking the network.
    """

    config: Config
    credentials: Credentials
    redact: Callable[[str], str]
    budget: Callable[[], Budget]
    kept: Kept
    workers: Workers
    stop: threading.Event

    @cached_property
    def left_out(self) -> tuple[LeftOut, ...]:
        """Who is named in a chain and cannot be asked, in the order of the chains."""
        every = (
            *(LeftOut("model", name, self._missing_of_model(name)) for name in self.models),
            *(LeftOut("engine", name, self._missing_of_engine(name)) for name in self.engines),
        )
        return tuple(each for each in every if each.missing)

    @property
    def left_out_json(self) -> dict[str, list[str]]:
        """The same by section: a model and an engine may have one name."""
        return {f"{each.family}s.{each.name}": list(each.missing) for each in self.left_out}

    @property
    def models(self) -> list[str]:
        """The models of the chain."""
        return [name for name in self.config.script.chain if name != TEMPLATE]

    @property
    def engines(self) -> list[str]:
        """The engines of all plans, each once."""
        return list(dict.fromkeys(chain(*self.config.speech.plans.values())))

    def is_usable(self, family: Family, name: str) -> bool:
        """True where nothing is missing."""
        return (family, name) not in {(each.family, each.name) for each in self.left_out}

    def sunsets(self, today: date) -> Iterator[str]:
        """A warning for each model that is in use and ends soon, or has ended."""
        for name in filter(lambda name: self.is_usable("model", name), self.models):
            options = self.config.models[name]
            row = catalogue().model(options.kind, options.model)
            if self.model(name).at_home and row and (said := sunset(row, today)):
                yield said
        for name in filter(lambda name: self.is_usable("engine", name), self.engines):
            engine = self.config.engines[name]
            if not isinstance(engine, EspeakOptions):
                adapter = open_adapter(engine, self.credentials, self.http)
                tier = catalogue().voice(engine.kind, adapter.model)
                if adapter.at_home and tier and (said := sunset(tier, today)):
                    yield said

    def writer(self, name: str, prompts: Prompts) -> ModelWriter:
        """The model of that name, behind its account."""
        return ModelWriter(
            name,
            self.model(name),
            prompts,
            self.config.script,
            self._access(f"models.{name}", name, self.config.models[name]),
            self.kept,
            patience=self.config.pipeline.patience,
        )

    def engine(self, name: str) -> Engine:
        """The engine of that name, behind its account."""
        options = self.config.engines[name]
        if isinstance(options, EspeakOptions):
            return Espeak(name, options, self.workers)
        return Cloud(
            name=name,
            adapter=open_adapter(options, self.credentials, self.http),
            access=self._access(f"engines.{name}", name, options),
            kept=self.kept,
            stage_seconds=self.config.pipeline.patience,
        )

    def model(self, name: str) -> Adapter[Any]:
        """The model of that name, asked without any limit."""
        options = self.config.models[name]
        return open_model(name, options, self.credentials, self.http, self.redact)

    @cached_property
    def http(self) -> Http:
        """What all of them but Polly are asked through."""
        return Http(self.redact)

    @cached_property
    def accounts(self) -> dict[str, Access]:
        """The accounts opened so far, by the section that configures them."""
        return {}

    def benched(self) -> Iterator[str]:
        """Why each provider, model or voice that is out for the rest of the run is out."""
        for account in self.accounts.values():
            yield from (str(error) for error in account.all_benched.values())

    @property
    def names_benched(self) -> frozenset[str]:
        """Who is out for the rest of the run, as a whole or with a model or voice."""
        return frozenset(each.provider for each in self.accounts.values() if each.all_benched)

    def _access(self, section: str, name: str, options: RemoteOptions) -> Access:
        if section not in self.accounts:
            self.accounts[section] = Access(
                name,
                at_once=options.at_once,
                per_second=options.per_second,
                budget=self.budget(),
                stop=self.stop,
            )
        return self.accounts[section]

    def _missing_of_model(self, name: str) -> tuple[str, ...]:
        return missing_of_model(self.model(name), self.credentials)

    def _missing_of_engine(self, name: str) -> tuple[str, ...]:
        options = self.config.engines[name]
        return (
            ()
            if isinstance(options, EspeakOptions)
            else missing_of_engine(options, self.credentials)
        )
