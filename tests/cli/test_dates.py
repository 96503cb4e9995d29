"""Dates as people type them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from podcaster.cli.dates import parse_date, require_makeable
from podcaster.errors import Misused

NOW = datetime(2026, 11, 21, 11, 30, tzinfo=UTC)
TOKYO, NEW_YORK, UTC_ZONE = ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York"), ZoneInfo("UTC")


def test_today_is_each_learners_own():
    late = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
    asked = parse_date("today", late)
    assert asked.for_zone(TOKYO) == date(2026, 11, 22)
    assert asked.for_zone(NEW_YORK) == date(2026, 11, 21)


def test_yesterday_is_the_day_before_each_learners_own_today():
    assert parse_date("yesterday", NOW).for_zone(TOKYO) == date(2026, 11, 20)


def test_a_named_date_is_the_same_for_everybody():
    asked = parse_date("2026-11-19", NOW)
    assert asked.for_zone(TOKYO) == asked.for_zone(NEW_YORK) == date(2026, 11, 19)


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "tomorrow", "", "21.11.2026", "2026-1-1", "20261121", "2026-W47", "x" * 999],
)
def test_what_is_no_date_is_refused_with_what_to_say_instead(text):
    with pytest.raises(Misused, match="today, yesterday or YYYY-MM-DD"):
        parse_date(text, NOW)


def test_a_date_that_has_begun_nowhere_is_refused():
    with pytest.raises(Misused, match="has not begun"):
        require_makeable(parse_date("2026-11-23", NOW), UTC_ZONE, 30)


def test_a_date_that_has_begun_on_the_first_islands_is_makeable():
    require_makeable(parse_date("2026-11-22", NOW), UTC_ZONE, 30)


def test_a_date_before_what_is_kept_is_refused():
    require_makeable(parse_date("2026-10-22", NOW), UTC_ZONE, 30)
    with pytest.raises(Misused, match="keep_days"):
        require_makeable(parse_date("2026-10-21", NOW), UTC_ZONE, 30)
