"""Pages: their size, who comes twice, what nobody knows."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from podcaster.domain.days import DateAsked
from podcaster.domain.learner import LearnerId
from podcaster.sources.export import Export
from podcaster.sources.names import OTHERS
from podcaster.sources.options import LearnersOptions

NOW = datetime(2025, 12, 7, tzinfo=UTC)


def export_at(path: Path) -> Export:
    return Export(path, LearnersOptions(), DateAsked(None, NOW), active_within_days=14)


def rows(*users: object, **more: object) -> str:
    return json.dumps([{"user_id": user, **more} for user in users])


def test_pages_hold_as_many_records_as_asked_for_good_and_bad(read_export):
    found = read_export(json.dumps([{"user_id": "1"}, {}, {"user_id": "3"}, {}, {}]), size=2)
    assert found.page_sizes == [2, 2, 1]


def test_of_duplicates_the_first_wins_on_whatever_page(read_export):
    text = json.dumps(
        [{"user_id": "1", "plan": "free"}, {"user_id": "2"}, {"user_id": 1, "plan": "premium"}]
    )
    for size in (1, 100):
        found = read_export(text, size=size)
        assert [each.plan for each in found.learners] == ["free", ""]
        assert found.duplicates == 1


def test_a_record_that_does_not_fit_hides_no_later_one(read_export):
    found = read_export('[{"user_id": "1", "answers": 3}, {"user_id": "1"}]')
    assert (found.ids, len(found.bad), found.duplicates) == (["1"], 1, 0)


def test_the_same_id_in_two_tenants_is_two_learners(read_export):
    text = '[{"user_id": "1", "tenant": "a"}, {"user_id": "1"}, {"user_id": "1", "tenant": "b"}]'
    found = read_export(text, tenant="b")
    assert [each.id for each in found.learners] == [LearnerId("a", "1"), LearnerId("b", "1")]
    assert found.duplicates == 1


def test_unknown_fields_are_counted_nested_ones_by_their_path(read_export):
    answer = {"at": "2025-12-06", "is_correct": True, "colour": "red"}
    found = read_export(rows("1", "2", email="x", answers=[answer, answer]))
    assert found.ignored == {"email": 2, "answers.colour": 4}


def test_fields_with_a_name_like_a_value_are_counted_together(read_export):
    found = read_export(json.dumps([{"user_id": "1", "sarah@example.org": 1, "1": 2, "x" * 99: 3}]))
    assert found.ignored == {OTHERS: 3}


def test_no_more_than_a_hundred_unknown_names_are_kept(read_export):
    found = read_export(json.dumps([{"user_id": "1", **{f"f{n}": n for n in range(150)}}]))
    assert len(found.ignored) == 101
    assert found.ignored[OTHERS] == 50


def test_activities_are_given_for_those_who_are_wanted_and_known(tmp_path):
    (tmp_path / "export").write_text(rows("1", "2", courses=["Verbs"]))
    [page] = export_at(tmp_path / "export").pages(10)
    wanted = [LearnerId("", "2"), LearnerId("", "nobody")]
    activities = page.activities(wanted)
    assert list(activities) == [LearnerId("", "2")]
    assert activities[wanted[0]].courses == ("Verbs",)


@pytest.mark.parametrize("name", ["a.json", "b.csv", "c"])
def test_a_source_is_named_after_its_file_whose_name_decides_nothing(tmp_path, name):
    (tmp_path / name).write_text('{"user_id": "1"}')
    export = export_at(tmp_path / name)
    assert export.name == str(tmp_path / name)
    assert len(list(export.pages(1))) == 1
