"""Midnight and clocks that are set while a night is under way: one episode per learner and date."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from clocks import Clock, tidy
from deployments import Deployment
from quick_nights import QUICK, SHORT, UNHURRIED, cloud, learner, short_script

pytestmark = [pytest.mark.servers, pytest.mark.timeout(100)]

LEARNERS = 3
EVE = datetime(2027, 6, 9, 23, 59, 50, tzinfo=UTC)
LEAP_DAY = datetime(2028, 2, 29, 12, tzinfo=UTC)


@pytest.fixture
def clock(tmp_path: Path) -> Iterator[Clock]:
    yield Clock(tmp_path / "clock")
    tidy()


@pytest.fixture
def night(tmp_path: Path, clock, vendors):
    """A deployment by that clock, which it may have set to something else at its second script."""

    def made(began: datetime, then: datetime | None = None) -> Deployment:
        asked = []

        def writer(wanted) -> str:
            asked.append(wanted)
            if then is not None and len(asked) == 2:
                clock.set(then)
            return short_script(wanted)

        vendors.settings.writer = writer
        clock.set(began)
        seen = (began - timedelta(hours=3)).isoformat()
        records = [learner(number, last_active_at=seen) for number in range(LEARNERS)]
        environment = {**vendors.environment(), **clock.environment}
        config = SHORT + UNHURRIED + "[pipeline]\njobs = 1\n"
        return cloud(tmp_path / "night", environment, config, records)

    return made


def generate(deployment: Deployment, *more: str) -> dict:
    ended = deployment.run("generate", "--json", *more, program=QUICK)
    assert ended.code == 0, ended
    return ended.json


def dates(deployment: Deployment) -> list[tuple[str, int]]:
    """The dates, and how many episodes there are of each."""
    query = "SELECT date, count(*) AS n FROM episodes WHERE status = 'completed' GROUP BY date"
    return [(row["date"], row["n"]) for row in deployment.rows(query)]


def test_a_night_across_midnight_keeps_the_date_of_its_beginning(night, vendors):
    deployment = night(EVE, then=EVE + timedelta(minutes=5))
    assert generate(deployment)["completed"] == LEARNERS
    assert dates(deployment) == [("2027-06-09", LEARNERS)]
    assert generate(deployment)["completed"] == LEARNERS  # by now it is the day after
    assert dates(deployment) == [("2027-06-09", LEARNERS), ("2027-06-10", LEARNERS)]
    assert generate(deployment)["due"] == 0
    assert vendors.count("openai") == 2 * LEARNERS == len(deployment.mp3s())


def test_a_clock_set_back_an_hour_over_midnight_makes_no_second_episode(night, clock, vendors):
    after_midnight = EVE + timedelta(minutes=20)
    deployment = night(after_midnight, then=after_midnight - timedelta(hours=1))
    assert generate(deployment)["completed"] == LEARNERS
    assert dates(deployment) == [("2027-06-10", LEARNERS)]
    assert generate(deployment)["completed"] == LEARNERS  # the day before, which was not made yet
    clock.set(after_midnight)
    assert generate(deployment)["due"] == 0
    assert dates(deployment) == [("2027-06-09", LEARNERS), ("2027-06-10", LEARNERS)]
    assert vendors.count("openai") == 2 * LEARNERS == len(deployment.mp3s())
    assert deployment.rows("SELECT * FROM attempts WHERE seconds < 0") == []


def test_a_leap_day_is_a_day_like_those_around_it(night, clock, vendors):
    deployment = night(LEAP_DAY)
    assert generate(deployment)["date"] == "2028-02-29"
    assert generate(deployment, "--date", "2028-02-28")["completed"] == LEARNERS
    clock.set(LEAP_DAY + timedelta(days=1))
    assert generate(deployment)["date"] == "2028-03-01"
    days = [day for day, _ in dates(deployment)]
    assert days == ["2028-02-28", "2028-02-29", "2028-03-01"]
    assert vendors.count("openai") == 3 * LEARNERS
