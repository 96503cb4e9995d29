"""What whoever did not look is told of a run."""

from datetime import UTC, datetime

import pytest

from podcaster.errors import Deferred, OutOfBudget, OutOfRoom, TryLater
from podcaster.pipeline.outcomes import NotTriedAgain, PutOff
from podcaster.pipeline.reporting import Ran, night_of
from podcaster.pipeline.tally import Tally

RAN = Ran(command="generate", date=None, started_at=datetime(2026, 11, 21, 3, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("error", "cause"),
    [(OutOfBudget("why"), "budget"), (OutOfRoom("why"), "disk"), (Deferred("why"), "put_off")],
)
def test_what_ends_second_tries_is_a_cause_like_what_ends_first_ones(error: TryLater, cause: str):
    for outcome in (NotTriedAgain(error), PutOff(error)):
        tally = Tally()
        tally.add(outcome)
        assert getattr(night_of(RAN, tally), cause) == "why"


def test_what_ends_first_tries_is_told_before_what_ends_second_ones():
    tally = Tally()
    tally.add(PutOff(OutOfRoom("first")))
    tally.add(NotTriedAgain(OutOfBudget("second")))
    night = night_of(RAN, tally)
    assert (night.disk, night.budget) == ("first", "")
