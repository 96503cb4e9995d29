"""Which plan is in force for a learner."""

import re
from typing import NamedTuple

from podcaster.speech.options import SpeechOptions

_NAME = re.compile(r"[^\W_][\w .,&+()/-]{0,39}")
_LIKE_A_KEY = re.compile(r"(?=\w*\d)\w{16}")
NO_NAME = "a value that is no name of a plan"


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


def plan_told(plan: str) -> str:
    """What a source says is a plan, where it can be the name of one; else NO_NAME.

    Whatever column an operator named by mistake, nothing else that it holds is repeated.
    """
    name = plan.strip()
    is_name = not name or (_NAME.fullmatch(name) and not _LIKE_A_KEY.search(name))
    return name if is_name else NO_NAME


def plan_in_words(plan: str) -> str:
    """The same as part of a sentence: a name is in quotes."""
    told = plan_told(plan)
    return told if told == NO_NAME else repr(told)
