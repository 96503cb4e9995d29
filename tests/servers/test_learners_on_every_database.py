"""The same learners on PostgreSQL, MariaDB and SQLite: found alike, and lost alike."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from academy.dumping import dumpdata
from academy.exporting import records
from academy.filling import fill
from academy.people import CANARY, build
from academy.reading import DAY, TOKYO, Everything, everything, opened
from academy.rows import Academy
from academy.servers import Server, mariadb, postgres
from academy.user_files import user_files
from deployments import Deployment
from sqlalchemy import Engine, create_engine, text

from podcaster.domain.days import start_of
from podcaster.errors import SourceUnreadable
from podcaster.sources.database.connecting import Connector

pytestmark = [pytest.mark.servers, pytest.mark.timeout(240)]
DATABASES = ("postgresql", "mysql", "sqlite")
STARTS = {"postgresql": postgres, "mysql": mariadb}
DRIVERS = {"postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql", "sqlite": "sqlite"}


@contextmanager
def engine_for(url: str) -> Iterator[Engine]:
    """One to write with."""
    scheme, _, rest = url.partition(":")
    engine = create_engine(f"{DRIVERS[scheme]}:{rest}")
    try:
        yield engine
    finally:
        engine.dispose()


def filled(url: str, academy: Academy) -> str:
    with engine_for(url) as engine:
        fill(engine, academy)
    return url


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, Server]]:
    with ExitStack() as up:
        yield {name: up.enter_context(start()) for name, start in STARTS.items()}


@pytest.fixture(scope="module")
def academy() -> Academy:
    return build(seed=5, ordinary=60)


@pytest.fixture
def new_url(servers, tmp_path, request):
    """A URL of a new database of a kind."""

    def made(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path}/new.sqlite"
        name = "".join(letter for letter in request.node.name if letter.isalnum())[-40:].lower()
        return servers[kind].url(f"t_{name}")

    return made


@pytest.fixture(scope="module")
def urls(servers, academy, tmp_path_factory) -> dict[str, str]:
    """One database of each kind, with the same rows."""
    path = tmp_path_factory.mktemp("academy") / "academy.sqlite"
    found = {name: server.url("academy") for name, server in servers.items()}
    return {n: filled(u, academy) for n, u in {**found, "sqlite": f"sqlite:///{path}"}.items()}


@pytest.fixture(scope="module")
def read(urls, tmp_path_factory) -> dict[str, Everything]:
    nowhere = tmp_path_factory.mktemp("nowhere")
    return {name: everything(opened(url, nowhere)) for name, url in urls.items()}


@pytest.mark.parametrize("database", ["postgresql", "mysql"])
def test_the_same_learners_did_the_same_things_wherever_they_are_kept(database, read, academy):
    assert read[database].error == read["sqlite"].error == ""
    assert len(read["sqlite"].learners) == len(academy.tables["auth_user"])
    assert read[database].learners == read["sqlite"].learners
    assert read[database].activities == read["sqlite"].activities
    assert read[database].facts == read["sqlite"].facts
    assert read[database].warnings == read["sqlite"].warnings


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize(
    ("plan", "premium_course", "odd_plan"),
    [
        ({"taken_from": "course"}, "premium", ""),
        ({"taken_from": "group", "names": {"Gold group": "gold"}}, "gold", None),
        ({"taken_from": "auth_group"}, "enterprise", "friends"),
        ({"taken_from": "column", "column": "users_profile.role"}, "", ""),
    ],
    ids=["course", "group", "auth group", "column"],
)
def test_plans_are_found_alike(database, plan, premium_course, odd_plan, urls, academy, tmp_path):
    found = everything(opened(urls[database], tmp_path, plan=plan))
    assert found.error == ""
    plans = {name: found.of(academy, name)[0].plan for name in ("premium_course", "odd_plan")}
    assert plans["premium_course"] == premium_course
    assert odd_plan is None or plans["odd_plan"] == odd_plan
    assert found.of(academy, "premium_pending")[0].plan == ""


@pytest.mark.parametrize("natural", [False, True], ids=["by id", "by natural key"])
def test_a_dump_gives_the_same_learners_and_activities(natural, read, academy, tmp_path):
    path = tmp_path / "dump.json"
    path.write_text(json.dumps(dumpdata(academy, natural=natural)), encoding="utf-16")
    found = everything(opened("dump.json", tmp_path))
    assert found.error == ""
    assert found.learners == read["sqlite"].learners
    assert found.activities == read["sqlite"].activities


def test_an_export_gives_the_same_facts_as_the_database(read, academy, tmp_path):
    until = start_of(DAY + timedelta(days=1), TOKYO)
    lines = (json.dumps(each) for each in records(academy, until))
    (tmp_path / "export.jsonl").write_text("\n".join(lines), encoding="utf-8")
    found = everything(opened("export.jsonl", tmp_path))
    assert found.error == ""
    assert found.facts == read["sqlite"].facts
    for user, learner in read["sqlite"].learners.items():
        said = found.learners[user]
        assert (said.is_active, said.language) == (learner.is_active, learner.language)
        assert said.display_name == learner.display_name


def test_files_of_users_give_the_same_accuracy_as_the_database(read, academy, tmp_path):
    """As far as the platform's own export goes, which gives one time to a whole attempt."""
    for name, document in user_files(academy).items():
        (tmp_path / name).write_text(json.dumps(document), encoding="utf-8")
    found = everything(opened(".", tmp_path))
    assert found.error == ""
    assert found.learners.keys() == read["sqlite"].learners.keys()
    assert CANARY not in repr(found)
    user = str(academy.people["three_hundred_percent"])
    assert found.facts[user].accuracy_this_week == read["sqlite"].facts[user].accuracy_this_week


