"""What is remembered of alerts that were told."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from podcaster.pipeline.alerting import Alert
from podcaster.upkeep.state_files import QUIET, AlertsTold

NOW = datetime(2026, 3, 1, 3, tzinfo=UTC)
SOURCE = Alert("alert", "source", "the database does not answer", "podcaster doctor")
DISK = Alert("alert", "disk", "the disk is full", "podcaster retry")


def told(folder: Path, later: timedelta = timedelta()) -> AlertsTold:
    return AlertsTold(folder, NOW + later)


def test_each_channel_is_remembered_by_itself(tmp_path):
    told(tmp_path).remember([SOURCE], ["webhook"])
    memory = told(tmp_path)
    assert [memory.has_news([SOURCE], each) for each in ("webhook", "mail")] == [False, True]
    memory.remember([SOURCE], ["mail"])
    memory = told(tmp_path)
    assert not any(memory.has_news([SOURCE], each) for each in ("webhook", "mail"))


def test_a_cause_that_stands_no_more_is_forgotten_and_no_other(tmp_path):
    told(tmp_path).remember([SOURCE, DISK], ["webhook", "mail"])
    told(tmp_path).forget_all_but([DISK])
    memory = told(tmp_path)
    for channel in ("webhook", "mail"):
        assert memory.has_news([SOURCE], channel)
        assert not memory.has_news([DISK], channel)


def test_a_cause_that_lasts_is_news_again_after_a_night(tmp_path):
    told(tmp_path).remember([SOURCE], ["mail"])
    assert not told(tmp_path, QUIET - timedelta(seconds=1)).has_news([SOURCE], "mail")
    assert told(tmp_path, QUIET).has_news([SOURCE], "mail")


def test_what_nobody_was_told_is_not_written_down(tmp_path):
    memory = told(tmp_path)
    memory.make_room()
    memory.remember([SOURCE], [])
    assert json.loads((tmp_path / "alerts-told.json").read_text())["told"] == {}
