"""Where a learner's plan is looked up: the record, a table, groups, courses, or a file."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from podcaster.domain.days import DateAsked
from podcaster.domain.learner import Learner
from podcaster.errors import Misused
from podcaster.sources.opening import open_source
from podcaster.sources.options import LearnersOptions

TABLES = """
    CREATE TABLE auth_user (id, first_name, is_active, last_login, tier);
    CREATE TABLE users_profile (user_id, display_name, locale, tier, created_at);
    CREATE TABLE member (user_id, name);
    INSERT INTO auth_user (id, tier) VALUES (1, 'gold'), (2, NULL), (3, 'silver');
    INSERT INTO users_profile (user_id, tier) VALUES (1, 'enterprise'), (2, '');
    INSERT INTO member VALUES (1, 'Silver'), (1, 'Gold '), (1, 'Class of 2025'), (3, 'Chess');
"""
GROUPS = "SELECT user_id AS user_id, name AS plan FROM member"
NAMES = {"Gold": "enterprise", "Silver": "premium"}


@pytest.fixture
def plans(tmp_path):
    """The plans of learners 1, 2 and 3, by `[learners.plan]` and an operator's queries."""
    connection = sqlite3.connect(tmp_path / "shop.sqlite")
    connection.executescript(TABLES)
    connection.close()

    def plans(queries: dict[str, str] | None = None, **options: object) -> list[str]:
        return [each.plan for each in learners(tmp_path, queries or {}, **options)]

    return plans


def learners(
    folder: Path, queries: dict[str, str], source: str = "sqlite:///shop.sqlite", **options: object
) -> list[Learner]:
    for name, sql in queries.items():
        (folder / f"{name}.sql").write_text(sql)
    wanted = LearnersOptions(
        source=source,
        plan=options,
        query={name: folder / f"{name}.sql" for name in queries},
    )
    asked = DateAsked(None, datetime(2025, 12, 7, tzinfo=UTC))
    pages = open_source(wanted, asked, ZoneInfo("UTC"), folder).pages(2)
    return [each for page in pages for each in page.learners]


def test_the_platform_itself_knows_no_plans(plans):
    assert plans() == ["", "", ""]


def test_a_column_of_a_table_names_the_plan(plans):
    assert plans(taken_from="column", column="users_profile.tier") == ["enterprise", "", ""]


def test_a_column_of_the_accounts_does_too(plans):
    assert plans(taken_from="column", column="auth_user.tier") == ["gold", "", "silver"]


def test_what_a_column_says_may_stand_for_a_plan(plans):
    found = plans(taken_from="column", column="auth_user.tier", names={"gold": "premium"})
    assert found == ["premium", "", "silver"]


@pytest.mark.parametrize(
    ("taken_from", "query"), [("group", "plans_of_groups"), ("auth_group", "plans_of_auth_groups")]
)
def test_of_several_groups_the_first_in_the_order_of_the_names_counts(plans, taken_from, query):
    assert plans({query: GROUPS}, taken_from=taken_from, names=NAMES) == ["enterprise", "", ""]
    other_order = dict(reversed(NAMES.items()))
    assert plans({query: GROUPS}, taken_from=taken_from, names=other_order)[0] == "premium"


def test_without_names_a_group_is_the_plan_and_the_alphabet_decides(plans):
    found = plans({"plans_of_groups": GROUPS}, taken_from="group")
    assert found == ["Class of 2025", "", "Chess"]


def test_a_premium_course_gives_the_plan_of_courses(plans):
    of_courses = {"plans_of_courses": "SELECT id AS user_id, 'course' AS plan FROM auth_user"}
    assert set(plans(of_courses, taken_from="course")) == {"premium"}
    assert set(plans(of_courses, taken_from="course", course_plan="gold")) == {"gold"}


def test_groups_that_are_not_looked_at_say_nothing(plans):
    of_courses = {"plans_of_courses": f"{GROUPS} WHERE name = 'Nothing'"}
    assert plans(of_courses, taken_from="course") == ["", "", ""]


