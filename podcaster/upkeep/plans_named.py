"""Whether what the source says of plans and of plays is what the operator counts on."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from podcaster.sources.options import PlanOptions
from podcaster.speech.options import SpeechOptions
from podcaster.speech.plans import plan_in_words, resolve_plan
from podcaster.upkeep.findings import Finding
from podcaster.upkeep.queries import CHECK


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the operator counts on: which plans there are, if plays matter, and who is `listed`."""

    speech: SpeechOptions = field(default_factory=SpeechOptions)
    plan: PlanOptions = field(default_factory=PlanOptions)
    pause_after_unheard: int = 0
    listed: frozenset[str] = frozenset()


def plans_are_known(plans: Counter[str], told: str, wanted: Wanted) -> Iterator[Finding]:
    """How many of the learners would be served by which plan; `told` says how many they are."""
    speech, learners = wanted.speech, plans.total()
    unknown = {plan: n for plan, n in plans.items() if not resolve_plan(plan, speech).known}
    taken_from = wanted.plan.taken_from
    if taken_from != "record" and set(plans) == {""}:
        said = f"taken_from = {taken_from!r} finds a plan for none of {learners} learners"
        yield Finding(CHECK, "warning", "plans", said, "look at it, and at [learners.plan.names]")
    elif unknown:
        names = ", ".join(sorted({plan_in_words(plan) for plan in unknown})[:3])
        said = (
            f"{sum(unknown.values())} of {learners} learners have a plan that nobody knows, such as"
            f" {names}: they are served as {speech.default_plan}"
        )
        do = "name it in [speech.plans], [speech.aliases] or [learners.plan.names]"
        yield Finding(CHECK, "warning", "plans", said, do)
    else:
        yield Finding(CHECK, "ok", "plans", f"of {told}: {_by_plan(plans, speech)}")


def _by_plan(plans: Counter[str], speech: SpeechOptions) -> str:
    effective: Counter[str] = Counter()
    for plan, learners in plans.items():
        effective[resolve_plan(plan, speech).plan] += learners
    return ", ".join(f"{learners} {plan}" for plan, learners in effective.most_common())


def plays_are_told(are_known: bool, wanted: Wanted) -> Iterator[Finding]:
    """Whether whoever never listens can be told, where the operator wants that looked at."""
    if not wanted.pause_after_unheard:
        return
    if are_known:
        yield Finding(CHECK, "ok", "plays", "the source knows what was played")
        return
    said = "pause_after_unheard is set, and the source does not know what was played"
    do = "name a query of your own for it, plays, in [learners.query], or set it to 0"
    yield Finding(CHECK, "warning", "plays", said, do)
