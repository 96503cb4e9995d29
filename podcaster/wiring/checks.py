"""From a house to what `podcaster doctor` examines: each check is a function and one line here."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain

from podcaster.domain.attempt import Attempt
from podcaster.script.models.opening import BASE_URLS
from podcaster.script.options import TEMPLATE
from podcaster.speech.engines import azure, google, openai
from podcaster.speech.engines.espeak import Espeak
from podcaster.speech.engines.google_account import KEY_FILE
from podcaster.speech.engines.opening import open_adapter
from podcaster.speech.options import CloudOptions, EspeakOptions
from podcaster.upkeep.candidates import Chain, EngineCandidate, ModelCandidate, variables_set
from podcaster.upkeep.casting import PlanCast, cast_of, everybody_is_spoken_to, known_languages
from podcaster.upkeep.findings import Check
from podcaster.upkeep.greeting import Purse
from podcaster.upkeep.hosts import hosts_are_meant
from podcaster.upkeep.keys import candidates_can_be_asked, chains_are_served, nobody_was_lost
from podcaster.upkeep.listings import SECONDS
from podcaster.upkeep.online import Line, engines_answer, models_answer
from podcaster.upkeep.sales import models_are_on_sale, voices_are_on_sale
from podcaster.upkeep.shapes import ANTHROPIC, AWS, GOOGLE, OPENAI, keys_look_right
from podcaster.wiring.house import SEEN_LATELY, House

_AWS_ID, _AWS_SECRET = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"
_MODEL_KEYS = {"openai": OPENAI, "gemini": GOOGLE, "anthropic": ANTHROPIC}
_ENGINE_KEYS: Mapping[str, Mapping[str, str | None]] = {
    "polly": {_AWS_ID: AWS, _AWS_SECRET: None},
    "google": {google.KEY: GOOGLE},
    "azure": dict.fromkeys(azure.KEYS),
}
_ENDPOINTS = {
    "polly": ("AWS_ENDPOINT_URL_POLLY", "AWS_ENDPOINT_URL"),
    "openai": (openai.BASE,),
}
_AWS_ELSEWHERE = ("AWS's own files or a role of this machine",)


class Checks:
    """What can be examined of a house, in the order in which it is told."""

    def __init__(self, house: House) -> None:
        self.house, self.today = house, datetime.now(house.zone).date()

    def offline(self) -> Sequence[Check]:
        """Nobody is asked."""
        return (
            lambda: candidates_can_be_asked([*self.models, *self.engines]),
            lambda: chains_are_served([self.chain, *self.plans.values()]),
            lambda: keys_look_right(self._issuers(), self.house.credentials),
            lambda: nobody_was_lost([*self.models, *self.engines], self._served_lately()),
            lambda: hosts_are_meant([*self.models, *self.engines], self.house.redact),
            lambda: models_are_on_sale(self.models, self.today),
            lambda: voices_are_on_sale(self.engines, self._language, self.today),
            lambda: everybody_is_spoken_to(self.casts, self._language),
        )

    def online(self, attempts: list[Attempt]) -> Sequence[Check]:
        """Everybody is asked, for no more than a cent; `attempts` takes what was paid for."""
        house = self.house
        line = Line(
            credentials=house.credentials,
            http=house.providers.http,
            redact=house.redact,
            purse=Purse(house.budget, attempts.append),
        )
        return (
            lambda: models_answer(self.models, line),
            lambda: engines_answer(self.engines, self._language, line),
        )

    @cached_property
    def chain(self) -> Chain:
        """Who writes scripts."""
        return Chain(
            about="chain of [script]",
            names=self.house.config.script.chain,
            serving=tuple(self.house.writer_names),
            is_trial=self._is_trial,
        )

    @cached_property
    def plans(self) -> Mapping[str, Chain]:
        """Who speaks for each plan."""
        return {plan: self._plan(plan) for plan in self.house.config.speech.plans}

    @cached_property
    def models(self) -> Sequence[ModelCandidate]:
        """The models of the chain."""
        names = (name for name in self.chain.names if name != TEMPLATE)
        return [self._model(name) for name in dict.fromkeys(names)]

    @cached_property
    def engines(self) -> Sequence[EngineCandidate]:
        """The engines of all plans, each once."""
        return [self._engine(name) for name in self.house.providers.engines]

    @cached_property
    def casts(self) -> Sequence[PlanCast]:
        """Who speaks first for each plan that makes sound."""
        options = self.house.config.engines.values()
        own = {tag for each in options if isinstance(each, CloudOptions) for tag in each.voices}
        engines = {plan: self.house.engines_of(plan) for plan in self.plans}
        is_embedded = any(isinstance(each, Espeak) for each in chain(*engines.values()))
        tags = known_languages(self._language, own, with_embedded=is_embedded)
        return [cast_of(plan, those, tags) for plan, those in engines.items() if those]

    @property
    def _language(self) -> str:
        return self.house.config.learners.default_language

    @property
    def _is_trial(self) -> bool:
        return self.house.config.learners.source == "sample"

    def _plan(self, plan: str) -> Chain:
        names = self.house.config.speech.plans[plan]
        usable = (name for name in names if self.house.providers.is_usable("engine", name))
        return Chain(
            about=f"plan {plan}",
            names=names,
            serving=tuple(usable),
            otherwise=self.house.without_credentials,
            is_trial=self._is_trial,
        )

    def _model(self, name: str) -> ModelCandidate:
        options, credentials = self.house.config.models[name], self.house.credentials
        base, source = _base(options.base_url, "models", name)
        variable = BASE_URLS[options.kind]
        if not base and credentials.text(variable):
            base, source = credentials.text(variable), variable
        return ModelCandidate(
            name=name,
            missing=self._missing("model", name),
            keys=variables_set(credentials, *options.key_variables),
            chains=(self.chain,),
            base_url=base,
            base_from=source,
            adapter=self.house.providers.model(name),
        )

    def _engine(self, name: str) -> EngineCandidate:
        options, credentials = self.house.config.engines[name], self.house.credentials
        chains = tuple(each for each in self.plans.values() if name in each.names)
        missing = self._missing("engine", name)
        if isinstance(options, EspeakOptions):
            return EngineCandidate(name=name, missing=missing, keys=(), chains=chains, adapter=None)
        hurried = options.model_copy(update={"timeout": SECONDS})
        base, source = _base(options.base_url, "engines", name)
        variables = variables_set(credentials, *_ENDPOINTS.get(options.kind, ()))
        if not base and variables:
            base, source = credentials.text(*variables), variables[0]
        return EngineCandidate(
            name=name,
            missing=missing,
            keys=() if missing else self._engine_keys(options),
            chains=chains,
            base_url=base,
            base_from=source,
            adapter=open_adapter(hurried, credentials, self.house.providers.http),
        )

    def _engine_keys(self, options: CloudOptions) -> tuple[str, ...]:
        """The variables in use, or what stands for them."""
        text, kind = self.house.credentials, getattr(options, "kind", "")
        if kind == "polly":
            both = variables_set(text, _AWS_ID), variables_set(text, _AWS_SECRET)
            is_set = all(both) and not getattr(options, "profile", "")
            return both[0] + both[1] if is_set else _AWS_ELSEWHERE
        if kind == "google":
            return variables_set(text, google.KEY, KEY_FILE)
        return variables_set(text, *(azure.KEYS if kind == "azure" else (openai.KEY,)))

    def _missing(self, family: str, name: str) -> tuple[str, ...]:
        left = self.house.providers.left_out
        return next((e.missing for e in left if (e.family, e.name) == (family, name)), ())

    def _issuers(self) -> Mapping[str, str | None]:
        """Whose key each variable in use should hold; anybody's for servers of one's own."""
        issuers: dict[str, str | None] = {}
        for model in self.models:
            own = _MODEL_KEYS[model.adapter.kind] if model.adapter.at_home else ""
            issuers |= dict.fromkeys(_plain(model.keys), own)
        for engine in self.engines:
            if engine.adapter:
                issuers |= _ENGINE_KEYS.get(engine.adapter.kind, {})
        return issuers

    def _served_lately(self) -> frozenset[str]:
        since = datetime.now(UTC) - SEEN_LATELY
        with self.house.reading_ledger() as ledger:
            names = [each.name for each in self.house.providers.left_out]
            return frozenset(name for name in names if ledger.has_answered(name, since))


def _base(base_url: str, family: str, name: str) -> tuple[str, str]:
    """Where somebody is asked, and who says so; both "" for the vendor itself."""
    return (base_url, f"base_url in [{family}.{name}]") if base_url else ("", "")


def _plain(keys: tuple[str, ...]) -> tuple[str, ...]:
    """The names under which `Credentials.secret` looks for them."""
    return tuple(key.removesuffix("_FILE") for key in keys)
