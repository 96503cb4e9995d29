"""Single values of rows: each driver writes them its own way, and some are rubbish."""

import json
import math
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.sources.database.times import moment
from podcaster.sources.database.values import (
    Misfit,
    decoded,
    identity,
    if_it_fits,
    number,
    text,
    truth,
)

NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
ANYTHING = (
    JSON | st.binary() | st.decimals() | st.uuids() | st.datetimes() | st.dates() | st.floats()
)
WHEN = datetime(2025, 12, 6, 21, 4, tzinfo=UTC)


@given(JSON)
def test_json_is_the_same_whether_the_driver_decoded_it_or_not(value):
    assert decoded(json.dumps(value)) == value
    if not isinstance(value, str):
        assert decoded(value) == value


@given(st.text())
def test_what_does_not_decode_stays_the_text_it_is(said):
    try:
        json.loads(said)
    except ValueError:
        assert decoded(said) == said


def test_json_too_deep_or_too_long_is_no_json_and_no_crash():
    for monster in ("[" * 100_000, "9" * 10_000):
        assert decoded(monster) == monster


@given(ANYTHING)
def test_no_value_breaks_a_reader(value):
    for read in (identity, text, moment, truth, number):
        if_it_fits(read, value)
    decoded(value)


@pytest.mark.parametrize("value", [True, 1, 1.0, Decimal(1), "true", "True", "t", "1", b"\x01"])
def test_truth_is_true_however_it_is_written(value):
    assert truth(value) is True


@pytest.mark.parametrize("value", [False, 0, 0.0, Decimal(0), "false", "False", "f", "0", b"\x00"])
def test_the_word_false_is_false(value):
    assert truth(value) is False


@pytest.mark.parametrize("value", [2, "perhaps", -1, [True], {}])
def test_what_is_no_truth_value_is_refused_without_being_repeated(value):
    with pytest.raises(Misfit, match="must be true or false"):
        truth(value)


@pytest.mark.parametrize(
    "value",
    [
        datetime(2025, 12, 6, 21, 4),
        datetime(2025, 12, 7, 6, 4, tzinfo=timezone(timedelta(hours=9))),
        "2025-12-06 21:04:00",
        "2025-12-06T21:04:00Z",
        "2025-12-07T06:04:00+09:00",
    ],
)
def test_a_time_without_a_zone_is_utc(value):
    assert moment(value) == WHEN
    assert moment(value).tzinfo is UTC


@pytest.mark.parametrize(
    "value", [None, "", "0000-00-00 00:00:00", "0001-01-01", datetime.min, date.min]
)
def test_the_years_nought_and_one_mean_never(value):
    assert moment(value) is None


@pytest.mark.parametrize("value", ["yesterday", 1765055040, "1066-10-14", datetime.max])
def test_what_cannot_be_a_time_is_refused(value):
    with pytest.raises(Misfit):
        moment(value)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (42, "42"),
        (42.0, "42"),
        (Decimal(42), "42"),
        (b"abc", "abc"),
        ("../../etc", "../../etc"),
        (" 7", " 7"),
        ("\N{PARTY POPPER}", "\N{PARTY POPPER}"),
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
    ],
)
def test_an_id_is_kept_exactly(value, kept):
    assert identity(value) == kept


@pytest.mark.parametrize("value", [None, "", "  ", True, 1.5, math.inf, b"\xff", "x" * 10_001, []])
def test_what_is_no_id_is_refused(value):
    with pytest.raises(Misfit):
        identity(value)


@pytest.mark.parametrize(
    ("value", "read"), [(Decimal("0.5"), 0.5), ("0.5", 0.5), (math.nan, None), (None, None)]
)
def test_a_number_is_finite_or_unknown(value, read):
    assert number(value) == read
