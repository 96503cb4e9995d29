"""What holds for one learner, and where each of it came from, for those who ask why."""

from collections.abc import Mapping
from dataclasses import dataclass

from podcaster.briefing.eligibility import zone_of
from podcaster.domain.brief import Brief
from podcaster.domain.learner import Learner
from podcaster.pipeline.forecasting import engines_of, speaker_of
from podcaster.sources.options import SAMPLE
from podcaster.speech.engines.espeak import PROVIDER as EMBEDDED
from podcaster.speech.options import CloudOptions
from podcaster.speech.plans import plan_in_words, resolve_plan
from podcaster.wiring.house import House


@dataclass(frozen=True, slots=True)
class Origins:
    """Where what holds for a learner came from.

    Each is a word (`default`, `file`, `env_file`, `environment`, `flag` with a key of config.toml;
    otherwise the source's own), then a colon and what it says more.
    """

    house: House
    learner: Learner
    brief: Brief

    def by_name(self) -> dict[str, str]:
        """The `origins` of `explain --json`; scripts rely on these names."""
        return {
            "plan": self.plan,
            "language": self._own("language", "learners.default_language"),
            "level": f"{self._source}: ability" if self.brief.level else "default: unknown",
            "timezone": self._zone,
            "voice": self._voice,
            "voice_gender": self._own("voice_gender", "a woman, where there is one"),
            "chain.script": self._configured("script.chain"),
            "chain.speech": self._narrators,
            "minutes": self._configured("script.minutes"),
            "target_minutes": self._configured("script.target_minutes"),
            "budget.per_run_usd": self._configured("budget.per_run_usd"),
            "budget.per_day_usd": self._configured("budget.per_day_usd"),
            "budget": self._budget,
            "patience": self._configured("pipeline.patience"),
        }

    @property
    def plan(self) -> str:
        """Where the plan in force is from; an alias is named beside the source."""
        named, speech = self.learner.plan, self.house.config.speech
        chosen = resolve_plan(named, speech)
        if not named.strip() or not chosen.known:
            return self._configured("speech.default_plan")
        source = self._of_source("plan")
        if alias := _alias(named, speech.aliases, chosen.plan):
            return f"{source}, by {self._configured(f'speech.aliases.{alias}')}"
        return source

    @property
    def why_plan(self) -> str:
        """How the plan in force follows from what the source names; "" where it is just that."""
        named, speech = self.learner.plan.strip(), self.house.config.speech
        found, plan = self.learner.origins.get("plan_found", ""), self.brief.plan
        if not named:
            return f"the source names no plan, so {plan} holds as the default"
        if not resolve_plan(named, speech).known:
            known = ", ".join(speech.plans)
            said = f"{plan_in_words(named)} is no plan of [speech] ({known})"
            return f"{said}, so {plan} holds as the default"
        if found and found != named:
            return f"{found!r} stands for {named!r} in [learners.plan.names]"
        if alias := _alias(named, speech.aliases, plan):
            return f"{named!r} stands for {plan} by {alias} in [speech.aliases]"
        return ""

    @property
    def _zone(self) -> str:
        _, is_own = zone_of(self.learner.timezone, self.house.zone)
        return self._own("timezone", "timezone") if is_own else self._configured("timezone")

    @property
    def _budget(self) -> str:
        """In one word, where both its limits came from one place."""
        budget = self.house.config.budget
        if budget.per_run_usd is None and budget.per_day_usd is None:
            return "default: no limit in [budget]"
        origins = [self._configured(f"budget.{each}") for each in ("per_run_usd", "per_day_usd")]
        places = {each.partition(":")[0] for each in origins}
        return f"{places.pop()}: budget" if len(places) == 1 else "; ".join(origins)

    @property
    def _voice(self) -> str:
        speaker = speaker_of(self.brief, self.house.studio)
        if speaker is None:
            return "default: nobody"
        options = self.house.config.engines.get(speaker.engine)
        tag = speaker.voice.language
        own = options.voices.get(tag) if isinstance(options, CloudOptions) else None
        if own is not None and speaker.voice.name in (own.female, own.male):
            gender = speaker.voice.gender
            return self._configured(f"engines.{speaker.engine}.voices.{tag}.{gender}")
        return f"default: voices known of {speaker.engine}"

    @property
    def _narrators(self) -> str:
        key = f"speech.plans.{self.brief.plan}"
        engines = engines_of(self.brief.plan, self.house.studio)
        stands_in = engines == [EMBEDDED] and EMBEDDED not in self.house.config.speech.plans.get(
            self.brief.plan, ()
        )
        return self._configured("speech.without_credentials" if stands_in else key)

    def _own(self, name: str, otherwise: str) -> str:
        """Of the learner's record, else of the configuration, where `otherwise` is a key of it."""
        if getattr(self.learner, name):
            return self._of_source(name)
        origins = self.house.loaded.origins
        return self._configured(otherwise) if otherwise in origins else f"default: {otherwise}"

    def _of_source(self, name: str) -> str:
        return self.learner.origins.get(name, self._source)

    @property
    def _source(self) -> str:
        """Said of what the learner's record holds, where the source does not say more."""
        named = self.house.config.learners.source
        if named == SAMPLE:
            return SAMPLE
        return "database" if "://" in named or named.startswith("env:") else "export"

    def _configured(self, key: str) -> str:
        return f"{self.house.loaded.origins.get(key, 'default')}: {key}"


def _alias(named: str, aliases: Mapping[str, str], plan: str) -> str:
    """The alias, as it is configured, that makes `named` mean `plan`; "" where it is the plan."""
    wanted = named.strip().casefold()
    if wanted == plan.casefold():
        return ""
    return next((alias for alias in aliases if alias.casefold() == wanted), "")
