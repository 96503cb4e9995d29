"""Learners page by page from a database, on a small one with queries of its own."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, column, event, table
from sqlalchemy.dialects import mysql, postgresql, sqlite

from podcaster.briefing.facts import find_facts
from podcaster.domain.days import DateAsked
from podcaster.domain.learner import Activity, BadRecord, Learner, LearnerId
from podcaster.errors import Misused, SourceUnreadable
from podcaster.sources.database.activity import ABOUT_ACTIVITY
from podcaster.sources.database.connecting import Connector
from podcaster.sources.database.database import Database
from podcaster.sources.database.roll import Part
from podcaster.sources.options import LearnersOptions

NOW = datetime(2025, 12, 7, 3, 0, tzinfo=UTC)
ASKED = DateAsked(None, NOW)
TABLES = """
    CREATE TABLE person (id, tenant, name, first, active, login, tag, plan, heard);
    CREATE TABLE act (who, tenant, at, fine, quiz);
    CREATE TABLE optout (who);
    CREATE TABLE play (who, at);
    CREATE TABLE lesson (who, title, at);
"""
LEARNERS = """SELECT id AS user_id, name AS display_name, first AS first_name, active AS is_active,
    login AS last_login_at, tag AS language, plan AS plan FROM person"""
QUERIES = {
    "learners": LEARNERS,
    "seen_event": "SELECT who AS user_id, at AS at FROM act WHERE at >= :since",
    "answers": "SELECT who AS user_id, at AS at, fine AS is_correct, quiz AS quiz FROM act",
    "lessons": "SELECT who AS user_id, title AS title, at AS completed_at FROM lesson",
    # What is not looked at here, so that the tables of the platform are not looked for.
    "profiles": "SELECT id AS user_id FROM person WHERE 1 = 0",
    "preferences": "SELECT id AS user_id FROM person WHERE 1 = 0",
    "reviews": "SELECT id AS user_id, '' AS title FROM person WHERE 1 = 0",
    "ability": "SELECT id AS user_id FROM person WHERE 1 = 0",
    "subjects": "SELECT 1 AS subject_id, '' AS name WHERE 1 = 0",
    "seen_lesson": "SELECT id AS user_id, NULL AS at FROM person WHERE 1 = 0",
    "seen_heartbeat": "SELECT id AS user_id, NULL AS at FROM person WHERE 1 = 0",
}


LOST = 2
"""Recommendations and courses: nothing here holds them."""


def ago(**spans: float) -> str:
    return (NOW - timedelta(**spans)).strftime("%Y-%m-%d %H:%M:%S")


@dataclass
class Shop:
    """A small database, and what a night reads of it."""

    connection: sqlite3.Connection
    folder: Path
    asked: DateAsked = ASKED

    def add(self, table: str, *rows: dict[str, object]) -> "Shop":
        for row in rows:
            names, marks = ", ".join(row), ", ".join("?" * len(row))
            self.connection.execute(
                f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values())
            )
        return self

    def people(self, ids: Iterable[object]) -> "Shop":
        self.connection.executemany("INSERT INTO person (id) VALUES (?)", ((each,) for each in ids))
        return self

    def query(self, name: str, sql: str) -> "Shop":
        (self.folder / f"{name}.sql").write_text(sql)
        return self

    def with_tenants(self, value: str) -> None:
        """Every query about learners names a tenant; `value` is SQL."""
        for name in QUERIES.keys() - {"learners", "subjects"}:
            self.query(name, QUERIES[name].replace("SELECT", f"SELECT {value} AS tenant,", 1))

    def connector(self) -> Connector:
        return Connector.of_url(f"sqlite:///{self.folder.parent}/shop.sqlite", timeout=5)

    def source(self, connector: Any = None, **options: object) -> Database:
        self.connection.commit()
        return Database(
            connector or self.connector(),
            LearnersOptions(source="sqlite:///x", queries=self.folder, **options),
            self.asked,
            active_within_days=14,
        )

    def learners(self, size: int = 100, **options: object) -> list[Learner]:
        return [each for page in self.source(**options).pages(size) for each in page.learners]

    def learner(self) -> Learner:
        (found,) = self.learners()
        return found

    def activity(self, user_id: object = 1) -> Activity:
        for page in self.source().pages(100):
            return page.activities([LearnerId("", str(user_id))])[LearnerId("", str(user_id))]
        raise AssertionError("no page")


@pytest.fixture
def shop(tmp_path) -> Iterator[Shop]:
    connection = sqlite3.connect(tmp_path / "shop.sqlite", check_same_thread=False)
    connection.executescript(TABLES)
    folder = tmp_path / "queries"
    folder.mkdir()
    found = Shop(connection, folder)
    for name, sql in QUERIES.items():
        found.query(name, sql)
    yield found
    connection.close()


@pytest.mark.parametrize("count", [0, 1, 999, 1000, 1001, 2345])
def test_everybody_comes_once_whatever_the_seams(shop, count):
    shop.people(range(count, 0, -1))
    pages = [[each.id.user_id for each in page.learners] for page in shop.source().pages(700)]
    assert [each for page in pages for each in page] == [str(n + 1) for n in range(count)]
    assert all(len(page) == 700 for page in pages[:-1])


def test_ids_of_text_are_kept_exactly_and_come_once(shop):
    ids = ["../../etc", "\N{PARTY POPPER}", "x" * 9_999, "Z", "z", " 7", "O'Neill", "100%", "a:b"]
    shop.people(ids)
    assert {each.id.user_id for each in shop.learners(2)} == {*ids}


def test_rows_that_do_not_fit_are_told_by_number_and_column(shop):
    shop.add(
        "person",
        {"id": 1},
        {"id": 2, "login": "soon"},
        {"id": 3, "active": "perhaps"},
        {"id": 4},
        {"id": "  "},
        {"id": None},
        {"id": None},
    )
    pages = list(shop.source().pages(100))
    assert [each.id.user_id for page in pages for each in page.learners] == ["1", "4"]
    told = [(each.line, each.field) for page in pages for each in page.bad]
    assert told == [
        (2, "last_login_at"),
        (3, "is_active"),
        (5, "user_id"),
        (6, "user_id"),
        (7, "user_id"),
    ]


def test_rows_without_an_id_are_all_told_however_many(shop):
    shop.people([*range(1_500), *[None] * 12_345])
    pages, read, held = shop.source().pages(500), 0, 0
    for page in pages:
        read, held = read + len(page.bad), max(held, page.size)
    assert (read, held) == (12_345, 500)
    assert page.bad[-1].line == 13_845


def test_rows_without_an_id_are_among_the_first_only_as_far_as_they_were_asked_for(shop):
    shop.people([1, *[None] * 30])
    page = shop.source().first(20)
    assert (len(page.learners), len(page.bad)) == (1, 19)


def test_of_two_rows_of_one_learner_the_first_counts(shop):
    shop.add("person", {"id": 1}, {"id": 1, "name": "Other"}, {"id": "1"}, {"id": 2})
    (page,) = shop.source().pages(100)
    assert [each.id.user_id for each in page.learners] == ["1", "2"]
    assert page.duplicates == 2


def test_the_name_is_the_one_to_be_shown_else_the_first_name(shop):
    shop.add("person", {"id": 1, "name": "", "first": "Ana"}, {"id": 2, "name": "Bo", "first": "B"})
    assert [each.display_name for each in shop.learners()] == ["Ana", "Bo"]


def test_an_account_is_active_unless_it_says_otherwise(shop):
    shop.add("person", *({"id": n, "active": said} for n, said in enumerate([1, 0, None, "false"])))
    assert [each.is_active for each in shop.learners()] == [True, False, True, False]


def test_the_newest_trace_tells_when_a_learner_was_seen(shop):
    shop.add("person", {"id": 1, "login": ago(days=500)})
    shop.add("act", {"who": 1, "at": ago(days=3)}, {"who": 1, "at": ago(days=2)})
    learner = shop.learner()
    seen = NOW - timedelta(days=2)
    assert learner.traces == {"login": NOW - timedelta(days=500), "event": seen}
    assert learner.last_active_at == seen


def test_a_trace_of_the_future_hides_no_real_one(shop):
    shop.add("person", {"id": 1, "login": ago(days=-1)})
    shop.add("act", {"who": 1, "at": ago(days=-30)}, {"who": 1, "at": ago(days=1)})
    learner = shop.learner()
    assert learner.traces == {"event": NOW - timedelta(days=1)}


@pytest.mark.parametrize("written", ["2025-12-06T21:04:00Z", "2025-12-07T06:04:00+09:00"])
def test_times_of_today_count_in_whichever_form_sqlite_holds_them(shop, written):
    shop.people([1]).add("act", {"who": 1, "at": written})
    assert shop.learner().last_active_at == datetime(2025, 12, 6, 21, 4, tzinfo=UTC)


def test_who_never_left_a_trace_was_never_seen(shop):
    assert shop.people([1]).learner().last_active_at is None


def test_one_learner_is_read_alone_with_every_trace_however_old(shop):
    shop.people(range(3000)).add("act", {"who": 42, "at": ago(days=4000)})
    pages = list(shop.source().pages(100, "42"))
    assert [each.id.user_id for page in pages for each in page.learners] == ["42"]
    assert pages[0].learners[0].traces == {"event": NOW - timedelta(days=4000)}
    assert pages[0].activities([LearnerId("", "42")])[LearnerId("", "42")].answers == ()


@pytest.mark.parametrize("wanted", ["nobody", "", "1 OR 1=1", "x\0", "9" * 50])
def test_who_is_not_there_is_not_found(shop, wanted):
    shop.people([1, 2])
    assert [each for page in shop.source().pages(9, wanted) for each in page.learners] == []


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every statement that any engine carries out meanwhile."""
    seen: list[str] = []

    def see(_connection, _cursor, statement, *_):
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", see)
    yield seen
    event.remove(Engine, "before_cursor_execute", see)


