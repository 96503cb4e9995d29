"""The accounts that the README makes can read all that a night reads, and write nothing."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
from academy.filling import fill
from academy.people import build
from academy.servers import USER, Server, mariadb, postgres
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from podcaster.domain.days import DateAsked
from podcaster.sources.database.connecting import Connector
from podcaster.sources.database.database import Database
from podcaster.sources.options import LearnersOptions

pytestmark = pytest.mark.servers
README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
OURS = {"postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql"}


def statements(begin: str) -> list[str]:
    """The SQL of the block that begins so, a statement each."""
    block = README[README.index(f"    {begin}") :].partition("\n\n")[0]
    found = " ".join(block.split()).replace("'10.0.0.%'", "'127.0.0.1'")
    return [each.strip() for each in found.split(";") if each.strip()]


@pytest.fixture(scope="module", params=["postgresql", "mysql"])
def server(request) -> Iterator[Server]:
    """A server with a whole platform in it."""
    with (postgres if request.param == "postgresql" else mariadb)() as running:
        engine = create_engine(
            make_url(running.url("platform")).set(drivername=OURS[request.param])
        )
        fill(engine, build(seed=3, ordinary=2))
        engine.dispose()
        yield running


@pytest.fixture(scope="module")
def url(server: Server) -> str:
    """Of the account, once it is made as the README says."""
    made = make_url(server.url("platform"))
    admin = made.set(drivername=OURS[server.scheme])
    if server.scheme == "mysql":
        server._run(f"GRANT ALL ON *.* TO {USER}@'127.0.0.1' WITH GRANT OPTION")
    engine = create_engine(admin)
    begin = "CREATE ROLE podcaster" if server.scheme == "postgresql" else "CREATE USER podcaster"
    with engine.begin() as connection:
        for each in statements(begin):
            connection.exec_driver_sql(each)
    engine.dispose()
    account = made.set(username="podcaster", password="a long one")
    return account.render_as_string(hide_password=False)


def test_every_query_runs_with_the_account_of_the_readme(url):
    asked = DateAsked(None, datetime.now(UTC))
    connector = Connector.of_url(url, timeout=30)
    database = Database(connector, LearnersOptions(source=url), asked, active_within_days=14)
    assert database.examined().losses == ()
    assert len(next(database.pages(1000)).learners) > 30
    connector.close()


def test_the_account_of_the_readme_writes_nothing(url, server):
    engine = create_engine(make_url(url).set(drivername=OURS[server.scheme]))
    with engine.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(text("DELETE FROM lessons_lessoncompletion"))
    engine.dispose()


def test_the_account_does_not_see_passwords_but_in_mysql_s_short_form(url, server):
    engine = create_engine(make_url(url).set(drivername=OURS[server.scheme]))
    hidden = pytest.raises(DBAPIError, match="permission denied")
    with engine.connect() as connection, hidden if server.scheme == "postgresql" else nullcontext():
        connection.execute(text("SELECT password FROM auth_user"))
    engine.dispose()
