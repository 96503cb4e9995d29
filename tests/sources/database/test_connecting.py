import gc
import sqlite3
import threading
from contextlib import closing
from time import monotonic

import pytest
from sqlalchemy import text

from podcaster.errors import SourceUnreadable
from podcaster.sources.database.connecting import Connector

FOREVER = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT COUNT(*) FROM n"
SECRET = "CANARYsecret"


@pytest.fixture
def refused(platform, connect):
    """What a statement is answered with."""

    def by(sql: str, timeout: float = 5) -> str:
        connector = connect(platform, timeout)
        with pytest.raises(SourceUnreadable) as said, connector.reading() as connection:
            connection.execute(text(sql), {"secret": SECRET} if ":secret" in sql else {}).all()
        assert said.value.__suppress_context__
        return str(said.value)

    return by


@pytest.mark.parametrize(
    "sql", ["CREATE TABLE t (a)", "DELETE FROM auth_user", "PRAGMA user_version = 3"]
)
def test_nothing_is_written(refused, sql):
    assert "asked to change data" in refused(sql)


def test_a_statement_that_takes_too_long_is_ended(refused):
    began = monotonic()

    assert "statement_timeout" in refused(FOREVER, timeout=0.2)
    assert monotonic() - began < 3


def test_each_statement_has_the_whole_time(platform, connect):
    with connect(platform, 0.2).reading() as connection:
        began = monotonic()
        while monotonic() - began < 0.4:
            assert connection.execute(text("SELECT COUNT(*) FROM auth_user")).scalar() == 0


def test_what_is_said_of_a_statement_holds_none_of_its_values(refused):
    assert SECRET not in refused("SELECT nothing FROM auth_user WHERE username = :secret")


def test_a_file_that_is_not_there_is_named(connect, tmp_path):
    with (
        pytest.raises(SourceUnreadable, match=r"learners\.sqlite is not there"),
        connect(tmp_path / "learners.sqlite").reading(),
    ):
        pass
    assert not (tmp_path / "learners.sqlite").exists()


def test_a_file_that_is_no_database_is_called_so(connect, tmp_path):
    path = tmp_path / "learners.sqlite"
    path.write_text("user_id,name\n1,Ann\n" * 100)

    with (
        pytest.raises(SourceUnreadable, match="is no SQLite database"),
        connect(path).reading() as connection,
    ):
        connection.execute(text("SELECT * FROM auth_user"))


def test_a_path_with_signs_of_urls_in_it_is_a_path(connect, tmp_path, platform):
    path = tmp_path / "50%23 a#b.sqlite"
    path.write_bytes(platform.read_bytes())

    url = f"sqlite:///{path}".replace("%", "%25").replace("#", "%23")
    with connect(url).reading() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM auth_user")).scalar() == 0


def test_a_text_that_is_not_unicode_costs_its_own_characters_only(connect, platform, run_sql):
    run_sql("CREATE TABLE t (a TEXT); INSERT INTO t VALUES (CAST(X'41FF42' AS TEXT))")

    with connect(platform).reading() as connection:
        assert connection.execute(text("SELECT a FROM t")).scalar() == "A�B"


def test_a_reading_sees_one_state_of_the_database_and_the_next_sees_a_newer(
    connect, platform, run_sql
):
    run_sql("PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1)")
    connector, count = connect(platform), text("SELECT COUNT(*) FROM t")

    with connector.reading() as connection:
        before = connection.execute(count).scalar()
        with closing(sqlite3.connect(platform)) as other:
            other.execute("INSERT INTO t VALUES (2)")
            other.commit()
        meanwhile = connection.execute(count).scalar()
    with connector.reading() as connection:
        after = connection.execute(count).scalar()

    assert (before, meanwhile, after) == (1, 1, 2)


def test_readings_within_one_another_do_not_meet(connect, platform):
    connector = connect(platform)

    with connector.reading() as outer, connector.reading() as inner:
        assert outer.execute(text("SELECT 1")).scalar() == inner.execute(text("SELECT 1")).scalar()


def test_a_reading_from_another_thread_is_one_like_any_other(connect, platform):
    connector = connect(platform)
    found = []

    def read() -> None:
        with connector.reading() as connection:
            found.append(connection.execute(text("SELECT 1")).scalar())

    read()
    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert found == [1, 1]


def test_a_database_made_for_this_reading_keeps_what_was_put_there():
    made = sqlite3.connect(":memory:")
    made.executescript("CREATE TABLE t (a)")
    made.execute("INSERT INTO t VALUES (7)")  # begins a transaction that nobody has ended
    connector = Connector.of_sqlite(made, "dump.json")

    for _ in range(2):
        with connector.reading() as outer, connector.reading() as inner:
            assert outer.execute(text("SELECT a FROM t")).scalar() == 7
            assert inner.execute(text("SELECT a FROM t")).scalar() == 7
    with pytest.raises(SourceUnreadable, match=r"dump\.json"), connector.reading() as connection:
        connection.execute(text("DELETE FROM t"))

    connector.close()
    with pytest.raises(sqlite3.ProgrammingError):
        made.execute("SELECT 1")


@pytest.mark.parametrize("scheme", ["postgresql", "mysql"])
def test_a_server_that_nobody_runs_is_named_without_user_and_password(connect, scheme):
    connector = connect(f"{scheme}://somebody:{SECRET}@127.0.0.1:1/shop")

    with pytest.raises(SourceUnreadable) as said, connector.reading():
        pass

    assert str(said.value).startswith(f"the database {scheme}://127.0.0.1:1/shop does not answer")
    assert SECRET not in str(said.value)
    assert "somebody" not in str(said.value)


def test_a_file_for_tls_that_cannot_be_read_is_told_before_anything_is_sent(connect):
    connector = connect(f"mysql://u:{SECRET}@127.0.0.1:1/shop?ssl_ca=/nowhere.pem")

    with pytest.raises(SourceUnreadable, match=r"No such file.*mend its path"), connector.reading():
        pass


def test_what_nobody_holds_any_more_is_closed():
    made = sqlite3.connect(":memory:")
    connector = Connector.of_sqlite(made, "dump.json")
    with connector.reading() as connection:
        connection.execute(text("SELECT 1"))

    del connector, connection
    gc.collect()

    with pytest.raises(sqlite3.ProgrammingError):
        made.execute("SELECT 1")