def test_activities_take_one_statement_for_each_kind_whatever_the_number(shop, statements):
    shop.people(range(400))
    shop.connection.executemany(
        "INSERT INTO act (who, at, fine) VALUES (?, ?, 1)", ((n, ago(days=1)) for n in range(400))
    )
    (page,) = shop.source().pages(1000)
    statements.clear()
    found = page.activities([each.id for each in page.learners])
    assert len(found) == 400
    assert all(len(each.answers) == 1 for each in found.values())
    assert sum(each.startswith("SELECT") for each in statements) == len(ABOUT_ACTIVITY) - LOST


def test_thousands_asked_for_at_once_are_asked_for_in_parts(shop):
    shop.people(range(1200)).add("lesson", {"who": 1199, "title": "L", "at": ago(days=1)})
    (page,) = shop.source().pages(5000)
    found = page.activities([each.id for each in page.learners])
    assert [who.user_id for who, did in found.items() if did.lessons] == ["1199"]


def test_only_those_asked_for_are_answered(shop):
    shop.people([1, 2]).add("act", {"who": 2, "at": ago(days=1), "fine": 1})
    (page,) = shop.source().pages(10)
    assert [*page.activities([LearnerId("", "1"), LearnerId("", "77")])] == [LearnerId("", "1")]
    assert page.activities([]) == {}


