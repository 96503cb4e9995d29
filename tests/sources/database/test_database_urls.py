import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.errors import Misused
from podcaster.sources.database.connecting import Connector
from podcaster.sources.database.urls import Address

HERE = Path("/srv/podcaster")
SECRET = "CANARYsecret"


def refused(url: str) -> str:
    with pytest.raises(Misused) as said:
        Connector.of_url(url, timeout=5)
    return str(said.value)


@pytest.mark.parametrize(
    ("written", "driver", "name"),
    [
        ("postgresql://u:p@h:5432/shop", "postgresql+psycopg", "postgresql://h:5432/shop"),
        ("postgres://u:p@h/shop", "postgresql+psycopg", "postgresql://h/shop"),
        ("POSTGRES://u@h/shop?sslmode=require", "postgresql+psycopg", "postgresql://h/shop"),
        ("mysql://u:p@h:3306/shop", "mysql+pymysql", "mysql://h:3306/shop"),
        (" mariadb://u:p@[::1]/shop\n", "mysql+pymysql", "mysql://[::1]/shop"),
        ("mysql+pymysql://u:p@h/shop", "mysql+pymysql", "mysql://h/shop"),
        ("postgresql:///shop?host=/run/postgresql", "postgresql+psycopg", "postgresql:///shop"),
    ],
)
def test_a_url_as_users_write_it_finds_its_driver_and_a_name_without_secrets(written, driver, name):
    found = Address.of(written, HERE)

    assert (found.url.drivername, found.name) == (driver, name)


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("sqlite:///learners.sqlite", "/srv/podcaster/learners.sqlite"),
        ("sqlite:////var/lib/learners.sqlite", "/var/lib/learners.sqlite"),
        ("sqlite:///a%20b.sqlite?mode=ro", "/srv/podcaster/a b.sqlite"),
    ],
)
def test_a_relative_path_of_sqlite_begins_at_the_configuration(written, path):
    found = Address.of(written, HERE)

    assert (found.url.database, found.name) == (path, f"sqlite:///{path}")


@pytest.mark.parametrize("written", ["oracle://u:p@h/d", "mysql+mysqldb://u:p@h/d", "learners"])
def test_a_scheme_that_nobody_reads_is_answered_with_the_three_that_are(written):
    assert "postgresql://, mysql:// and sqlite://" in refused(written)


@pytest.mark.parametrize("written", ["sqlite://", "sqlite:///:memory:", "sqlite://learners.sqlite"])
def test_an_sqlite_url_without_a_file_is_answered_with_one_that_has_it(written):
    assert "sqlite:///learners.sqlite" in refused(written)


@pytest.mark.parametrize("written", ["postgresql://u:p@h", "mysql://u:p@h/"])
def test_a_server_without_a_database_is_refused(written):
    assert "names no database" in refused(written)


@pytest.mark.parametrize(
    "written",
    [
        f"postgresql://user:{SECRET}@more@h/d",
        f"postgresql://user:p@{SECRET}/x@h/d",
        f"postgresql://user:{SECRET}/d",
        f"mysql://user:x@h:{SECRET}/d",
        f"postgresql://user:x@h:99999/d?password={SECRET}",
        f"postgresql://user:{SECRET}@h/d?colour=blue",
        f"mysql://user:{SECRET}@h/d?colour=blue",
        f"mysql://user:{SECRET}@h/d?connect_timeout=soon",
        f"{SECRET}://h",
    ],
)
def test_what_is_refused_of_a_url_is_told_without_a_word_of_it(written):
    said = refused(written)

    assert SECRET not in said
    assert "user:" not in said.replace("//user:password@", "")


def told_of(url: str) -> str:
    """Everything that is ever shown of a URL."""
    try:
        found = Address.of(url, HERE)
    except Misused as error:
        return str(error)
    return f"{found.name} {found!r}"


@given(st.text(max_size=60))
def test_no_text_whatever_does_more_than_be_refused(rest):
    for scheme in ("postgresql", "mysql", "sqlite"):
        assert SECRET not in told_of(f"{scheme}://u:{SECRET}@{rest}")


@pytest.mark.parametrize(
    ("url", "module", "extra"),
    [
        ("postgresql://u:p@h/d", "psycopg", "podcaster[postgres]"),
        ("mysql://u:p@h/d", "pymysql", "podcaster[mysql]"),
    ],
)
def test_a_driver_that_is_not_installed_is_named_with_the_command_that_installs_it(
    monkeypatch, url, module, extra
):
    monkeypatch.setitem(sys.modules, module, None)

    assert f"pip install '{extra}'" in refused(url)


def test_a_connector_shows_neither_user_nor_password():
    connector = Connector.of_url(f"postgresql://somebody:{SECRET}@h/d", timeout=5)

    assert repr(connector) == "Connector('postgresql://h/d')"
    assert SECRET not in repr(vars(connector))
