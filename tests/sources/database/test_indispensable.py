"""What a database may not lack: the plans that are paid for, and answers where they decide."""

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from podcaster.domain.days import DateAsked
from podcaster.errors import Misused, SourceUnreadable
from podcaster.sources.opening import open_source
from podcaster.sources.options import LearnersOptions

ASKED = DateAsked(None, datetime(2025, 12, 7, tzinfo=UTC))
PLAN_TABLES = {
    "group": "dailycast_usercategory",
    "auth_group": "auth_group",
    "course": "enrollment_enrollment",
}


def opened(source: str, folder: Path, min_answers: int = 0, **options: object):
    wanted = LearnersOptions(source=source, **options)
    return open_source(wanted, ASKED, ZoneInfo("UTC"), folder, min_answers=min_answers)


def read(platform: Path, min_answers: int = 0, **options: object) -> list:
    return list(opened(f"sqlite:///{platform}", Path(), min_answers, **options).pages(10))


@pytest.mark.parametrize(("taken_from", "table"), PLAN_TABLES.items())
def test_plans_whose_table_is_missing_are_misused(platform, run_sql, taken_from, table):
    run_sql(f"DROP TABLE {table}")
    with pytest.raises(Misused, match=f"no table {table}.*taken_from, which is '{taken_from}'"):
        read(platform, plan={"taken_from": taken_from})
    read(platform)  # nobody looks for it there


def test_plans_in_a_column_that_is_not_there_are_misused(platform):
    plan = {"taken_from": "column", "column": "users_profile.tier"}
    with pytest.raises(Misused, match=r"no column .*tier.*column, which is users_profile\.tier"):
        read(platform, plan=plan)


def test_an_operators_own_query_for_plans_has_to_run(platform, tmp_path):
    (tmp_path / "plans.sql").write_text("SELECT user_id, plan FROM shop_orders")
    with pytest.raises(Misused, match=r"no table shop_orders.*mend .*plans\.sql"):
        read(platform, query={"plans": tmp_path / "plans.sql"})


def test_a_look_at_a_few_learners_tells_it_too(platform, run_sql):
    run_sql("DROP TABLE auth_group")
    source = opened(f"sqlite:///{platform}", Path(), plan={"taken_from": "auth_group"})
    with pytest.raises(Misused, match="no table auth_group"):
        source.first(10)


def test_a_dump_without_the_plans_is_misused(tmp_path):
    users = [{"model": "auth.user", "pk": 1, "fields": {"is_active": True}}]
    (tmp_path / "dump.json").write_text(json.dumps(users))
    with pytest.raises(Misused, match="no table dailycast_usercategory"):
        list(opened("dump.json", tmp_path, plan={"taken_from": "group"}).pages(10))


def test_without_answers_nobody_is_due_where_a_number_of_them_is_asked_for(platform, run_sql):
    run_sql("DROP TABLE quizzes_question")
    expected = r"min_answers, which is 3.*query answers.*no table quizzes_question"
    with pytest.raises(SourceUnreadable, match=expected):
        read(platform, min_answers=3)


def test_without_answers_the_others_facts_are_told_where_none_is_asked_for(platform, run_sql):
    run_sql("DROP TABLE quizzes_question")
    (page,) = read(platform)
    assert any("answers" in each for each in page.warnings)
