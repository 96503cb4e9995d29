"""Whom a configuration names, with their credentials and addresses, for an examination."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from podcaster.script.models.opening import BASE_URLS
from podcaster.speech.engines import azure, google, openai
from podcaster.speech.engines.google_account import KEY_FILE
from podcaster.speech.engines.opening import open_adapter
from podcaster.speech.options import CloudOptions, EspeakOptions
from podcaster.upkeep.candidates import Chain, EngineCandidate, ModelCandidate, variables_set
from podcaster.upkeep.listings import SECONDS
from podcaster.upkeep.shapes import ANTHROPIC, AWS, GOOGLE, OPENAI
from podcaster.wiring.house import House
from podcaster.wiring.providers import Family

_AWS_ID, _AWS_SECRET = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"
_AWS_ELSEWHERE = ("AWS's own files or a role of this machine",)
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


class Candidates:
    """The chains of a house, and everybody in them."""

    def __init__(self, house: House) -> None:
        self._config, self._credentials = house.config, house.credentials
        self._house, self._providers = house, house.providers

    @cached_property
    def chain(self) -> Chain:
        """Who writes scripts."""
        return Chain(
            about="chain of [script]",
            names=self._config.script.chain,
            serving=tuple(self._house.writer_names),
            is_trial=self._is_trial,
        )

    @cached_property
    def plans(self) -> Mapping[str, Chain]:
        """Who speaks for each plan."""
        return {plan: self._plan(plan) for plan in self._config.speech.plans}

    @cached_property
    def models(self) -> Sequence[ModelCandidate]:
        """The models of the chain."""
        return [self._model(name) for name in dict.fromkeys(self._providers.models)]

    @cached_property
    def engines(self) -> Sequence[EngineCandidate]:
        """The engines of all plans, each once."""
        return [self._engine(name) for name in self._providers.engines]

    @property
    def all(self) -> Sequence[ModelCandidate | EngineCandidate]:
        """Models first."""
        return [*self.models, *self.engines]

    def issuers(self) -> Mapping[str, str | None]:
        """Whose key each variable in use should hold; anybody's for servers of one's own."""
        issuers: dict[str, str | None] = {}
        for model in self.models:
            whose = _MODEL_KEYS[model.adapter.kind] if model.adapter.at_home else ""
            names = (key.removesuffix("_FILE") for key in model.keys)
            issuers |= {name: whose for name in names if name not in issuers or whose}
        for engine in self.engines:
            if engine.adapter:
                issuers |= _ENGINE_KEYS.get(engine.adapter.kind, {})
        return issuers

    @property
    def _is_trial(self) -> bool:
        return self._config.learners.source == "sample"

    def _plan(self, plan: str) -> Chain:
        names = self._config.speech.plans[plan]
        return Chain(
            about=f"plan {plan}",
            names=names,
            serving=tuple(name for name in names if self._providers.is_usable("engine", name)),
            otherwise=self._house.people.without_credentials,
            is_trial=self._is_trial,
        )

    def _model(self, name: str) -> ModelCandidate:
        options = self._config.models[name]
        base_url, base_from = self._base(
            options.base_url, f"[models.{name}]", (BASE_URLS[options.kind],)
        )
        return ModelCandidate(
            name=name,
            missing=self._missing("model", name),
            keys=variables_set(self._credentials, *options.key_variables),
            chains=(self.chain,),
            base_url=base_url,
            base_from=base_from,
            adapter=self._providers.model(name),
        )

    def _engine(self, name: str) -> EngineCandidate:
        options, missing = self._config.engines[name], self._missing("engine", name)
        chains = tuple(each for each in self.plans.values() if name in each.names)
        if isinstance(options, EspeakOptions):
            return EngineCandidate(name=name, missing=missing, keys=(), chains=chains, adapter=None)
        base_url, base_from = self._base(
            options.base_url, f"[engines.{name}]", _ENDPOINTS.get(options.kind, ())
        )
        hurried = options.model_copy(update={"timeout": SECONDS})
        return EngineCandidate(
            name=name,
            missing=missing,
            keys=() if missing else self._engine_keys(options.kind, options),
            chains=chains,
            base_url=base_url,
            base_from=base_from,
            adapter=open_adapter(hurried, self._credentials, self._providers.http),
        )

    def _engine_keys(self, kind: str, options: CloudOptions) -> tuple[str, ...]:
        """The variables in use, or what stands for them."""
        if kind == "polly":
            each = [variables_set(self._credentials, name) for name in (_AWS_ID, _AWS_SECRET)]
            is_set = all(each) and not getattr(options, "profile", "")
            return each[0] + each[1] if is_set else _AWS_ELSEWHERE
        if kind == "google":
            return variables_set(self._credentials, google.KEY, KEY_FILE)
        names = azure.KEYS if kind == "azure" else (openai.KEY,)
        return variables_set(self._credentials, *names)

    def _base(self, base_url: str, section: str, variables: tuple[str, ...]) -> tuple[str, str]:
        """Where somebody is asked, and who says so; both "" for the vendor itself."""
        if base_url:
            return base_url, f"base_url in {section}"
        found = variables_set(self._credentials, *variables)
        return (self._credentials.text(*found), found[0]) if found else ("", "")

    def _missing(self, family: Family, name: str) -> tuple[str, ...]:
        left = self._providers.left_out
        return next((e.missing for e in left if (e.family, e.name) == (family, name)), ())
