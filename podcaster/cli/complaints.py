"""What went wrong in a night, in lines that stand alone in cron's mail."""

from datetime import date

from podcaster.cli.terminal import in_line, warn
from podcaster.errors import Deferred, PlanDeferred
from podcaster.pipeline.outcomes import Failed
from podcaster.pipeline.tally import Tally

LISTED = 10
"""How many failures are spelled out for people; `--json` has a hundred."""


def is_no_news(tally: Tally) -> bool:
    """True where a run was put off before it did anything, and nobody has to see to anything.

    So it is with every `retry` of cron once the budget is used up.
    """
    if tally.source_error is not None or isinstance(tally.put_off, PlanDeferred):
        return False
    is_idle = not (tally.completed or tally.failed or tally.bad or tally.benched)
    return isinstance(tally.put_off, Deferred) and is_idle


def not_due_because(tally: Tally) -> str | None:
    """Why the one learner of a run gets no episode; None where they do, or nobody knows."""
    return None if tally.due else next(iter(tally.skipped), None)


def complain(tally: Tally, *, day: date, interrupted: bool) -> None:
    """The failures of a night and what to do about them; nothing where all is well."""
    if tally.source_error is not None:
        warn(f"podcaster: {tally.source_error}", "red")
    for reason in tally.benched:
        warn(f"podcaster: not asked any more in this run: {in_line(reason, 500)}", "red")
    if tally.put_off is not None:
        left = tally.due - tally.completed - tally.failed
        warn(f"podcaster: {tally.put_off}", "yellow")
        warn(f"podcaster: {tally.completed} done; of those seen, {left} are left", "yellow")
    if tally.failed:
        warn(
            f"podcaster: {tally.completed} of {tally.due} episodes of {day} are done,"
            f" {tally.failed} failed:",
            "red",
        )
    for failure in tally.failures[:LISTED]:
        where = f"{_who(failure)} ({failure.key.date}) at its {failure.stage}"
        warn(f"  {where}: {in_line(failure.reason, 500)}")
    _and_more(tally.failed)
    if tally.bad:
        warn(f"podcaster: {tally.bad} records of the source could not be read:", "red")
    for bad in tally.bad_records[:LISTED]:
        field = in_line(bad.field) or "whole record"
        warn(f"  line {bad.line}, {field}: {in_line(bad.reason, 500)}")
    _and_more(tally.bad)
    if tally.not_tried_again is not None:
        warn(f"podcaster: no second try for whoever failed: {tally.not_tried_again}", "yellow")
    if interrupted and tally.put_off is None:
        warn(
            f"podcaster: interrupted with {tally.completed} of {tally.due} episodes done", "yellow"
        )
    if tally.given_up:
        warn(
            f"podcaster: {tally.given_up} given up: `podcaster retry --given-up` tries again", "red"
        )
    if interrupted or tally.put_off is not None:
        warn("Run `podcaster retry` to finish what was begun, or `podcaster generate` to make all.")
    elif tally.failed > tally.given_up:
        warn("Run `podcaster retry` to finish what is missing; what is done is not made again.")


def _and_more(count: int) -> None:
    if count > LISTED:
        warn(f"  and {count - LISTED} more: `podcaster status` counts them")


def _who(failure: Failed) -> str:
    learner = failure.key.learner
    return in_line(f"{learner.tenant}/{learner.user_id}" if learner.tenant else learner.user_id)