def test_a_query_of_the_operator_goes_before_the_record(plans):
    of_record = "SELECT id AS user_id, tier AS plan FROM auth_user"
    assert plans({"learners": of_record}) == ["gold", "", "silver"]
    own = {"learners": of_record, "plans": GROUPS + " WHERE name LIKE 'Ch%'"}
    assert plans(own) == ["gold", "", "Chess"]


def test_the_names_translate_what_records_say(plans):
    of_record = {"learners": "SELECT id AS user_id, tier AS plan FROM auth_user"}
    assert plans(of_record, names={"gold": "silver", "silver": "bronze"}) == [
        "silver",
        "",
        "bronze",
    ]


def test_where_a_plan_is_from_can_be_told(plans, tmp_path):
    found = learners(
        tmp_path, {"plans_of_groups": GROUPS}, taken_from="group", names={"Gold": "enterprise"}
    )
    assert found[0].origins == {"plan": "database: plans_of_groups", "plan_found": "Gold"}


def test_a_column_tells_itself(plans, tmp_path):
    found = learners(tmp_path, {}, taken_from="column", column="auth_user.tier")
    assert found[0].origins["plan"] == "database: auth_user.tier"


@pytest.fixture
def export(tmp_path) -> str:
    lines = '{"user_id": 1, "plan": "gold"}\n{"user_id": 2, "tenant": "t"}\n{"user_id": "3"}\n'
    (tmp_path / "learners.jsonl").write_text(lines)
    return "learners.jsonl"


def of_file(folder: Path, text: str, source: str) -> list[Learner]:
    file = folder / "plans.csv"
    file.write_text(text)
    return learners(folder, {}, source, taken_from="file", file=file)


def test_a_file_gives_the_plans_of_any_export(export, tmp_path):
    found = of_file(tmp_path, "user_id,plan\n1,premium\n3,enterprise\n3,free\n9,gold\n", export)
    assert [each.plan for each in found] == ["premium", "", "enterprise"]
    assert found[0].origins["plan"] == "file: plans.csv"


def test_a_file_gives_the_plans_of_a_database(plans, tmp_path):
    found = of_file(tmp_path, '[{"user_id": 2, "plan": "premium"}]', "sqlite:///shop.sqlite")
    assert [each.plan for each in found] == ["", "premium", ""]


def test_a_file_may_name_tenants(export, tmp_path):
    found = of_file(tmp_path, "tenant,user_id,plan\nt,2,premium\nx,1,gold\n,3,free\n", export)
    assert [each.plan for each in found] == ["", "premium", "free"]


def test_rows_of_the_file_that_do_not_fit_are_counted(export, tmp_path):
    (tmp_path / "plans.csv").write_text("user_id,plan\n1,premium\n,gold\n")
    options = LearnersOptions(
        source=export, plan={"taken_from": "file", "file": tmp_path / "plans.csv"}
    )
    asked = DateAsked(None, datetime(2025, 12, 7, tzinfo=UTC))
    pages = list(open_source(options, asked, ZoneInfo("UTC"), tmp_path).pages(1))
    told = [dict(page.warnings) for page in pages]
    assert told == [{"rows of plans.csv that do not fit give no plan": 1}, {}, {}]


@pytest.mark.parametrize("text", ["", "id,plan\n1,gold\n", "\x00\x01"])
def test_a_file_that_holds_no_plans_is_refused_and_named(export, tmp_path, text):
    with pytest.raises(Misused, match=r"the file of plans .*plans\.csv"):
        of_file(tmp_path, text, export)


def test_a_file_that_is_not_named_or_not_there_is_refused(export, tmp_path):
    with pytest.raises(Misused, match="name one in file"):
        learners(tmp_path, {}, export, taken_from="file")
    expected = (
        r"nowhere\.csv does not exist; put it right, or name another in \[learners\.plan\] file$"
    )
    with pytest.raises(Misused, match=expected):
        learners(tmp_path, {}, export, taken_from="file", file=tmp_path / "nowhere.csv")


def test_what_only_a_database_has_is_not_looked_for_in_an_export(export, tmp_path):
    with pytest.raises(Misused, match="taken_from"):
        learners(tmp_path, {}, export, taken_from="group")