@pytest.mark.parametrize("database", ["postgresql", "mysql"])
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("CANARY-p%40ss", "CANARY-wrong"),
        ("/academy", "/nothing_there"),
        ("reader:", "CANARY_nobody:"),
    ],
    ids=["password", "database", "user"],
)
def test_who_is_refused_is_told_where_and_nothing_secret(database, right, wrong, urls, tmp_path):
    assert right in urls[database]
    found = everything(opened(urls[database].replace(right, wrong), tmp_path))
    assert "127.0.0.1" in found.error
    assert found.learners == {}
    assert CANARY not in found.error


@pytest.mark.parametrize("database", ["postgresql", "mysql"])
@pytest.mark.parametrize("host", ["127.0.0.1:1", "no-such-host.invalid"])
def test_a_host_that_is_not_there_is_named(database, host, tmp_path):
    url = f"{database}://reader:CANARY-secret@{host}/academy"
    found = everything(opened(url, tmp_path, statement_timeout=5))
    assert host.partition(":")[0] in found.error
    assert CANARY not in found.error


@pytest.mark.parametrize("database", ["postgresql", "mysql"])
def test_a_server_that_dies_leaves_the_learners_read_before(database, tmp_path):
    academy = build(ordinary=0)
    for number in range(2500):
        academy.add("auth_user", id=5000 + number, username=str(number), last_login=academy.now)
    with STARTS[database]() as server:
        source = opened(filled(server.url("academy"), academy), tmp_path)
        found = everything(source, size=100, after_first_page=server.kill)
    assert 100 <= len(found.learners) < 2500
    assert "127.0.0.1" in found.error
    assert CANARY not in found.error


SLOW = {
    "postgresql": "SELECT u.id AS user_id FROM auth_user u, (SELECT pg_sleep(30)) s",
    "mysql": "SELECT u.id AS user_id FROM auth_user u WHERE SLEEP(30) = 0",
    "sqlite": (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000)"
        " SELECT u.id AS user_id FROM auth_user u WHERE (SELECT max(i) FROM n) > 0"
    ),
}


