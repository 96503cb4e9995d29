"""A night with many learners: whose trouble ends it, and whose does not."""

import threading
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.domain.brief import EpisodeKey
from podcaster.domain.learner import LearnerId
from podcaster.errors import Deferred, PlanDeferred, TryLater
from podcaster.ledger.entries import Begun
from podcaster.pipeline.batch import carry_on
from podcaster.pipeline.deadline import Deadline
from podcaster.pipeline.outcomes import Due, Failed, Outcome, PutOff, Served, Withdrawn
from podcaster.pipeline.produce import Made
from podcaster.pipeline.tally import Tally
from podcaster.pipeline.work import due

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


class Faltering:
    """A production in which learners fail: `often` says how often each of them does."""

    def __init__(
        self,
        often: dict[str, int],
        put_off_again: TryLater | None = None,
        *,
        lasting: str = "",
        forgotten_again: bool = False,
    ) -> None:
        self.often, self.put_off_again = often, put_off_again
        self.lasting, self.forgotten_again = lasting, forgotten_again
        self.asked: list[str] = []
        self.ledger = self

    def begun(self, episode_id: str) -> Begun | None:
        return None if episode_id == "gone" else begun(int(episode_id), "free")

    def produce(self, work: Begun, *, again: bool = False) -> Made:
        self.asked.append(work.id)
        if again and self.put_off_again:
            return PutOff(self.put_off_again, work.plan, work.language)
        if again and self.forgotten_again:
            return Withdrawn(due(work), "forgotten")
        self.often[work.id] = self.often.get(work.id, 0) - 1
        if self.often[work.id] < 0:
            return Served(key=work.key, status="completed")
        kind = "timeout" if again else "rate"
        failed = Failed(key=work.key, stage="script", reason=kind, kind=kind, episode_id=work.id)
        return replace(failed, is_given_up=work.id == "9", lasting=work.id == self.lasting)


def faltering_night(production: Faltering, learners: int, **kwargs: object) -> Tally:
    counted, stop = Tally(), kwargs.pop("stop", threading.Event())
    work = (begun(number, "free") for number in range(learners))
    for outcome in carry_on(work, production, 1, stop, twice=True, **kwargs):  # type: ignore[arg-type]
        counted.add(outcome)
    return counted


def numbers(counted: Tally) -> tuple[int, int, int]:
    return counted.due, counted.completed, counted.failed


def test_whoever_failed_is_tried_once_more_at_the_end_in_the_same_order():
    production = Faltering({"1": 1, "3": 2})
    counted = faltering_night(production, 5)
    assert production.asked == ["0", "1", "2", "3", "4", "1", "3"]
    assert numbers(counted) == (5, 4, 1)
    assert counted.causes == {"timeout": 1}
    assert [each.reason for each in counted.failures] == ["timeout"]


@given(st.lists(st.integers(0, 3), max_size=9))
def test_each_learner_is_counted_once_however_often_they_fail(often):
    counted = faltering_night(Faltering({str(n): times for n, times in enumerate(often)}), 9)
    failed = sum(times > 1 for times in often)
    assert numbers(counted) == (9, 9 - failed, failed)
    assert counted.causes.total() == len(counted.failures) == failed
    assert counted.exit_code() == (0 if not failed else 4 if failed == 9 else 3)


def test_whoever_is_given_up_is_not_tried_again():
    production = Faltering({"9": 1})
    counted = faltering_night(production, 10)
    assert production.asked.count("9") == 1
    assert (counted.failed, counted.given_up) == (1, 1)


def test_a_second_try_that_is_put_off_leaves_the_failure_and_puts_nobody_off():
    counted = faltering_night(Faltering({"1": 1, "2": 1}, Deferred("no money")), 3)
    assert numbers(counted) == (3, 1, 2)
    assert (counted.put_off, counted.causes) == (None, {"rate": 2})
    assert str(counted.not_tried_again) == "no money"
    assert counted.warnings == {"no second try for whoever failed: no money": 1}
    assert counted.exit_code() == 3


def test_whoever_failed_by_what_lasts_as_long_as_the_run_is_not_tried_again():
    production = Faltering({"1": 1, "2": 1}, lasting="1")
    counted = faltering_night(production, 3)
    assert production.asked == ["0", "1", "2", "2"]
    assert numbers(counted) == (3, 2, 1)


def test_whoever_is_forgotten_before_the_second_try_is_left_out():
    counted = faltering_night(Faltering({"1": 1}, forgotten_again=True), 3)
    assert numbers(counted) == (2, 2, 0)
    assert (counted.skipped, counted.failures, counted.exit_code()) == ({"forgotten": 1}, [], 0)
    assert [each.learner.user_id for each in counted.learners] == ["0", "2"]


def test_a_night_that_was_stopped_or_put_off_has_no_second_try():
    production = Faltering({"1": 9})
    stop = threading.Event()
    production.produce = lambda work, **again: (stop.set(), Faltering.produce(production, work))[1]
    faltering_night(production, 5, stop=stop)
    assert production.asked == ["0"]


class Clock:
    """A clock that moves on by a second with each learner that is started."""

    def __init__(self, production: Faltering) -> None:
        self.production = production

    def __call__(self) -> float:
        return float(len(self.production.asked))


@pytest.mark.parametrize(
    ("seconds", "asked", "code"), [(0, 0, 75), (3, 3, 75), (5, 5, 3), (6, 6, 0), (60, 6, 0)]
)
def test_after_the_deadline_nobody_is_started_and_who_is_left_makes_it_75(seconds, asked, code):
    production = Faltering({"0": 1})
    deadline = Deadline(seconds, Clock(production))
    counted = faltering_night(production, 5, deadline=deadline)
    assert len(production.asked) == asked
    assert counted.exit_code() == code
