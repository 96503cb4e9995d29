"""A night with many learners: whose trouble ends it, and whose does not."""

import threading
from dataclasses import replace
from datetime import date

import pytest

from podcaster.domain.brief import EpisodeKey
from podcaster.domain.learner import LearnerId
from podcaster.errors import Deferred, PlanDeferred, TryLater
from podcaster.ledger.entries import Begun
from podcaster.pipeline.batch import carry_on
from podcaster.pipeline.outcomes import Due, Outcome, PutOff, Served

DAY = date(2026, 11, 21)
ROBOT = Begun(id="x", key=EpisodeKey(LearnerId("", "0"), DAY), plan="free", language="en")


def begun(number: int, plan: str, language: str = "en") -> Begun:
    key = EpisodeKey(LearnerId("", str(number)), DAY)
    return replace(ROBOT, id=str(number), key=key, plan=plan, language=language)


class Troubled:
    """A production that cannot serve one plan and language."""

    def __init__(self, error: TryLater) -> None:
        self.error = error

    def produce(self, work: Begun) -> Served | PutOff:
        if (work.plan, work.language) == ("enterprise", "en"):
            return PutOff(self.error, work.plan, work.language)
        return Served(key=work.key, status="completed")


def night(error: TryLater, stop: threading.Event) -> list[Outcome]:
    learners = [
        *(begun(n, "enterprise") for n in range(3)),
        *(begun(n, "free") for n in range(3, 6)),
        begun(6, "enterprise", "de"),
    ]
    return list(carry_on(learners, Troubled(error), 1, stop))  # type: ignore[arg-type]


def served(outcomes: list[Outcome]) -> list[str]:
    return [each.key.learner.user_id for each in outcomes if isinstance(each, Served)]


def test_whoever_nobody_can_speak_for_waits_and_all_others_are_served():
    stop = threading.Event()
    outcomes = night(PlanDeferred("azure has a wrong key"), stop)
    assert served(outcomes) == ["3", "4", "5", "6"]
    assert sum(isinstance(each, PutOff) for each in outcomes) == 1
    assert sum(isinstance(each, Due) for each in outcomes) == 5
    assert not stop.is_set()


@pytest.mark.parametrize("error", [Deferred("the disk is full"), TryLater("locked")])
def test_what_is_everybodys_trouble_ends_the_night(error):
    stop = threading.Event()
    assert served(night(error, stop)) == []
    assert stop.is_set()
