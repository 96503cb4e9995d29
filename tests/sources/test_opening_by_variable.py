"""`env:NAME`: what a variable, or a file that it names, says where learners are."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from podcaster.domain.days import DateAsked
from podcaster.errors import Misused, SourceUnreadable
from podcaster.remote.credentials import Credentials
from podcaster.sources.database.database import Database
from podcaster.sources.export import Export
from podcaster.sources.opening import open_source
from podcaster.sources.options import LearnersOptions
from podcaster.sources.source import Source

ASKED = DateAsked(None, datetime(2025, 12, 7, tzinfo=UTC))


def opened(folder: Path, source: str = "env:DATABASE_URL", **variables: str) -> Source:
    return open_source(
        LearnersOptions(source=source),
        ASKED,
        ZoneInfo("UTC"),
        folder,
        credentials=Credentials(variables, folder),
    )


def test_a_variable_may_hold_the_url_of_a_database(tmp_path):
    source = opened(tmp_path, DATABASE_URL="sqlite:///shop.sqlite")
    assert isinstance(source, Database)
    assert source.name == f"sqlite:///{tmp_path}/shop.sqlite"


def test_it_may_hold_the_path_of_an_export(tmp_path):
    assert isinstance(opened(tmp_path, DATABASE_URL="learners.json"), Export)


def test_a_private_file_may_hold_it(tmp_path):
    (tmp_path / "url").write_text("sqlite:///shop.sqlite\n")
    (tmp_path / "url").chmod(0o600)
    assert isinstance(opened(tmp_path, DATABASE_URL_FILE="url"), Database)


def test_a_variable_that_is_not_set_is_named(tmp_path):
    with pytest.raises(Misused, match=r"env:DATABASE_URL, and DATABASE_URL is not set"):
        opened(tmp_path)


@pytest.mark.parametrize(
    "url", ["oracle://u:secret@h/d", "mysql://u:secret@h:port/d", "mysql://u:secret@h"]
)
def test_what_is_no_url_of_a_database_is_refused_without_being_repeated(tmp_path, url):
    with pytest.raises(Misused) as told:
        opened(tmp_path, DATABASE_URL=url)
    assert "secret" not in str(told.value)
    assert "DATABASE_URL (in the environment or env_file)" in str(told.value)
    assert "[learners]" not in str(told.value)


def test_nothing_is_opened_before_learners_are_asked_for(tmp_path):
    source = opened(tmp_path, "mysql://reader@192.0.2.1/shop")
    assert source.name == "mysql://192.0.2.1/shop"


def test_a_relative_path_of_sqlite_is_relative_to_the_configuration(tmp_path):
    connection = sqlite3.connect(tmp_path / "shop.sqlite")
    connection.executescript("CREATE TABLE auth_user (id); INSERT INTO auth_user VALUES (7)")
    connection.close()
    pages = opened(tmp_path, "sqlite:///shop.sqlite").pages(10)
    assert [each.id.user_id for page in pages for each in page.learners] == ["7"]


@pytest.mark.parametrize("url", ["sqlite:///other.sqlite", "sqlite:///empty.sqlite"])
def test_whoever_mends_a_url_is_sent_to_the_variable(tmp_path, url):
    sqlite3.connect(tmp_path / "empty.sqlite").close()
    with pytest.raises(SourceUnreadable, match=r"DATABASE_URL \(in the environment or env_file\)"):
        list(opened(tmp_path, DATABASE_URL=url).pages(10))
