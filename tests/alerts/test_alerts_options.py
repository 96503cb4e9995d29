"""Who is told, and from when on, as an operator may write it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from podcaster.alerts.options import AlertsOptions, is_address, is_web_url


def test_nobody_is_told_unless_somebody_is_named():
    options = AlertsOptions()
    assert (options.webhook, options.email, options.healthchecks) == ("", (), "")
    assert (options.warn_above, options.fail_above, options.least) == (0.05, 0.10, 20)


@pytest.mark.parametrize("value", ["env:ALERT_URL", "https://h.example/a?b=c", "http://h:8080", ""])
def test_a_channel_is_a_url_or_names_a_variable(value):
    assert AlertsOptions(webhook=value, healthchecks=value).webhook == value


@pytest.mark.parametrize(
    "value",
    [
        *("h.example/a", "ftp://h/", "https://", "http://[::1", "http://h:port/", "http://h:0"),
        *("env:", "env:A B", "env:1A", "https://h/a b", "https://h/\r\nX: y", "https://hé.example"),
    ],
)
def test_anything_else_is_refused_without_being_repeated(value):
    with pytest.raises(ValidationError) as caught:
        AlertsOptions(webhook=value)
    assert "input_value" not in str(caught.value)


def test_a_url_does_not_show_in_a_dump_for_people():
    assert "T0SECRET" not in repr(AlertsOptions(webhook="https://h.example/T0SECRET"))


def test_a_warning_comes_before_an_alert():
    with pytest.raises(ValidationError, match="warn_above must not be more than fail_above"):
        AlertsOptions(warn_above=0.2, fail_above=0.1)
    assert AlertsOptions(warn_above=0.2, fail_above=0.2).warn_above == 0.2


@pytest.mark.parametrize("wrong", [{"warn_above": -0.1}, {"fail_above": 1.1}, {"least": 0}])
def test_a_share_is_between_nothing_and_everything(wrong):
    with pytest.raises(ValidationError):
        AlertsOptions(**wrong)


def test_one_address_needs_no_list_and_none_is_told_twice():
    assert AlertsOptions(email="a@b.example").email == ("a@b.example",)
    assert AlertsOptions(email="").email == ()
    assert AlertsOptions(email=["a@b.example", "c@d", "a@b.example"]).email == (
        "a@b.example",
        "c@d",
    )


@pytest.mark.parametrize(
    "address",
    [
        *("nobody", "a@b c", "A <a@b>", "a@b,c@d", "a@b\r\nBcc: c@d", "a@b\n", "é@b.example"),
        *('"a b"@c', "a@[1.2.3.4]", "@b", "a@", "a@b>"),
    ],
)
def test_what_could_be_more_than_an_address_is_refused(address):
    for wrong in ({"email": [address]}, {"email_from": address}):
        with pytest.raises(ValidationError, match="plain address"):
            AlertsOptions(**wrong)


@settings(max_examples=50)
@given(st.text())
def test_no_address_can_end_a_line_and_no_url_either(text):
    for judged in (is_address(text), is_web_url(text)):
        assert not judged or (text.isascii() and text.isprintable() and " " not in text)
