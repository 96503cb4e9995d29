"""A night's counts and the exit code they amount to."""

from dataclasses import replace
from datetime import date

import pytest

from podcaster.domain.brief import EpisodeKey
from podcaster.domain.learner import BadRecord, LearnerId
from podcaster.errors import Deferred, OutOfBudget, PlanDeferred, SourceUnreadable
from podcaster.pipeline.outcomes import (
    Due,
    Failed,
    NotTriedAgain,
    Outcome,
    PutOff,
    Read,
    Served,
    Skipped,
    SourceBroke,
    Withdrawn,
)
from podcaster.pipeline.tally import SHOWN, Tally

KEY = EpisodeKey(LearnerId("", "7"), date(2026, 11, 21))
DUE = Due(learner=KEY.learner, date=KEY.date, plan="free", language="en")
DONE = Served(key=KEY, status="completed")
FAILED = Failed(key=KEY, stage="speech", reason="no voice")
BAD = BadRecord(3, "plan", "is not text")
BROKE = SourceBroke(SourceUnreadable("cut off"))
OFF = PutOff(Deferred("disk full"))


def tally(*outcomes: Outcome) -> Tally:
    counted = Tally()
    for outcome in outcomes:
        counted.add(outcome)
    return counted


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        pytest.param([], 0, id="nobody at all"),
        pytest.param([Skipped("inactive", 9)], 0, id="nobody due"),
        pytest.param([DUE, DONE], 0, id="all done"),
        pytest.param([DUE, DONE, DUE, FAILED], 3, id="some failed"),
        pytest.param([DUE, DONE, BAD], 3, id="a bad record"),
        pytest.param([BAD], 3, id="only bad records"),
        pytest.param([DUE, FAILED], 4, id="due and none done"),
        pytest.param([BROKE], 4, id="source unreadable"),
        pytest.param([DUE, DONE, BROKE], 3, id="source broke after some were served"),
        pytest.param([DUE, DONE, DUE, OFF], 75, id="put off"),
        pytest.param([DUE, FAILED, DUE, OFF], 75, id="put off outranks none done"),
    ],
)
def test_the_exit_code_says_what_a_night_came_to(outcomes, code):
    assert tally(*outcomes).exit_code() == code


def test_of_several_reasons_to_put_off_the_first_is_told():
    stopped = PutOff(Deferred("the run was told to stop"), "free", "en")
    told = tally(DUE, PutOff(Deferred("no money"), "free", "en"), stopped).put_off
    assert str(told) == "no money"


def test_what_puts_off_everybody_is_told_before_what_puts_off_one_plan():
    one_plan = PutOff(PlanDeferred("a wrong key"), "free", "en")
    told = tally(DUE, one_plan, PutOff(Deferred("no money"), "free", "en"), one_plan).put_off
    assert str(told) == "no money"


def test_a_signal_outranks_everything_else():
    assert tally(DUE, FAILED, OFF).exit_code(15) == 143
    assert tally(DUE, DONE).exit_code(2) == 130


def test_a_night_is_before_its_day_only_if_it_is_so_for_everybody_who_was_read():
    assert tally(Read(2, 2), Read(1, 1)).is_before_its_day
    assert not tally(Read(2, 2), Read(1, 0)).is_before_its_day
    assert not tally(Read(0, 0)).is_before_its_day


def test_who_is_due_is_counted_by_plan_and_language():
    assert tally(DUE, DUE).due_by == {("free", "en"): 2}


def test_those_due_thanks_to_another_trace_than_a_login_are_counted_by_its_kind():
    by_event, by_lesson = replace(DUE, seen_by="event"), replace(DUE, seen_by="lesson")
    counted = tally(DUE, by_event, by_event, by_lesson)
    assert (counted.due, counted.due_by_trace) == (4, {"event": 2, "lesson": 1})


def test_whoever_is_withdrawn_counts_as_skipped_and_as_nothing_else():
    gone = replace(DUE, learner=LearnerId("", "gone"), seen_by="event")
    counted = tally(DUE, gone, DONE, Withdrawn(gone, "forgotten"))
    assert (counted.due, counted.failed, counted.skipped) == (1, 0, {"forgotten": 1})
    assert (counted.due_by.total(), counted.due_by_trace.total()) == (1, 0)
    assert (counted.learners, counted.exit_code()) == ([DUE], 0)


def test_what_ends_second_tries_is_told_once_and_puts_nobody_off():
    ends = [NotTriedAgain(OutOfBudget("no money")), NotTriedAgain(Deferred("it stops"))]
    counted = tally(DUE, DONE, DUE, FAILED, *ends)
    assert (str(counted.not_tried_again), counted.put_off) == ("no money", None)
    assert counted.warnings == {"no second try for whoever failed: no money": 1}
    assert counted.exit_code() == 3


def test_every_way_of_being_served_counts_as_completed():
    plain = Served(key=KEY, status="completed_with_fallback")
    assert tally(DONE, plain, plain).completed == 3
    assert tally(DONE, plain, plain).by_status == {"completed": 1, "completed_with_fallback": 2}


def test_all_failures_are_counted_and_the_first_hundred_kept():
    counted = tally(*[FAILED] * 250)
    assert (counted.failed, len(counted.failures)) == (250, SHOWN)