def test_lessons_come_newest_first_and_those_begun_are_none(shop):
    shop.people([1]).add(
        "lesson",
        {"who": 1, "title": "Old", "at": ago(days=5)},
        {"who": 1, "title": "New", "at": ago(days=1)},
        {"who": 1, "title": "Begun", "at": None},
    )
    assert [each.title for each in shop.activity().lessons] == ["New", "Old"]


def test_what_the_answers_lack_is_counted_once_they_were_asked_for(shop):
    shop.people([1]).add("act", {"who": 1, "at": ago(days=1)}, {"who": 1, "at": "soon", "fine": 1})
    (page,) = shop.source().pages(10)
    before = dict(page.warnings)
    page.activities([LearnerId("", "1")])
    assert sorted((page.warnings - type(page.warnings)(before)).values()) == [1, 1]


def test_the_trend_of_who_answers_hundreds_a_day_is_that_of_all_answers(shop):
    """Half right this week, a quarter right the week before: thousands of each."""
    shop.add("person", {"id": 1})
    shop.connection.executemany(
        "INSERT INTO act (who, at, fine) VALUES (1, ?, ?)",
        (
            (ago(days=8 if week else 2, seconds=n), n % (4 if week else 2) == 0)
            for week in (0, 1)
            for n in range(3_000)
        ),
    )
    facts = find_facts(shop.activity(), NOW.date(), ZoneInfo("UTC"))
    assert (facts.accuracy_this_week.value, facts.accuracy_this_week.n) == (50, 3_000)
    assert (facts.accuracy_last_week.value, facts.accuracy_last_week.n) == (25, 3_000)


