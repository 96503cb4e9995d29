"""A night: everybody who is due gets carried on, several at once."""

import threading
from collections.abc import Iterable, Iterator

from podcaster.domain.brief import Brief
from podcaster.domain.episode import Episode
from podcaster.pipeline.abreast import Abreast
from podcaster.pipeline.choosing import Choice
from podcaster.pipeline.outcomes import Due, Outcome, PutOff
from podcaster.pipeline.produce import Production


def due(brief: Brief) -> Due:
    """The outcome that says somebody is due."""
    return Due(
        learner=brief.key.learner, date=brief.key.date, plan=brief.plan, language=brief.language
    )


def plan_night(choices: Iterable[Choice]) -> Iterator[Outcome]:
    """What a night would do, without doing it."""
    return (due(choice) if isinstance(choice, Brief) else choice for choice in choices)


def at_most(limit: int | None, choices: Iterable[Choice]) -> Iterator[Choice]:
    """The choices up to the `limit`-th brief; all of them where there is no limit."""
    briefs = 0
    for choice in choices:
        yield choice
        briefs += isinstance(choice, Brief)
        if briefs == limit:
            return


def make_episodes(
    choices: Iterable[Choice], production: Production, jobs: int, stop: threading.Event
) -> Iterator[Outcome]:
    """Carries on an episode for everybody chosen; once `stop` is set, starts no more."""
    crew = Abreast(production.produce, jobs)
    for choice in choices:
        if stop.is_set():
            break
        if isinstance(choice, Brief):
            yield due(choice)
            yield from _minding(crew.take(production.open(choice)), stop)
        else:
            yield choice
    yield from _minding(crew.finish(), stop)


def finish_episodes(
    unfinished: Iterable[Episode], production: Production, jobs: int, stop: threading.Event
) -> Iterator[Outcome]:
    """Carries on what was begun and not finished, whatever today's eligibility."""
    crew = Abreast(production.produce, jobs)
    for episode in unfinished:
        if stop.is_set():
            break
        yield due(episode.brief)
        yield from _minding(crew.take(episode), stop)
    yield from _minding(crew.finish(), stop)


def _minding(outcomes: Iterator[Outcome], stop: threading.Event) -> Iterator[Outcome]:
    for outcome in outcomes:
        if isinstance(outcome, PutOff):
            stop.set()
        yield outcome
