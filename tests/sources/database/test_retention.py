"""How much is remembered: always reckoned, since what is stored says 1 and stays there."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.sources.database.retention import retained

NOW = datetime(2025, 12, 7, 3, 0, tzinfo=UTC)
DAYS = st.floats(0, 4000)
INTERVALS, EASINESS = st.floats(0, 1000), st.floats(1.3, 5)


def remembered(days: float, interval: float | None, easiness: float | None) -> float:
    return retained(NOW, NOW - timedelta(days=days), interval, easiness)


@pytest.mark.parametrize(
    ("days", "interval", "easiness", "share"),
    [
        (6, 6, 2.5, math.exp(-6 / 9)),
        (1, 0, 2.5, math.exp(-2)),
        (270, 730, 2.5, math.exp(-1)),  # an interval counts for 180 days at most
        (3, 10, 1.3, math.exp(-3 / 7.8)),
        (0, 1, 2.5, 1.0),
    ],
)
def test_it_decays_by_the_interval_and_the_easiness(days, interval, easiness, share):
    assert remembered(days, interval, easiness) == pytest.approx(share)


def test_what_was_never_reviewed_is_not_remembered():
    assert retained(NOW, None, 6.0, 2.5) == 0.0


def test_what_was_reviewed_after_the_date_asked_is_not_forgotten_yet():
    assert remembered(-3, 1.0, 2.5) == 1.0


def test_an_easiness_that_is_not_known_is_the_usual_one():
    assert remembered(4, 6.0, None) == remembered(4, 6.0, 2.5)


@given(DAYS, INTERVALS, EASINESS)
def test_it_is_a_share(days, interval, easiness):
    assert 0 <= remembered(days, interval, easiness) <= 1


@given(DAYS, DAYS, INTERVALS, EASINESS)
def test_it_never_grows_with_time(first, second, interval, easiness):
    earlier, later = sorted((first, second))
    assert remembered(later, interval, easiness) <= remembered(earlier, interval, easiness)


@given(DAYS, INTERVALS, INTERVALS, EASINESS)
def test_what_sticks_longer_is_remembered_better(days, first, second, easiness):
    shorter, longer = sorted((first, second))
    assert remembered(days, shorter, easiness) <= remembered(days, longer, easiness)
