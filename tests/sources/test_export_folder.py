"""A folder with the platform's export of each user."""

import gzip
import json
import os
from datetime import UTC, datetime

import pytest

from podcaster.domain.days import DateAsked
from podcaster.domain.learner import BadRecord
from podcaster.errors import Misused, SourceUnreadable
from podcaster.sources.folder import Folder
from podcaster.sources.opening import open_export
from podcaster.sources.options import LearnersOptions

NOW = datetime(2025, 12, 7, tzinfo=UTC)


@pytest.fixture
def put(tmp_path):
    """Writes an export of a user under a name; returns its path."""

    def written(name: str, user: object, language: str = "en"):
        profile = {"user_id": user, "report_language": language}
        path = tmp_path / name
        path.write_text(json.dumps({"export_metadata": {}, "user_profile": profile}))
        return path

    return written


def test_a_folder_of_exports_is_a_source(put, tmp_path, read_path):
    put("user_export_1_20251206.json", 1)
    put("user_export_2_20251206.json", 2)
    assert sorted(read_path(tmp_path).ids) == ["1", "2"]


def test_of_one_users_exports_the_newest_by_name_is_all_that_counts(put, tmp_path, read_path):
    put("user_export_1_20251206.json", 1, "ja")
    put("user_export_1_20251130.json", 1, "es")
    put("user_export_1_20251201.json", 1, "de")
    found = read_path(tmp_path)
    assert [each.language for each in found.learners] == ["ja"]
    assert found.duplicates == 0


def test_without_a_date_in_its_name_a_file_is_as_old_as_it_is(put, tmp_path, read_path):
    put("user_export_1_20251206.json", 1, "ja")
    os.utime(put("sarah.json", 1, "es"), (0, 0))
    assert [each.language for each in read_path(tmp_path).learners] == ["ja"]


def test_packed_files_are_read_too(put, tmp_path, read_path):
    path = put("user_export_1_20251206.json", 1)
    (tmp_path / "user_export_2_20251206.json.gz").write_bytes(
        gzip.compress(path.read_bytes().replace(b"1", b"2"))
    )
    assert sorted(read_path(tmp_path).ids) == ["1", "2"]


def test_other_files_are_passed_over_and_counted(put, tmp_path, read_path):
    put("user_export_1_20251206.json", 1)
    (tmp_path / "README.txt").write_text("hello")
    (tmp_path / ".DS_Store").write_bytes(b"\0")
    (tmp_path / "old").mkdir()
    os.mkfifo(tmp_path / "pipe.json")
    found = read_path(tmp_path)
    assert (found.ids, list(found.warnings.values())) == (["1"], [2])


def test_a_broken_file_costs_itself_and_is_named_by_its_place(put, tmp_path, read_path):
    put("a.json", 1)
    (tmp_path / "b-sarah.json").write_text('{"export_metadata": {"user_id"')
    (tmp_path / "c.json").write_text("Traceback (most recent call last):")
    (tmp_path / "d.json.gz").write_bytes(gzip.compress(b"{}" * 500)[:-9])
    (tmp_path / "e.json").write_text('[{"model": "auth.user", "pk": 1, "fields": {}}]')
    put("f.json", 6)
    found = read_path(tmp_path)
    assert (sorted(found.ids), found.error) == (["1", "6"], "")
    assert sorted(bad.line for bad in found.bad) == [2, 3, 4, 5]
    assert "sarah" not in repr(found.bad)


def test_a_misfit_within_a_file_is_named_by_the_files_place(put, tmp_path, read_path):
    put("a.json", 1)
    put("b.json", [])
    reason = "must be text or a whole number"
    told = f"{reason} (file 2 in the order of names)"
    assert read_path(tmp_path).bad == [BadRecord(2, "user_profile.user_id", told)]


def test_a_file_that_is_named_as_the_platform_does_is_found_by_its_name(put, tmp_path, read_path):
    put("user_export_1_20251206.json", 1)
    put("user_export_42_20251206.json", [])
    (tmp_path / "user_export_7_20251206.json").write_text('[{"user_id": 7}]')
    told = {bad.reason for bad in read_path(tmp_path).bad}
    assert told == {
        "must be text or a whole number (user_export_42_20251206.json)",
        "is no export of one user; take it out of the folder (user_export_7_20251206.json)",
    }


def test_a_folder_without_exports_is_told(tmp_path, read_path):
    assert "holds no export" in read_path(tmp_path).error


def test_a_folder_that_is_gone_is_told(put, tmp_path):
    folder = Folder(tmp_path / "gone", LearnersOptions(), DateAsked(None, NOW))
    with pytest.raises(SourceUnreadable, match="cannot be read"):
        next(folder.pages(10))


@pytest.mark.parametrize("taken_from", ["group", "auth_group", "course", "column"])
def test_plans_of_groups_are_not_to_be_had_from_exports(put, tmp_path, taken_from):
    path = put("user_export_1_20251206.json", 1)
    options = LearnersOptions(plan={"taken_from": taken_from, "column": "users_profile.plan"})
    for each in (path, tmp_path):
        source = open_export(each, options, DateAsked(None, NOW), 14)
        with pytest.raises(Misused, match="only in a database or a dump of one"):
            next(source.pages(10))
