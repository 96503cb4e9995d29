"""Where the address of a database may stand, and who never sees its password."""

import pytest

from podcaster.remote.credentials import Credentials
from podcaster.sources.options import password_of
from podcaster.wiring.house import House
from podcaster.wiring.secrets import redaction_of

URL = "mysql://reader:hunter2hunter2@db.example:3306/shop"


@pytest.mark.parametrize(
    "url",
    [
        URL,
        "postgresql://reader:p%40ss@db/shop",
        "mysql://reader:pa/ss#wo?rd@db/shop",
        "mysql://:secret@db/shop",
        "postgresql://db/shop?user=reader&password=secret",
        "mysql://reader:p@ss:word@db/shop",
    ],
)
def test_a_url_with_a_password_is_refused_in_the_file_and_not_repeated(faults, url):
    (told,) = faults(f'[learners]\nsource = "{url}"\n')
    assert "[learners] source: holds a password" in told
    assert 'DATABASE_URL=... and write source = "env:DATABASE_URL"' in told
    assert "db" not in told.partition("[learners]")[2].replace("DATABASE_URL", "")
    assert password_of(url) not in told


@pytest.mark.parametrize(
    "source",
    [
        "postgresql://reader@db.example/shop",
        "postgresql:///shop?host=/var/run/postgresql",
        "sqlite:////var/lib/shop.sqlite",
        "env:DATABASE_URL",
        "exports/a:b@c.json",
        "sample",
    ],
)
def test_a_source_without_a_password_may_stand_there(loaded, source):
    assert loaded(f'[learners]\nsource = "{source}"\n').config.learners.source == source


def test_the_environment_and_the_command_line_may_hold_one(loaded):
    variable = {"PODCASTER_LEARNERS__SOURCE": URL}
    assert loaded("", environment=variable).config.learners.source == URL
    assert loaded("", overrides={"learners.source": URL}).config.learners.source == URL


def test_env_file_may_hold_one(loaded, tmp_path):
    secrets = tmp_path / "podcaster.env"
    secrets.write_text(f"PODCASTER_LEARNERS__SOURCE={URL}\n")
    secrets.chmod(0o600)
    assert loaded("").config.learners.source == URL


@pytest.mark.parametrize("source", ["env:", "env:9", "env:A B", "env:mysql://x"])
def test_env_names_a_variable(faults, source):
    (told,) = faults(f'[learners]\nsource = "{source}"\n')
    assert "names no variable; write it as env:DATABASE_URL" in told


@pytest.mark.parametrize("source", [URL, "env:DATABASE_URL"])
def test_no_text_holds_the_url_or_its_password(source):
    redact = redaction_of(Credentials({"DATABASE_URL": URL}), (), source)
    for text in (f"cannot reach {URL}", "password hunter2hunter2 refused"):
        assert "hunter2" not in redact(text)
    assert "db.example" not in redact(f"cannot reach {URL}")


def test_the_password_is_redacted_as_it_is_meant_and_as_it_is_written():
    url = "mysql://reader:p%40ss%20word%21@db/shop"
    redact = redaction_of(Credentials({"DATABASE_URL": url}), (), "env:DATABASE_URL")
    assert "p%40ss" not in redact("p%40ss%20word%21")
    assert "ss word" not in redact("p@ss word! is wrong")


def test_a_variable_that_is_not_set_hides_nothing_and_breaks_nothing():
    assert redaction_of(Credentials({}), (), "env:DATABASE_URL")("plain") == "plain"


def test_a_path_of_sqlite_that_is_typed_is_relative_to_where_we_are(write, tmp_path, monkeypatch):
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    house = House.find(write(), "sqlite:///shop.sqlite")
    assert house.config.learners.source == f"sqlite:///{folder}/shop.sqlite"
