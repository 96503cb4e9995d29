"""Dates and weeks in zones whose clocks change: no instant is without a date or within two."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from podcaster.domain.days import DateAsked, last_week, local_date, start_of, this_week

HOURS = {
    ("Europe/Berlin", date(2027, 3, 28)): 23,
    ("Europe/Berlin", date(2027, 10, 31)): 25,
    ("America/New_York", date(2027, 3, 14)): 23,
    ("America/New_York", date(2027, 11, 7)): 25,
    ("Australia/Lord_Howe", date(2027, 10, 3)): 23.5,
    ("Australia/Lord_Howe", date(2027, 4, 4)): 24.5,
    ("Asia/Tokyo", date(2028, 2, 29)): 24,
    ("America/St_Johns", date(2027, 3, 14)): 23,
    ("America/St_Johns", date(2027, 11, 7)): 25,
    ("Pacific/Apia", date(2011, 12, 29)): 24,
    ("Pacific/Apia", date(2011, 12, 30)): 0,  # a day that never was
    ("Pacific/Apia", date(2021, 4, 4)): 25,
}
CASES = pytest.mark.parametrize(
    ("zone", "day"), HOURS, ids=lambda each: str(each).rpartition("/")[2]
)


@CASES
def test_a_day_has_as_many_hours_as_its_clocks_say(zone, day):
    where = ZoneInfo(zone)
    lasts = start_of(day + timedelta(days=1), where) - start_of(day, where)
    assert lasts / timedelta(hours=1) == HOURS[zone, day]


@CASES
def test_whoever_looks_every_quarter_of_an_hour_sees_every_date_and_none_a_second_time(zone, day):
    where, began = ZoneInfo(zone), start_of(day - timedelta(days=1), ZoneInfo(zone))
    looks = [began + timedelta(minutes=15 * nth) for nth in range(4 * 72)]
    seen = [DateAsked(None, look).for_zone(where) for look in looks]
    assert seen == sorted(seen)
    assert (day in seen) == (HOURS[zone, day] > 0)


@CASES
def test_the_two_weeks_before_a_day_meet_and_end_where_it_begins(zone, day):
    where = ZoneInfo(zone)
    now, before = this_week(day, where), last_week(day, where)
    assert (before.end, now.end) == (now.start, start_of(day, where))
    assert local_date(now.start, where) in (day - timedelta(days=7), day - timedelta(days=6))


def test_a_date_goes_back_with_the_clock_where_that_changes_after_midnight():
    where = ZoneInfo("America/St_Johns")
    change = datetime(2010, 11, 7, 2, 31, tzinfo=UTC)
    around = [local_date(change + timedelta(seconds=each), where) for each in (-61, -1, 0, 3600)]
    assert [each.day for each in around] == [6, 7, 6, 7]
