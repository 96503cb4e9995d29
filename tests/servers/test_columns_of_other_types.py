"""Queries whose rows a server cannot compare with learners or with times, told before the night."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from academy.servers import Server, mariadb, postgres
from academy.tables import TABLES
from sqlalchemy import create_engine

from podcaster.errors import Misused
from podcaster.sources.database.connecting import Connector
from podcaster.sources.database.prepared import Preparation
from podcaster.sources.database.preparing import prepare
from podcaster.sources.database.queries import load_queries
from podcaster.sources.options import LearnersOptions

pytestmark = [pytest.mark.servers, pytest.mark.timeout(120)]
DRIVERS = {"postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql"}
COURSES = "SELECT CAST('1' AS CHAR(9)) AS user_id, 'Verbs' AS title"
LEARNERS = "SELECT CAST(u.id AS CHAR(9)) AS user_id FROM auth_user u"


@pytest.fixture(scope="module", params=[postgres, mariadb])
def server(request) -> Iterator[Server]:
    with request.param() as up:
        owner = create_engine(f"{DRIVERS[up.scheme]}:{up.url('academy').partition(':')[2]}")
        TABLES.create_all(owner)
        owner.dispose()
        yield up


@pytest.fixture
def prepared(server, tmp_path) -> Callable[..., Preparation]:
    def prepared(**texts: str) -> Preparation:
        for name, sql in texts.items():
            (tmp_path / f"{name}.sql").write_text(sql)
        queries = load_queries(LearnersOptions(queries=tmp_path))
        with closing(Connector.of_url(server.url("academy"), timeout=30)) as connector:
            return prepare(connector, queries)

    return prepared


def test_an_operators_user_id_of_another_type_is_refused_with_its_file(prepared, server):
    if server.scheme == "mysql":
        assert "courses" in prepared(courses=COURSES).queries
        return
    with pytest.raises(Misused, match=r"courses in .*courses\.sql .*another type.*CAST"):
        prepared(courses=COURSES)


def test_a_built_in_query_whose_user_id_is_of_another_type_is_lost(prepared, server):
    found = prepared(learners=LEARNERS)
    lost = {loss.query for loss in found.losses if "of another type" in loss.missing}
    assert ("answers" in lost) == (server.scheme == "postgresql")
    assert found.queries.keys() >= {"learners", "subjects"}
    assert not lost & found.queries.keys()


@pytest.mark.parametrize("at", ["CAST('2025-12-06' AS CHAR(30))", "17e8", "CAST(1 AS DECIMAL)"])
def test_a_time_that_is_none_is_refused_where_the_server_compares_none_with_it(
    prepared, server, at
):
    sql = f"SELECT id AS user_id, {at} AS at FROM auth_user"
    if server.scheme == "mysql":
        assert "seen_it" in prepared(seen_it=sql).queries
        return
    with pytest.raises(Misused, match=r"seen_it in .*seen_it\.sql .*its at is not compared"):
        prepared(seen_it=sql)


def test_the_built_in_queries_stand_the_trial(prepared):
    assert prepared().losses == ()
