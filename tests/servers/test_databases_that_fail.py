"""Database servers that end sessions, die while they are read, refuse tables or live elsewhere."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from time import sleep

import pytest
from academy.servers import Server, mariadb, postgres
from academy.tables import TABLES
from sqlalchemy import Connection, create_engine, make_url, select, text

from podcaster.errors import SourceUnreadable
from podcaster.sources.database.connecting import Connector
from podcaster.sources.database.prepared import Preparation
from podcaster.sources.database.preparing import prepare
from podcaster.sources.database.queries import load_queries
from podcaster.sources.options import LearnersOptions

pytestmark = [pytest.mark.servers, pytest.mark.timeout(120)]

KINDS = ("postgresql", "mysql")
DRIVERS = {"postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql"}
SLEEP = {"postgresql": "SELECT pg_sleep(10)", "mysql": "SELECT SLEEP(10)"}
MANY = {
    "postgresql": "SELECT * FROM generate_series(1, 300000)",
    "mysql": "SELECT a.seq FROM seq_1_to_300000 a, seq_1_to_10 b",
}
SESSIONS = {
    "postgresql": "SELECT pid FROM pg_stat_activity WHERE application_name = 'podcaster'",
    "mysql": "SELECT id FROM information_schema.processlist WHERE db = 'academy'"
    " AND id <> CONNECTION_ID()",
}
END = {"postgresql": "SELECT pg_terminate_backend({})", "mysql": "KILL {}"}


@pytest.fixture(scope="module", params=KINDS)
def kind(request) -> str:
    return str(request.param)


def start(kind: str):
    """A server that lives in Tokyo."""
    return (
        postgres("timezone=Asia/Tokyo")
        if kind == "postgresql"
        else mariadb("--default-time-zone=+09:00")
    )


@pytest.fixture(scope="module")
def server(kind) -> Iterator[Server]:
    with start(kind) as up:
        owner = create_engine(_owners(up.url("academy"), kind))
        TABLES.create_all(owner)
        owner.dispose()
        yield up


def _owners(url: str, kind: str) -> str:
    made = make_url(url).set(drivername=DRIVERS[kind])
    return made.render_as_string(hide_password=False)


@pytest.fixture
def owning(server, kind) -> Callable[[Callable[[Connection], object]], object]:
    """Does something as somebody who may write, and ends the session."""

    def do(what: Callable[[Connection], object]) -> object:
        engine = create_engine(_owners(server.url("academy"), kind))
        try:
            with engine.begin() as connection:
                return what(connection)
        finally:
            engine.dispose()

    return do


@pytest.fixture
def end_sessions(owning, kind) -> Callable[[], None]:
    """As an administrator or a firewall would, to everybody who reads."""

    def end() -> None:
        def on(connection: Connection) -> None:
            for session in connection.execute(text(SESSIONS[kind])).scalars().all():
                connection.execute(text(END[kind].format(session)))

        owning(on)

    return end


@pytest.fixture
def connector(server) -> Iterator[Connector]:
    with closing(Connector.of_url(server.url("academy"), timeout=30)) as made:
        yield made


def number(connector: Connector) -> object:
    with connector.reading() as connection:
        return connection.execute(text("SELECT 7")).scalar()


def test_a_session_that_was_ended_while_idle_is_replaced_without_a_word(connector, end_sessions):
    assert number(connector) == 7
    end_sessions()

    assert number(connector) == 7


def test_a_session_that_is_ended_in_mid_query_is_told_and_the_next_is_whole(
    connector, end_sessions, kind
):
    timer = threading.Timer(0.5, end_sessions)
    timer.start()

    with (
        pytest.raises(SourceUnreadable, match="ended the connection"),
        connector.reading() as connection,
    ):
        connection.execute(text(SLEEP[kind])).all()

    timer.join()
    assert number(connector) == 7


def test_a_server_that_dies_while_rows_come_is_told_and_nothing_else_is_said(kind):
    with (
        start(kind) as up,
        closing(Connector.of_url(up.url("academy"), timeout=30)) as connector,
    ):
        with pytest.raises(SourceUnreadable, match="ended the connection") as said:
            read_until_dead(connector, kind, up)
        with pytest.raises(SourceUnreadable, match="does not answer"):
            number(connector)
    assert "reader" not in str(said.value)


def read_until_dead(connector: Connector, kind: str, up: Server) -> None:
    with connector.reading() as connection:
        rows = connection.execute(text(MANY[kind]), execution_options={"yield_per": 1000})
        for count, _ in enumerate(rows):
            if count == 2000:
                up.kill()
                sleep(0.1)


def test_times_are_utc_wherever_the_server_lives(connector, owning):
    def write(connection: Connection) -> None:
        zone = "SET TIME ZONE 'UTC'"
        if connection.dialect.name != "postgresql":
            zone = "SET time_zone = '+00:00'"
        connection.execute(text(zone))
        zoned = "TIMESTAMPTZ" if "TIME ZONE" in zone else "TIMESTAMP"
        connection.execute(text(f"CREATE TABLE moments (user_id INT, seen_at {zoned})"))
        connection.execute(text("INSERT INTO moments VALUES (1, '2025-12-06 21:04:00')"))

    owning(write)
    moment = datetime(2025, 12, 6, 21, 4, tzinfo=UTC)
    asked = (query("learners", "moments"), query("seen_it", "moments", "seen_at AS at"))
    found = prepare(connector, {each.name: each for each in asked})

    seen = found.queries["seen_it"]
    with connector.reading() as connection:
        (row,) = connection.execute(select(seen.select.subquery()), seen.given(since=moment)).all()
    at = row._mapping["at"]
    assert at.replace(tzinfo=at.tzinfo or UTC) == moment
    assert at.utcoffset() is None or not at.utcoffset()


def query(name: str, table: str, *columns: str):
    from podcaster.sources.database.queries import Query
    from podcaster.sources.database.shapes import shape_of

    shape = shape_of(name)
    assert shape is not None
    sql = f"SELECT {', '.join(('user_id', *columns))} FROM {table} WHERE seen_at >= :since"
    return Query(name, sql, "a test", shape)


def prepared_for_guest(server: Server, kind: str, grants: list[str], owning) -> Preparation:
    """What is found by somebody who may read so much and no more."""
    if kind == "mysql":  # only its root may grant
        made = ["CREATE USER guest@'127.0.0.1' IDENTIFIED BY 'guest'"]
        made += [f"GRANT SELECT{each.replace('ON ', 'ON academy.')}" for each in grants]
        server._run(
            "; ".join(
                f"{each} TO guest@'127.0.0.1'" if each.startswith("GRANT") else each
                for each in made
            )
        )
    else:
        made = ["CREATE USER guest WITH PASSWORD 'guest'"]
        made += [f"GRANT SELECT{each} TO guest" for each in grants]
        owning(lambda connection: connection.execute(text("; ".join(made))))
    url = make_url(server.url("academy")).set(username="guest", password="guest")
    with closing(
        Connector.of_url(url.render_as_string(hide_password=False), timeout=30)
    ) as connector:
        return prepare(connector, load_queries(LearnersOptions()))


def test_a_user_who_may_read_little_gets_that_and_is_told_the_rest(server, kind, owning):
    grants = [" (id, is_active) ON auth_user", " ON subjects_subject", " ON users_profile"]

    found = prepared_for_guest(server, kind, grants, owning)

    assert set(found.queries) == {"learners", "profiles", "subjects"}
    (lessons,) = (loss for loss in found.losses if loss.query == "lessons")
    assert lessons.missing in (
        "table lessons_lessoncompletion may not be read",
        "table lessons_lesson may not be read",
    )
    assert not any("guest" in loss.sentence for loss in found.losses)
