"""From a house to what `podcaster doctor` examines: each check is a function and one line here."""

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property, partial
from itertools import chain
from pathlib import Path

from podcaster.config.finding import platform_state
from podcaster.domain.attempt import Attempt
from podcaster.domain.days import DateAsked
from podcaster.errors import Misused, PodcasterError
from podcaster.script.options import TEMPLATE
from podcaster.sources.options import variable_of
from podcaster.sources.skip_list import read_skip_list
from podcaster.speech.engines.espeak import Espeak
from podcaster.speech.options import CloudOptions
from podcaster.storage.options import LocalOptions
from podcaster.storage.store import Store
from podcaster.upkeep.alarms import somebody_is_told
from podcaster.upkeep.answers import Line
from podcaster.upkeep.casting import PlanCast, cast_of, everybody_is_spoken_to, known_languages
from podcaster.upkeep.disks import (
    links_can_be_signed,
    places_last,
    there_is_room,
)
from podcaster.upkeep.engines_online import engines_answer
from podcaster.upkeep.findings import Check, Finding, said_and_do
from podcaster.upkeep.greeting import Purse
from podcaster.upkeep.hosts import hosts_are_meant
from podcaster.upkeep.keys import candidates_can_be_asked, chains_are_served, nobody_was_lost
from podcaster.upkeep.learners import learners_can_be_read, skip_list_can_be_read
from podcaster.upkeep.machine import (
    clock_is_right,
    cron_has_all,
    ledger_is_near,
    lock_is_free,
    sqlite_is_sound,
)
from podcaster.upkeep.models_online import models_answer
from podcaster.upkeep.modes import state_is_private
from podcaster.upkeep.plans_named import Wanted
from podcaster.upkeep.sales import models_are_on_sale, voices_are_on_sale
from podcaster.upkeep.shapes import keys_look_right
from podcaster.upkeep.stores import require_access, store_takes_objects
from podcaster.upkeep.templates import Wish, templates_are_there
from podcaster.wiring.candidates import Candidates
from podcaster.wiring.house import House
from podcaster.wiring.secrets import OTHER_KEYS
from podcaster.wiring.warnings import SEEN_LATELY, lost_lately


