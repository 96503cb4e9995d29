"""Who writes and who speaks, of those whom a configuration names."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from podcaster.config.config import Config
from podcaster.domain.brief import Brief
from podcaster.errors import Misused
from podcaster.script.options import TEMPLATE
from podcaster.script.prompting import Prompt, prompt_for
from podcaster.script.prompts import Prompts
from podcaster.script.template import TemplateWriter
from podcaster.script.writers import Writer, Writers
from podcaster.speech.engine import Engine
from podcaster.speech.engines.espeak import PROVIDER as EMBEDDED
from podcaster.speech.engines.espeak import Espeak
from podcaster.speech.narrators import Narrators
from podcaster.speech.options import EspeakOptions, WithoutCredentials
from podcaster.workers import Workers

if TYPE_CHECKING:
    from podcaster.wiring.providers import Family, Providers

OUTAGE_PATIENCE = 45.0


@dataclass(frozen=True)
class People:
    """The writers of scripts, and the narrators of each plan, who can be asked."""

    config: Config
    directory: Path
    """Where the operator's own prompts are, if there are any."""
    providers: "Providers"
    workers: Workers
    stop: threading.Event

    @property
    def writer_names(self) -> list[str]:
        """Who is asked for a script, in this order: those of the chain who can be."""
        chain, providers = self.config.script.chain, self.providers
        return [n for n in chain if n == TEMPLATE or providers.is_usable("model", n)]

    @property
    def write_locally(self) -> bool:
        """True where a script costs nothing, because the first to be asked is on this machine."""
        return self.writer_names[:1] == [TEMPLATE]

    @cached_property
    def writers(self) -> Writers:
        """Those of the chain who can be asked, behind one another."""
        template = TemplateWriter(self.prompts, self.config.script)
        writers = [
            template if name == TEMPLATE else self.providers.writer(name, self.prompts)
            for name in self.writer_names
        ]
        return Writers(writers, patience=self._outage_patience, stop=self.stop)

    @cached_property
    def narrators(self) -> Mapping[str, Narrators]:
        """The engines of each plan; a plan that is left without speech is left out."""
        patience, narrators = self._outage_patience, {}
        for plan in self.config.speech.plans:
            if engines := self.engines_of(plan):
                narrators[plan] = Narrators(plan, engines, patience=patience, stop=self.stop)
        return narrators

    def engines_of(self, plan: str) -> list[Engine]:
        """Who can speak for a plan, in order; nobody where it is left without speech."""
        names = self.config.speech.plans[plan]
        usable = [name for name in names if self.providers.is_usable("engine", name)]
        if not usable and self.without_credentials == "espeak":
            return [Espeak(EMBEDDED, EspeakOptions(), self.workers)]
        return [self.providers.engine(name) for name in usable]

    @property
    def have_clips_kept(self) -> bool:
        """True where somebody speaks whose clips come from afar, and are kept as they came."""
        speaking = {each.name for plan in self.narrators.values() for each in plan.links}
        return bool(speaking - {EMBEDDED})

    @property
    def without_credentials(self) -> WithoutCredentials:
        """What becomes of a plan that is left without an engine."""
        if chosen := self.config.speech.without_credentials:
            return chosen
        return "espeak" if self.config.learners.source == "sample" else "refuse"

    def require(self, *plans: str, written_by: Writer | None = None) -> None:
        """Misused where nobody could write a script, or speak it for one of the plans."""
        if not self.writer_names and written_by is None:
            raise Misused(
                f"nobody can write a script: {self._wanted('model')}, or add template to the chain"
                " in [script]"
            )
        for plan in plans:
            if plan not in self.narrators and self.without_credentials == "refuse":
                raise Misused(
                    f"{self.why_silent(plan)}, or set without_credentials in [speech] to espeak or"
                    " script_only"
                )

    def why_silent(self, plan: str) -> str:
        """What a plan that nobody speaks for lacks."""
        return f"nobody can speak for the plan {plan}: {self._wanted('engine', plan)}"

    def prompt(self, brief: Brief) -> Prompt:
        """What a model would be asked for an episode, to the letter."""
        return prompt_for(brief, self.prompts, self.config.script)

    @cached_property
    def prompts(self) -> Prompts:
        """The operator's own, and those that came along."""
        beside = self.directory / "prompts"
        return Prompts(beside if beside.is_dir() else None)

    @property
    def _outage_patience(self) -> float:
        """Seconds until an outage of everybody is believed: the first cooling passes in them."""
        return min(OUTAGE_PATIENCE, self.config.pipeline.patience)

    def _wanted(self, family: "Family", plan: str = "") -> str:
        """What would have to be set for at least one of a family, or of a plan, to be asked."""
        names = self.config.speech.plans[plan] if plan else self.config.script.chain
        wanted = [
            f"{each.name} needs {' and '.join(each.missing)}"
            for each in self.providers.left_out
            if each.family == family and each.name in names
        ]
        return "; ".join(wanted) or "no engine is named in [speech.plans]"