def test_what_is_lost_is_told_once_on_the_first_page(shop):
    shop.people(range(30))
    told = [
        [said for said in page.warnings if "cannot be run" in said]
        for page in shop.source().pages(10)
    ]
    assert len(told[0]) == LOST
    assert told[1:] == [[], []]


def test_what_is_lost_is_told_even_where_nobody_is_there(shop):
    (page,) = shop.source().pages(10)
    assert page.learners == []
    assert page.warnings


def test_columns_that_nobody_knows_are_told_as_fields(shop):
    shop.people([1]).query("learners", LEARNERS.replace("plan AS plan", "plan AS colour"))
    (page,) = shop.source().pages(10)
    assert page.ignored_fields == {"learners.colour": 1}


def test_who_stands_among_the_opted_out_has_opted_out(shop):
    shop.people([1, 2]).add("optout", {"who": 2})
    shop.query("opt_outs", "SELECT who AS user_id FROM optout")
    assert [each.opted_out for each in shop.learners()] == [False, True]


def test_what_an_opt_out_says_of_itself_counts(shop):
    shop.people([1, 2]).add("optout", {"who": 2})
    shop.query("opt_outs", "SELECT who AS user_id, 0 AS opted_out, 1 AS paused FROM optout")
    assert [(each.opted_out, each.paused) for each in shop.learners()] == [
        (False, False),
        (False, True),
    ]


def test_plays_are_known_where_a_query_tells_them_and_the_newest_counts(shop):
    shop.people([1, 2]).add("play", {"who": 1, "at": ago(days=4)}, {"who": 1, "at": ago(days=3)})
    assert not any(each.plays_are_known for each in shop.learners())


def test_the_newest_play_is_when_a_learner_heard_an_episode_last(shop):
    shop.people([1, 2]).add("play", {"who": 1, "at": ago(days=4)}, {"who": 1, "at": ago(days=3)})
    shop.query("plays", "SELECT who AS user_id, at AS last_heard_at FROM play")
    heard = [(each.plays_are_known, each.last_heard_at) for each in shop.learners()]
    assert heard == [(True, NOW - timedelta(days=3)), (True, None)]


def test_values_say_which_query_and_column_they_are_from(shop):
    shop.add("person", {"id": 1, "tag": "ja", "plan": "gold"})
    assert shop.learner().origins == {
        "language": "database: learners.language",
        "plan": "database: learners.plan",
    }


TENANTS = "SELECT tenant AS tenant, id AS user_id FROM person"


def test_learners_of_several_tenants_come_in_their_order_and_those_without_last(shop):
    shop.query("learners", TENANTS)
    shop.with_tenants("NULL")
    for tenant in ("b", None, "a"):
        shop.connection.executemany(
            "INSERT INTO person (tenant, id) VALUES (?, ?)", ((tenant, n) for n in range(1100))
        )
    found = [(each.id.tenant, each.id.user_id) for each in shop.learners(99, tenant="home")]
    assert found == [(tenant, str(n)) for tenant in ("a", "b", "home") for n in range(1100)]


@pytest.mark.parametrize("dialect", [mysql, postgresql, sqlite])
def test_the_next_of_several_tenants_is_found_the_way_the_database_is_quick_at(dialect):
    rows = table("person", column("tenant"), column("user_id"))
    part = Part(rows.c.tenant.is_not(None), (rows.c.tenant, rows.c.user_id))
    ((later,), marks) = part.after({"tenant": "a", "user_id": 7}, dialect.dialect().name)
    compares_rows = "(person.tenant, person.user_id) >" in str(later.compile())
    assert compares_rows == (dialect is not mysql)
    assert marks == {"after_tenant": "a", "after_user_id": 7}


def test_one_id_in_two_tenants_is_refused_where_a_query_does_not_say_whose_it_is(shop):
    shop.query("learners", TENANTS)
    shop.add("person", {"id": 1, "tenant": "a"}, {"id": 1, "tenant": "b"})
    with pytest.raises(Misused, match=r"answers.*give them a column tenant"):
        shop.learners()