class Checks:
    """What can be examined of a house, in the order in which it is told."""

    def __init__(self, house: House) -> None:
        self._house, self._named = house, Candidates(house)
        self._language = house.config.learners.default_language
        self._today = datetime.now(house.zone).date()

    def offline(self) -> Sequence[Check]:
        """Nobody is asked."""
        house, named = self._house, self._named
        return (
            self._nothing_is_overridden,
            self._learners_can_be_read,
            lambda: skip_list_can_be_read(house.config.eligibility.skip_list),
            lambda: candidates_can_be_asked(named.all),
            lambda: chains_are_served([named.chain, *named.plans.values()]),
            lambda: keys_look_right(named.issuers(), house.credentials),
            lambda: nobody_was_lost(named.all, self._served_lately()),
            lambda: hosts_are_meant(named.all, house.redact),
            lambda: models_are_on_sale(named.models, self._today),
            lambda: voices_are_on_sale(named.engines, self._language, self._today),
            lambda: everybody_is_spoken_to(self.casts, self._language),
            self._templates_are_there,
            lambda: self._stores_take_objects(online=False),
            self._links_can_be_signed,
            lambda: places_last(self._places()),
            lambda: there_is_room(house.room_to_begin),
            lambda: state_is_private(house.config.state_dir),
            lambda: somebody_is_told(house.config.alerts, house.channels.problems),
            *self._of_this_machine(),
        )

    def online(self, attempts: list[Attempt]) -> Sequence[Check]:
        """Everybody is asked, for no more than a cent; `attempts` takes what was paid for."""
        house, named = self._house, self._named
        line = Line(
            credentials=house.credentials,
            http=house.providers.http,
            redact=house.redact,
            purse=Purse(house.budget, attempts.append),
        )
        return (
            lambda: models_answer(named.models, line),
            lambda: engines_answer(named.engines, self._language, line),
            lambda: self._stores_take_objects(online=True),
        )

    def _of_this_machine(self) -> Sequence[Check]:
        house, now = self._house, datetime.now(UTC)
        return (
            lambda: clock_is_right(now, self._last_run(), house.zone),
            lambda: sqlite_is_sound(sqlite3.sqlite_version_info),
            lambda: ledger_is_near(house.config.state_dir),
            lambda: lock_is_free(is_idle=house.is_idle),
            self._cron_has_all,
        )

    def _last_run(self) -> datetime | None:
        with self._house.reading_ledger() as ledger:
            return next((run.started_at for run in ledger.runs(1)), None)

    def _cron_has_all(self) -> Iterator[Finding]:
        """Whether all that is set in this environment alone is of no use to the configuration."""
        loaded = self._house.loaded
        names = {name for each in loaded.config.models.values() for name in each.key_variables}
        named = {*names, *OTHER_KEYS, variable_of(loaded.config.learners.source)}
        asked = {each for name in filter(None, named) for each in (name, f"{name}_FILE")}
        here = {name for name in asked if os.environ.get(name, "").strip()}
        yield from cron_has_all(
            loaded.path,
            loaded.config.env_file,
            here - loaded.in_env_file,
            is_found=platform_state(loaded.directory, os.environ) is not None,
        )

    @cached_property
    def casts(self) -> Sequence[PlanCast]:
        """Who speaks first for each plan that makes sound."""
        config = self._house.config
        engines = {plan: self._house.people.engines_of(plan) for plan in config.speech.plans}
        is_embedded = any(isinstance(each, Espeak) for each in chain(*engines.values()))
        tags = known_languages(self._language, self._own_voices, with_embedded=is_embedded)
        return [cast_of(plan, those, tags) for plan, those in engines.items() if those]

    @property
    def _own_voices(self) -> frozenset[str]:
        """The languages that the operator has named voices of."""
        options = self._house.config.engines.values()
        clouds = (each for each in options if isinstance(each, CloudOptions))
        return frozenset(tag for each in clouds for tag in each.voices)

    def _templates_are_there(self) -> Iterator[Finding]:
        """For every language that the configuration names, or that was spoken lately."""
        with self._house.reading_ledger() as ledger:
            spoken = ledger.languages(self._today - SEEN_LATELY)
        named: dict[str, Wish] = dict.fromkeys(sorted(self._own_voices), "voices")
        named |= dict.fromkeys(sorted(spoken), "episodes")
        named[self._language] = "default_language"
        people, options = self._house.people, self._house.config.script
        models = bool(set(people.writer_names) - {TEMPLATE})
        return templates_are_there(named, people.prompts, options, models=models)

    def _nothing_is_overridden(self) -> Iterator[Finding]:
        """What the file of the configuration says in vain."""
        loaded = self._house.loaded
        for said in loaded.overridden:
            do = "unset it, or take that out of the file, so that only one of them says it"
            yield Finding("configuration", "warning", str(loaded.path), said, do)
        if not loaded.overridden:
            said = "no variable goes before what it says"
            yield Finding("configuration", "ok", str(loaded.path), said)

    def _learners_can_be_read(self) -> Iterator[Finding]:
        """Misused, such as a query that nobody knows, is found where the source is opened."""
        config = self._house.config
        wanted = Wanted(
            speech=config.speech,
            plan=config.learners.plan,
            pause_after_unheard=config.eligibility.pause_after_unheard,
            listed=self._listed,
        )
        try:
            source = self._house.source(DateAsked(None, datetime.now(UTC)))
        except PodcasterError as error:
            yield Finding("learners", "failure", "source", *said_and_do(error))
        else:
            yield from learners_can_be_read(source, wanted=wanted)

    @property
    def _listed(self) -> frozenset[str]:
        """The skip list; one that cannot be read is another check's finding."""
        path = self._house.config.eligibility.skip_list
        try:
            return read_skip_list(path) if path else frozenset()
        except Misused:
            return frozenset()

    def _stores_take_objects(self, *, online: bool) -> Iterator[Finding]:
        """Of every store that is configured, or that a row points at."""
        configured = self._house.config.stores
        with self._house.reading_ledger() as ledger:
            pointed, left = ledger.stores()
        needed = {self._house.config.storage.store, *pointed, *(left & set(configured))}
        for name in sorted({*configured, *needed}):
            opened = partial(self._store, name)
            yield from store_takes_objects(name, opened, online=online, is_needed=name in needed)

    def _store(self, name: str) -> Store:
        store = self._house.store_named(name)
        require_access(name, self._house.config.stores[name], self._house.credentials)
        return store

    def _links_can_be_signed(self) -> Iterator[Finding]:
        for name, options in self._house.config.stores.items():
            if isinstance(options, LocalOptions):
                yield from links_can_be_signed(name, options, self._house.credentials)

    def _places(self) -> Mapping[str, Path]:
        """What has to outlast a restart of this machine."""
        config = self._house.config
        local = {
            f"store {name}": options.path
            for name, options in config.stores.items()
            if isinstance(options, LocalOptions)
        }
        return {"state_dir": config.state_dir, **local}

    def _served_lately(self) -> frozenset[str]:
        with self._house.reading_ledger() as ledger:
            return frozenset(each.name for each in lost_lately(self._house.providers, ledger))
