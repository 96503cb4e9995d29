"""The engines of a plan, in the order in which they are asked."""

import threading
from collections.abc import Sequence

from podcaster.domain.episode import Scripted
from podcaster.domain.learner import Gender
from podcaster.domain.speech import Speech
from podcaster.errors import PlanDeferred, Rejected
from podcaster.remote.chain import FallbackChain
from podcaster.speech.engine import Engine, Forecast


class Narrators(FallbackChain[Scripted, Speech]):
    """A chain of engines that can also say beforehand who would speak."""

    put_off = PlanDeferred

    def __init__(
        self,
        plan: str,
        engines: Sequence[Engine],
        *,
        patience: float = 0,
        stop: threading.Event | None = None,
    ) -> None:
        """The engines of `plan`, the first one first."""
        super().__init__("speech", engines, patience=patience, stop=stop)
        self._plan, self.engines = plan, tuple(engines)
        self.anybody = f"anybody of the plan {plan}"

    def forecast(self, language: str, gender: Gender | None, characters: int) -> Forecast:
        """The first engine's that has a voice; Rejected (`no_voice`) if none of the plan has."""
        for engine in self.engines:
            try:
                return engine.forecast(language, gender, characters)
            except Rejected:
                continue
        raise Rejected(
            f"no voice of the plan {self._plan} speaks {language or 'an unnamed language'}: "
            "name an engine that does in [speech.plans]",
            kind="no_voice",
        )