def test_what_was_done_in_one_tenant_is_not_told_to_the_other(shop):
    shop.query("learners", TENANTS)
    shop.with_tenants("NULL")
    for name in ("seen_event", "answers"):
        shop.query(name, QUERIES[name].replace("SELECT", "SELECT tenant AS tenant,"))
    shop.add("person", {"id": 1, "tenant": "a"}, {"id": 1, "tenant": "b"})
    shop.add("act", {"who": 1, "tenant": "b", "at": ago(days=1), "fine": 1})
    (page,) = shop.source().pages(10)
    did = page.activities([each.id for each in page.learners])
    assert [len(did[LearnerId(tenant, "1")].answers) for tenant in "ab"] == [0, 1]
    assert [bool(each.traces) for each in page.learners] == [False, True]


def test_a_number_is_a_subject_of_its_own_in_every_tenant(shop):
    shop.query("learners", TENANTS)
    shop.with_tenants("tenant")
    scores = """'{"7": 300, "8": 400}'"""
    shop.query(
        "ability", f"SELECT tenant, id AS user_id, {scores} AS by_subject FROM person WHERE 1 = 1"
    )
    shop.query(
        "subjects",
        "SELECT 'a' AS tenant, 7 AS subject_id, 'Verbs' AS name"
        " UNION ALL SELECT 'b', 7, 'Algebra' UNION ALL SELECT NULL, 8, 'Nouns'",
    )
    for name in ("seen_event", "answers", "lessons", "seen_lesson", "seen_heartbeat"):
        shop.query(name, f"SELECT NULL AS tenant, {QUERIES[name].removeprefix('SELECT ')}")
    shop.add("person", {"id": 1, "tenant": "a"}, {"id": 1, "tenant": "b"}, {"id": 2})
    (page,) = shop.source(tenant="home").pages(10)
    did = page.activities([each.id for each in page.learners])
    named = {each.tenant: dict(known.ability.by_subject) for each, known in did.items()}
    assert named == {"a": {"Verbs": 300.0}, "b": {"Algebra": 300.0}, "home": {"Nouns": 400.0}}


class Dying:
    """A connector whose server dies after some readings."""

    dialect, name, where = "sqlite", "the shop", "[learners] source"

    def __init__(self, within: Connector, readings: int) -> None:
        self._within, self.left = within, readings

    @contextmanager
    def reading(self) -> Iterator[Any]:
        self.left -= 1
        if self.left < 0:
            raise SourceUnreadable("the shop is gone; start it")
        with self._within.reading() as connection:
            yield connection

    def close(self) -> None:
        self._within.close()


def test_who_was_read_before_the_server_died_is_served(shop):
    alive = Dying(shop.people(range(2500)).connector(), 10_000)
    list(shop.source(alive).pages(300))
    all_readings = 10_000 - alive.left
    pages = shop.source(Dying(shop.connector(), all_readings - 2)).pages(300)
    sizes: list[int] = []
    with pytest.raises(SourceUnreadable, match="is gone"):
        sizes.extend(len(page.learners) for page in pages)
    assert sizes == [300] * 6 + [200]


def test_the_first_few_can_be_looked_at_without_a_pass(shop):
    shop.people(range(50)).add("act", {"who": 1, "at": ago(days=1)})
    assert len(shop.source().first(20).learners) == 20


def test_learners_can_be_looked_up_by_their_ids(shop):
    shop.people(range(1200))
    asked = [*map(str, range(600, 1800)), "sarah", ""]
    assert {each.user_id for each in shop.source().among(asked)} == {*map(str, range(600, 1200))}
    assert list(shop.source().among([])) == []


@pytest.mark.parametrize("named", [date(1, 1, 1), date(9999, 12, 31), date(2020, 2, 29)])
def test_any_date_can_be_asked_for(shop, named):
    shop.asked = DateAsked(named, NOW)
    shop.people([1]).add("act", {"who": 1, "at": ago(days=1), "fine": 1})
    assert len(shop.learners()) == 1


def test_bad_records_hold_nothing_of_what_stands_there(shop):
    shop.add("person", {"id": 7, "login": "secret words"})
    (page,) = shop.source().pages(10)
    (bad,) = page.bad
    assert isinstance(bad, BadRecord)
    assert "secret" not in str(bad)
