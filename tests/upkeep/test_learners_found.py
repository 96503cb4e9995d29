"""How far the doctor looks at the learners."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain, repeat

from podcaster.domain.days import DateAsked
from podcaster.sources.export import Export
from podcaster.sources.folder import Folder
from podcaster.sources.options import LearnersOptions
from podcaster.upkeep.learners import RECORDS, SECONDS, learners_can_be_read


def export_of(folder, lines: Iterator[str] | list[str]) -> Export:
    path = folder / "learners.jsonl"
    path.write_text("\n".join(lines) + "\n")
    asked = DateAsked(None, datetime.now(UTC))
    return Export(path, LearnersOptions(), asked, active_within_days=14)


def test_no_more_is_read_than_the_first_records(tmp_path):
    many = [f'{{"user_id": {n}}}' for n in range(3 * RECORDS)]
    (found,) = learners_can_be_read(export_of(tmp_path, many))
    assert (found.verdict, f"the first {RECORDS} records" in found.said) == ("ok", True)


def test_a_look_ends_when_its_time_is_over(tmp_path):
    many = [f'{{"user_id": {n}}}' for n in range(3 * RECORDS)]
    clock = chain([0.0], repeat(SECONDS)).__next__
    (found,) = learners_can_be_read(export_of(tmp_path, many), clock)
    assert "the first 100 records" in found.said


def test_an_export_of_nobody_is_a_warning(tmp_path):
    (found,) = learners_can_be_read(export_of(tmp_path, ["[]"]))
    assert (found.verdict, found.do) == ("warning", "export them again")


def test_an_export_that_breaks_off_is_a_failure(tmp_path):
    found = list(learners_can_be_read(export_of(tmp_path, ['[{"user_id": 1}, {"user_id"'])))
    assert found[0].verdict == "failure"
    assert "breaks off" in found[0].said


def test_what_is_wrong_with_a_source_and_costs_nobody_is_a_warning(tmp_path):
    (tmp_path / "user_export_1_20261120.json").write_text('{"export_metadata": {"user_id": 1}}')
    (tmp_path / "notes.txt").write_text("call the office")
    folder = Folder(tmp_path, LearnersOptions(), DateAsked(None, datetime.now(UTC)))
    (read, other) = learners_can_be_read(folder)
    assert (read.verdict, other.verdict) == ("ok", "warning")
    assert "passed over" in other.said
