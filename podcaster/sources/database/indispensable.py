"""Queries that nobody is served without: what learners paid for, and what decides who is due."""

from podcaster.errors import Misused, SourceUnreadable
from podcaster.sources.database.plans import FAMILY as PLANS
from podcaster.sources.database.prepared import Loss, Preparation
from podcaster.sources.options import PlanOptions

ANSWERS = "answers"


def require_queries(
    found: Preparation, name: str, plan: PlanOptions, *, min_answers: int = 0
) -> None:
    """Misused where plans cannot be looked up in the database `name`: all would be served as free.

    SourceUnreadable where answers decide who is due and cannot be read: nobody would be.
    """
    for loss in found.losses:
        if loss.query.startswith(PLANS):
            raise Misused(
                f"nobody's plan can be looked up in {name}: {loss.fault}; {_mended(loss, plan)}"
            )
        if loss.query == ANSWERS and min_answers:
            raise SourceUnreadable(
                f"nobody is due by [eligibility] min_answers, which is {min_answers}, as no answers"
                f" can be read from {name}: {loss.fault}; {loss.advice}, or set min_answers to 0"
            )


def _mended(loss: Loss, plan: PlanOptions) -> str:
    if loss.tables or loss.file:
        return loss.advice
    if plan.taken_from == "column":
        return f"mend [learners.plan] column, which is {plan.column}"
    return f"mend that, or set [learners.plan] taken_from, which is {plan.taken_from!r}, to another"
