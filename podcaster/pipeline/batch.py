"""A night: everybody who is due gets carried on, several at once."""

import threading
from collections.abc import Iterable, Iterator

from podcaster.errors import PlanDeferred
from podcaster.ledger.entries import Begun
from podcaster.pipeline.abreast import Abreast
from podcaster.pipeline.choosing import Case, Choice
from podcaster.pipeline.outcomes import Due, Outcome, PutOff
from podcaster.pipeline.produce import Production, Work


def plan_night(choices: Iterable[Choice]) -> Iterator[Outcome]:
    """What a night would do, without doing it."""
    return (_due(choice) if isinstance(choice, Case) else choice for choice in choices)


def at_most(limit: int | None, choices: Iterable[Choice]) -> Iterator[Choice]:
    """The choices up to the `limit`-th case; all of them where there is no limit."""
    cases = 0
    for choice in choices:
        yield choice
        cases += isinstance(choice, Case)
        if cases == limit:
            return


def carry_on(
    items: Iterable[Choice | Begun], production: Production, jobs: int, stop: threading.Event
) -> Iterator[Outcome]:
    """Makes the episode of everybody due, and finishes what was begun.

    Once `stop` is set, no more are started; what is under way is yielded as it ends. Where nobody
    can speak for one plan and language, no more of those are started, and the others go on: the
    wrong key of one engine is not everybody's.
    """
    waiting: set[tuple[str, str]] = set()
    with Abreast(production.produce, jobs) as crew:
        for item in items:
            if stop.is_set():
                break
            if not isinstance(item, Case | Begun):
                yield item
            elif (item.plan, item.language) not in waiting:
                yield _due(item)
                yield from _minding(crew.take(item), stop, waiting)
        yield from _minding(crew.finish(), stop, waiting)


def _due(work: Work) -> Due:
    return Due(
        learner=work.key.learner,
        date=work.key.date,
        plan=work.plan,
        language=work.language,
        seen_by=work.seen_by if isinstance(work, Case) else "",
    )


def _minding(
    outcomes: Iterator[Outcome], stop: threading.Event, waiting: set[tuple[str, str]]
) -> Iterator[Outcome]:
    for outcome in outcomes:
        match outcome:
            case PutOff(error=PlanDeferred()):
                waiting.add((outcome.plan, outcome.language))
            case PutOff():
                stop.set()
        yield outcome
