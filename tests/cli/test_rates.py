"""Bytes and rates as people type and read them."""

import pytest

from podcaster.cli.rates import bytes_text, parse_rate
from podcaster.errors import Misused


@pytest.mark.parametrize(
    ("text", "rate"), [("500k", 500_000), ("10M", 10_000_000), ("1.5g", 1_500_000_000), ("7", 7)]
)
def test_a_rate_is_bytes_in_a_second(text, rate):
    assert parse_rate(text) == rate


@pytest.mark.parametrize(
    "text", ["", "fast", "0", "-1", "10MB/s", "1e9", "0.001", "\N{THAI DIGIT ONE}k"]
)
def test_what_is_no_rate_is_misuse(text):
    with pytest.raises(Misused, match="bytes in a second"):
        parse_rate(text)


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1_920_000, "1.9 MB"), (3e13, "30.0 TB")],
)
def test_bytes_are_read_in_a_unit_that_fits(count, text):
    assert bytes_text(count) == text
