"""What an operator may name by mistake, and what reading leaves behind."""

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from podcaster.domain.days import DateAsked
from podcaster.domain.learner import LearnerId
from podcaster.errors import SourceUnreadable
from podcaster.sources.export import Export
from podcaster.sources.options import LearnersOptions
from podcaster.sources.seen import nobody_seen

NOW = datetime(2025, 12, 7, tzinfo=UTC)


def test_a_file_that_is_missing_is_named(read_path, tmp_path):
    path = tmp_path / "none.json"
    assert f"the export {path} does not exist; " in read_path(path).error


def test_a_directory_is_no_export(read_path, tmp_path):
    export = Export(tmp_path, LearnersOptions(), DateAsked(None, NOW), active_within_days=14)
    with pytest.raises(SourceUnreadable, match="is a directory; "):
        next(export.pages(1))


def test_a_pipe_that_nobody_writes_to_is_refused_at_once(read_path, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "is a pipe or a device; " in read_path(tmp_path / "pipe").error


def test_a_device_is_refused(read_path):
    assert "is a pipe or a device; " in read_path(Path("/dev/zero")).error


def test_a_name_below_a_file_cannot_be_opened(read_path, tmp_path):
    (tmp_path / "file").write_text("[]")
    assert "cannot be opened (Not a directory); " in read_path(tmp_path / "file" / "x").error


def test_a_name_that_is_too_long_cannot_be_opened(read_path, tmp_path):
    assert "cannot be opened (File name too long); " in read_path(tmp_path / ("x" * 300)).error


def test_a_name_with_a_nul_is_no_path(read_path):
    assert "is not the path of a file; " in read_path(Path("a\0b")).error


def test_a_link_that_leads_to_itself_cannot_be_opened(read_path, tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert "cannot be opened (Too many levels" in read_path(tmp_path / "loop").error


def test_a_file_that_cannot_be_read_is_told_with_its_place(read_path):
    assert "only as far as byte 0 of its text (" in read_path(Path("/proc/self/mem")).error


def test_every_pass_begins_anew(tmp_path):
    (tmp_path / "export").write_text('[{"user_id": "1"}]')
    path = tmp_path / "export"
    export = Export(path, LearnersOptions(), DateAsked(None, NOW), active_within_days=14)
    assert [len(page.learners) for page in export.pages(10)] == [1]
    assert [len(page.learners) for page in export.pages(10)] == [1]


def test_nothing_is_left_in_the_temporary_directory(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with nobody_seen() as seen:
        assert not seen.again(LearnerId("", "1"))
        assert not list(tmp_path.iterdir())


def test_a_full_temporary_disk_is_told_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    everybody = (LearnerId("", str(number)) for number in range(10_000))
    with nobody_seen(max_pages=3) as seen, pytest.raises(SourceUnreadable) as told:
        any(map(seen.again, everybody))
    said = f"could not be noted in {tmp_path} (database or disk is full); make room"
    assert said in str(told.value)


def test_a_temporary_directory_that_is_gone_is_told_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(SourceUnreadable, match="could not be noted in"), nobody_seen():
        pass


def test_tenant_and_user_are_never_taken_for_one_another():
    with nobody_seen() as seen:
        assert not seen.again(LearnerId("a", "bc"))
        assert not seen.again(LearnerId("ab", "c"))
        assert not seen.again(LearnerId("", "abc"))
        assert seen.again(LearnerId("ab", "c"))
