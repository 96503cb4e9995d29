"""A night: everybody who is due gets carried on, several at once, and some of them twice."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from podcaster.domain.brief import EpisodeKey
from podcaster.errors import PlanDeferred
from podcaster.ledger.entries import Begun
from podcaster.pipeline.abreast import Abreast
from podcaster.pipeline.choosing import Case, Choice
from podcaster.pipeline.deadline import NEVER, Deadline
from podcaster.pipeline.outcomes import (
    Failed,
    LimitReached,
    NotTriedAgain,
    Outcome,
    PutOff,
    Served,
    TriedAgain,
    Withdrawn,
)
from podcaster.pipeline.produce import Made, Production
from podcaster.pipeline.work import Work, due

log = logging.getLogger(__name__)


def plan_night(choices: Iterable[Choice | LimitReached]) -> Iterator[Outcome]:
    """What a night would do, without doing it."""
    return (due(choice) if isinstance(choice, Case) else choice for choice in choices)


def at_most(limit: int | None, choices: Iterable[Choice]) -> Iterator[Choice | LimitReached]:
    """The choices up to the `limit`-th case, and that it was that; all of them without a limit."""
    cases = 0
    for choice in choices:
        yield choice
        cases += isinstance(choice, Case)
        if limit is not None and cases == limit:
            yield LimitReached(limit)
            return


def carry_on(
    items: Iterable[Choice | LimitReached | Begun],
    production: Production,
    jobs: int,
    stop: threading.Event,
    *,
    deadline: Deadline = NEVER,
    twice: bool = False,
) -> Iterator[Outcome]:
    """Makes the episode of everybody due, and finishes what was begun.

    Once `stop` is set or the `deadline` over, no more are started; what is under way is yielded as
    it ends. Where nobody can speak for one plan and language, no more of those are started, and the
    others go on: the wrong key of one engine is not everybody's. With `twice` those who failed are
    carried on once more at the end, if there was one that nothing forced; not those whose trouble
    lasts as long as the run.
    """
    night = _Night(jobs, stop, deadline)
    failed: list[tuple[str, str]] = []
    for outcome in night.carried_on(items, production.produce):
        if twice and isinstance(outcome, Failed) and _is_worth_a_second_try(outcome):
            failed.append((outcome.episode_id, outcome.kind))
        yield outcome
    if not night.is_over:
        yield from _once_more(failed, production, night)


@dataclass(frozen=True, slots=True)
class _Night:
    """What all that is carried on has in common; `waiting` are plans and languages put off."""

    jobs: int
    stop: threading.Event
    deadline: Deadline
    waiting: set[tuple[str, str]] = field(default_factory=set)

    @property
    def is_over(self) -> bool:
        """True where nobody is started any more."""
        return self.stop.is_set() or self.deadline.is_over

    def carried_on(
        self, items: Iterable[Choice | LimitReached | Begun], produce: Callable[[Work], Made]
    ) -> Iterator[Outcome]:
        """What became of each; see `carry_on`."""
        with Abreast(produce, self.jobs) as crew:
            for item in items:
                if self.stop.is_set():
                    break
                if not isinstance(item, Case | Begun):
                    yield item
                    continue
                if self.deadline.is_over:
                    yield due(item)
                    yield PutOff(self.deadline.error, item.plan, item.language)
                    break
                if (item.plan, item.language) not in self.waiting:
                    yield due(item)
                    yield from self._minding(crew.take(item))
            yield from self._minding(crew.finish())

    def _minding(self, outcomes: Iterator[Made]) -> Iterator[Made]:
        for outcome in outcomes:
            match outcome:
                case PutOff(error=PlanDeferred()):
                    self.waiting.add((outcome.plan, outcome.language))
                case PutOff():
                    self.stop.set()
            yield outcome


def _is_worth_a_second_try(failed: Failed) -> bool:
    return bool(failed.episode_id) and not (failed.is_given_up or failed.lasting)


def _once_more(
    failed: list[tuple[str, str]], production: Production, night: _Night
) -> Iterator[TriedAgain | NotTriedAgain]:
    """The second try of those who failed, by the ids of their episodes and what kind it was.

    Whoever is put off now has failed nevertheless.
    """
    kinds: dict[EpisodeKey, str] = {}

    def begun() -> Iterator[Begun]:
        for episode_id, kind in failed:
            if (one := production.ledger.begun(episode_id)) is not None:
                kinds[one.key] = kind
                yield one

    for outcome in night.carried_on(begun(), partial(production.produce, again=True)):
        match outcome:
            case Served() | Failed() | Withdrawn():
                yield TriedAgain(kinds.pop(outcome.key), outcome)
            case PutOff():
                log.info("no second try: %s", outcome.error)
                yield NotTriedAgain(outcome.error)
