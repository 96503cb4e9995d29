"""What a doctor says of alerts, and of who can read what is kept."""

import pytest

from podcaster.alerts.options import AlertsOptions
from podcaster.upkeep.alarms import somebody_is_told
from podcaster.upkeep.modes import state_is_private


def test_where_nobody_is_told_the_ways_to_be_are_named():
    (found,) = somebody_is_told(AlertsOptions(), ())
    assert (found.verdict, found.check) == ("ok", "alerts")
    assert "--max-age" in found.do


def test_the_ways_in_which_somebody_is_told_are_named_without_an_address():
    options = AlertsOptions(
        webhook="https://example.org/hook-of-secrecy", email=("ops@example.org",)
    )
    (found,) = somebody_is_told(options, ())
    assert found.verdict == "ok"
    assert "webhook, mail to 1" in found.said
    assert "example.org" not in found.said


def test_what_cannot_work_is_a_warning_with_what_to_do():
    problem = "no alerts this way: [alerts] email needs a mail server: set SMTP_HOST"
    (found,) = somebody_is_told(AlertsOptions(email=("ops@example.org",)), [problem])
    assert (found.verdict, found.do) == ("warning", "set SMTP_HOST")


@pytest.mark.parametrize(("mode", "is_told"), [(0o700, 0), (0o750, 0), (0o755, 1), (0o770, 1)])
def test_a_state_directory_that_others_can_read_is_a_warning(tmp_path, mode, is_told):
    state = tmp_path / "var"
    state.mkdir()
    state.chmod(mode)
    assert [each.verdict for each in state_is_private(state)] == ["warning"] * is_told


def test_a_state_directory_that_is_not_there_yet_is_no_trouble(tmp_path):
    assert list(state_is_private(tmp_path / "var")) == []
