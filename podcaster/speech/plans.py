"""Which plan is in force for a learner."""

from typing import NamedTuple

from podcaster.speech.options import SpeechOptions


class PlanChoice(NamedTuple):
    """The operator's plan that a learner is served by.

    `known` is False where the learner's record names a plan that the operator does not have,
    which is worth a warning; a record without a plan is no surprise.
    """

    plan: str
    known: bool


def resolve_plan(plan: str, options: SpeechOptions) -> PlanChoice:
    """What `plan` of a learner's record stands for: itself, by alias, or the default.

    Capitals and white space around it do not matter.
    """
    wanted = plan.strip().casefold()
    names = {name.casefold(): name for name in options.plans}
    aliases = {alias.casefold(): name for alias, name in options.aliases.items()}
    name = names.get(wanted) or aliases.get(wanted)
    if name is not None:
        return PlanChoice(name, known=True)
    return PlanChoice(options.default_plan, known=not wanted)
