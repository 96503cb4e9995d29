"""What in the records of those who are due is not known, and what is taken for it."""

from collections.abc import Iterator

from podcaster.pipeline.outcomes import Noted
from podcaster.pipeline.rules import Placed, Rules
from podcaster.sources.names import OTHERS
from podcaster.speech.plans import plan_in_words, resolve_plan

MOST_TOLD = 20
"""Plans, and time zones, that are told by their own names: learners may write what they like."""


class Oddities:
    """Those of one pass; past the first `MOST_TOLD` of a kind they are counted together."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._plans: set[str] = set()
        self._zones: set[str] = set()

    def of(self, placed: Placed) -> Iterator[Noted]:
        """What is odd about a learner who is due."""
        learner = placed.learner
        effective, known = resolve_plan(learner.plan, self._rules.speech)
        if not known:
            plan = _told(plan_in_words(learner.plan), self._plans)
            yield Noted(f"an unknown plan is served as {effective}: {plan}")
        if learner.timezone and not placed.own_zone:
            zone = _told(repr(learner.timezone[:40]), self._zones)
            yield Noted(f"an unknown time zone is taken for {self._rules.zone.key}: {zone}")


def _told(value: str, known: set[str]) -> str:
    """The value itself, or what stands for those that are not told."""
    if len(known) < MOST_TOLD:
        known.add(value)
    return value if value in known else OTHERS