@pytest.mark.parametrize("database", DATABASES)
def test_a_statement_that_takes_too_long_is_ended(database, urls, tmp_path):
    slow = tmp_path / "slow.sql"
    slow.write_text(SLOW[database], encoding="utf-8")
    options: dict[str, Any] = {"query": {"learners": slow}, "statement_timeout": 1}
    began = datetime.now(UTC)
    found = everything(opened(urls[database], tmp_path, **options))
    assert datetime.now(UTC) - began < timedelta(seconds=15)
    assert found.learners == {}
    assert "statement_timeout" in found.error


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO auth_group (id, name) VALUES (99, 'written')",
        "DELETE FROM notes_note",
        "CREATE TABLE written (id INTEGER)",
    ],
)
def test_nothing_can_be_written(database, statement, urls):
    connector = Connector.of_url(urls[database], timeout=10)
    try:
        with pytest.raises(SourceUnreadable), connector.reading() as connection:
            connection.execute(text(statement))
    finally:
        connector.close()
    with engine_for(urls[database]) as engine, engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM notes_note")).scalar_one() > 0
        groups = connection.execute(text("SELECT count(*) FROM auth_group WHERE id = 99"))
        assert groups.scalar_one() == 0


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize(
    ("drift", "missing", "lost"),
    [
        ("DROP TABLE intelligence_matchscore", "intelligence_matchscore", "recommended"),
        ("DROP TABLE analytics_memorystat", "analytics_memorystat", "reviews_due"),
        ("ALTER TABLE quizzes_question DROP COLUMN question_text", "question_text", "answers"),
    ],
    ids=["recommendations", "reviews", "questions"],
)
def test_what_is_missing_costs_its_own_facts_and_one_warning(
    database, drift, missing, lost, new_url, academy, read, tmp_path
):
    url = filled(new_url(database), academy)
    with engine_for(url) as engine, engine.begin() as connection:
        connection.execute(text(drift))
    found = everything(opened(url, tmp_path))
    assert found.error == ""
    assert found.learners == read[database].learners
    told = {said: count for said, count in found.warnings.items() if missing in said}
    assert set(told.values()) == {1}
    assert all(not getattr(each, lost) for each in found.activities.values())
    assert any(getattr(each, lost) for each in read[database].activities.values())
    kept = {user: each.lessons for user, each in found.activities.items()}
    assert kept == {user: each.lessons for user, each in read[database].activities.items()}


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize(
    "drift",
    [
        "ALTER TABLE users_profile DROP COLUMN locale",
        "ALTER TABLE quizzes_question DROP COLUMN option4_audio",
    ],
)
def test_a_column_that_may_be_missing_costs_no_other_one(
    database, drift, new_url, academy, read, tmp_path
):
    url = filled(new_url(database), academy)
    with engine_for(url) as engine, engine.begin() as connection:
        connection.execute(text(drift))
    found = everything(opened(url, tmp_path))
    assert found.error == ""
    assert found.facts == read[database].facts


@pytest.mark.parametrize("database", DATABASES)
def test_a_night_is_planned_and_tells_nothing_private(database, new_url, tmp_path):
    academy = build(seed=9, ordinary=20, now=datetime.now(UTC))
    url = filled(new_url(database), academy)
    deployment = Deployment(tmp_path / "deployment", {"DATABASE_URL": url})
    deployment.configure('[learners]\nsource = "env:DATABASE_URL"\n')
    ended = deployment.run("generate", "--dry-run", "--json", "-vv")
    assert ended.code == 0, ended
    told = ended.json
    assert told["due"] + sum(told["skipped"].values()) == len(academy.tables["auth_user"])
    assert told["skipped"]["inactive"] == 1
    assert CANARY not in ended.out
    assert CANARY not in ended.err
    due = {each["user_id"] for each in told["learners"]}
    assert {str(academy.people[name]) for name in ("google_null", "heartbeat_only")} <= due
    told_of = deployment.run("explain", "--user", str(academy.people["bare_json"]), "--json", "-vv")
    assert told_of.code == 0, told_of
    assert CANARY not in told_of.out + told_of.err
    assert Path(deployment.folder / "config.toml").read_text().count("DATABASE_URL") == 1
