"""Tables on a narrow terminal, and in a pipe."""

import pytest

from podcaster.cli.drawing import draw_table
from podcaster.cli.terminal import out


def test_no_date_of_a_window_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(out, "width", 60)
    window = "2026-11-07..2026-11-20"
    with out.capture() as capture:
        draw_table(
            ("fact", "value", "n", "window", "source"),
            [("missed_questions", "What is the past tense of fall? " * 5, 11, window, "answers")],
        )
    told = capture.get()
    assert window in told
    assert max(map(len, told.splitlines())) <= 60
    assert told.count("fall?") == 5
