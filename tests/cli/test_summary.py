"""What a night came to, in words and in JSON."""

from datetime import date

from podcaster.cli import summary
from podcaster.cli.terminal import out
from podcaster.domain.learner import LearnerId
from podcaster.errors import SourceUnreadable
from podcaster.pipeline.outcomes import Due, LimitReached, Read, SourceBroke
from podcaster.pipeline.tally import Tally

DAY = date(2026, 11, 21)
BILL = summary.Bill(estimate_micro_usd=0)


def tally(*seen_by: str) -> Tally:
    counted = Tally()
    for number, trace in enumerate(seen_by):
        who = LearnerId("", str(number))
        counted.add(Due(learner=who, date=DAY, plan="free", language="en", seen_by=trace))
    return counted


def drawn(counted: Tally) -> str:
    with out.capture() as capture:
        summary.draw(counted, BILL, day=DAY, rehearsed=True, seconds=1.0)
    return capture.get()


def test_those_due_thanks_to_other_traces_than_a_login_are_told_by_kind() -> None:
    counted = tally("", "lesson", "event", "event")
    told = summary.as_json(counted, BILL, day=DAY, run_id=None)
    assert told["due_by_trace"] == {"event": 2, "lesson": 1}
    assert "3  of them seen by other traces than a login" in drawn(counted)


def test_nothing_is_said_of_traces_where_logins_are_enough() -> None:
    assert "traces" not in drawn(tally("", ""))


def test_a_night_that_stopped_at_its_limit_says_so() -> None:
    counted = tally("", "", "")
    assert "stopped" not in drawn(counted)
    counted.add(LimitReached(3))
    assert "3  would be due on 2026-11-21, then stopped by --limit" in drawn(counted)
    assert summary.as_json(counted, BILL, day=DAY, run_id=None)["stopped_by_limit"] is True


def test_of_learners_that_could_not_be_read_neither_number_nor_price_is_known() -> None:
    counted = tally()
    counted.add(SourceBroke(SourceUnreadable("the database is gone; start it")))
    told = drawn(counted)
    assert "?  would be due on 2026-11-21: not known" in told
    assert "what it would cost is not known" in told
    assert "free" not in told


def test_of_learners_that_were_read_in_part_the_number_is_that_of_the_part() -> None:
    counted = tally("", "")
    counted.add(Read(2, 0))
    counted.add(SourceBroke(SourceUnreadable("the database is gone; start it")))
    assert "2  would be due on 2026-11-21 of those read" in drawn(counted)
