"""How the findings of `doctor` are told."""

from podcaster.cli.examination import counted


def test_one_warning_is_a_warning_and_no_failures_are_failures():
    assert counted({"ok": 3, "warning": 1}) == "3 ok, 1 warning, 0 failures"
