from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select

from podcaster.errors import Misused, SourceUnreadable
from podcaster.sources.database.prepared import Loss, Preparation
from podcaster.sources.database.preparing import prepare
from podcaster.sources.database.queries import load_queries
from podcaster.sources.options import LearnersOptions

PLANS = ("record", "group", "auth_group", "course")


@pytest.fixture
def prepared(connect, platform, tmp_path):
    """Prepares the built-in queries, with some texts in the place of theirs."""

    def queries(taken_from: str = "record", **texts: str) -> Preparation:
        files = {name: tmp_path / f"{name}.sql" for name in texts}
        for name, path in files.items():
            path.write_text(texts[name])
        options = {"plan": {"taken_from": taken_from}, "query": files}
        return prepare(connect(platform), load_queries(LearnersOptions.model_validate(options)))

    return queries


def rows(connect, platform: Path, query, **values: object) -> list[dict[str, object]]:
    wrapped = query.select.subquery()
    with connect(platform).reading() as connection:
        found = connection.execute(select(wrapped), query.given(**values))
        return [dict(row._mapping) for row in found]


@pytest.mark.parametrize("taken_from", PLANS)
def test_every_built_in_query_runs_on_the_tables_of_the_platform(prepared, taken_from):
    found = prepared(taken_from)

    assert found.losses == ()
    assert not any(query.ignored for query in found.queries.values())


def test_a_missing_table_costs_the_facts_that_need_it_and_no_more(prepared, run_sql):
    run_sql("DROP TABLE intelligence_matchscore; DROP TABLE quizzes_question")

    found = prepared()

    assert [loss.sentence for loss in found.losses] == [
        "the query answers cannot be run (there is no table quizzes_question):"
        " episodes say nothing of answers, accuracy or weak subjects",
        "the query recommended cannot be run (there is no table intelligence_matchscore):"
        " episodes say nothing of what is recommended",
        "the query reviews cannot be run (there is no table quizzes_question):"
        " episodes say nothing of what is due for review",
    ]
    assert "lessons" in found.queries


def test_a_missing_column_is_told_by_its_table_and_not_by_an_alias(prepared, run_sql):
    run_sql("ALTER TABLE intelligence_matchscore RENAME COLUMN match_score TO score")

    (loss,) = prepared().losses

    assert loss.missing == "there is no column intelligence_matchscore.match_score"


def test_a_column_that_is_marked_as_possibly_missing_costs_nothing_but_itself(
    prepared, run_sql, connect, platform
):
    run_sql(
        "ALTER TABLE users_profile DROP COLUMN locale;"
        "INSERT INTO auth_user VALUES (1,'',NULL,0,'a','Ann','','',0,1,'');"
        "INSERT INTO users_profile (id, user_id, display_name, role, active_guide,"
        " can_invite_teachers, growth_score, impact_score, email_notifications,"
        " mail_magazine_enabled, created_at, updated_at) VALUES (1,1,'Annie','',0,0,0,0,0,0,'','')"
    )

    found = prepared()

    assert found.losses == ()
    assert rows(connect, platform, found.queries["profiles"]) == [
        {"user_id": 1, "display_name": "Annie", "locale": None}
    ]


def test_without_accounts_there_is_nothing_to_read(prepared, run_sql):
    run_sql("DROP TABLE auth_user")

    with pytest.raises(SourceUnreadable, match=r"there is no table auth_user.*replace the query"):
        prepared()


def test_a_query_without_a_column_that_it_must_return_is_named_with_it(prepared, tmp_path):
    with pytest.raises(Misused, match=r"query lessons in .*lessons.sql returns no column title"):
        prepared(lessons="SELECT 1 AS user_id, 2 AS completed_at")


def test_answers_say_whether_they_are_right_one_way_or_the_other(prepared):
    with pytest.raises(Misused, match="returns no column is_correct or metadata"):
        prepared(answers="SELECT 1 AS user_id, 2 AS at")

    found = prepared(answers="SELECT 1 AS user_id, 2 AS at, 1 AS IS_CORRECT").queries["answers"]

    assert found.columns == {"user_id", "at", "is_correct"}


def test_columns_that_nobody_knows_are_left_where_they_are(prepared, connect, platform):
    found = prepared(courses="SELECT 1 AS user_id, 2 AS title, 'a@b.c' AS email").queries["courses"]

    assert found.ignored == ("email",)
    assert rows(connect, platform, found) == [{"user_id": 1, "title": 2}]


def test_a_query_of_the_operator_that_the_database_refuses_is_told_with_its_words(prepared):
    with pytest.raises(Misused, match=r"courses in .* is refused by sqlite:.*near \"FORM\""):
        prepared(courses="SELECT 1 AS user_id, 2 AS title FORM t")


def test_a_table_that_an_operators_query_needs_may_be_missing_like_any_other(prepared):
    (loss,) = prepared(plays="SELECT user_id, at AS last_heard_at FROM plays").losses

    assert loss.missing == "there is no table plays"


def test_a_query_is_given_only_the_parameters_that_it_uses(prepared, connect, platform):
    found = prepared(
        courses="SELECT 1 AS user_id, ':until' AS title WHERE 1 IN (:user_ids)",
    ).queries["courses"]

    assert found.parameters == {"user_ids"}
    assert found.given(since=1, until=2, user_ids=[3]) == {"user_ids": [3]}
    assert rows(connect, platform, found, user_ids=[1, 2]) == [{"user_id": 1, "title": ":until"}]
    assert rows(connect, platform, found, user_ids=[2]) == []


@pytest.mark.parametrize(
    ("since", "is_found"),
    [
        (datetime(2025, 12, 6, 21, 4), True),
        (datetime(2025, 12, 7, 6, 4, tzinfo=timezone(timedelta(hours=9))), True),
        (datetime(2025, 12, 6, 21, 4, 0, 1, tzinfo=UTC), False),
    ],
)
def test_a_time_as_parameter_is_compared_with_times_as_django_writes_them(
    prepared, connect, platform, since, is_found
):
    sql = "SELECT 1 AS user_id, at FROM (SELECT '2025-12-06 21:04:00' AS at) x WHERE at >= :since"

    found = prepared(seen_it=sql).queries["seen_it"]

    assert bool(rows(connect, platform, found, since=since)) == is_found


def test_lines_that_may_be_missing_are_known_by_their_column_and_not_by_their_table(prepared):
    found = prepared(
        learners="SELECT id AS user_id,\n  u.nickname AS display_name , -- IF auth_user.nickname\n"
        "  u.is_active AS is_active -- if auth_user.is_active\nFROM auth_user u"
    )

    assert found.queries["learners"].columns == {"user_id", "display_name", "is_active"}


def test_a_column_that_was_once_there_is_told_with_what_it_means(prepared, run_sql):
    run_sql(
        "ALTER TABLE auth_user DROP COLUMN is_active;"
        "ALTER TABLE users_userpreference DROP COLUMN report_language;"
        "ALTER TABLE quizzes_question DROP COLUMN question_audio"
    )

    assert list(prepared().warnings) == [
        "the column auth_user.is_active is not there or may not be read:"
        " everybody counts as active",
        "the column quizzes_question.question_audio is not there or may not be read:"
        " questions that need it are asked as well",
        "the column users_userpreference.report_language is not there or may not be read:"
        " nobody's language is taken from it",
    ]


def test_a_column_that_the_platform_may_never_have_had_is_told_to_nobody(prepared, run_sql):
    run_sql("ALTER TABLE users_profile DROP COLUMN locale")

    found = prepared()

    assert list(found.warnings) == []
    assert "users_profile.locale" in [each.column for each in found.absent]


def test_a_column_of_a_query_that_cannot_run_is_not_told_beside_it(prepared, run_sql):
    run_sql("DROP TABLE intelligence_userabilityprofile")

    (said,) = prepared().warnings

    assert "there is no table intelligence_userabilityprofile" in said


@pytest.mark.parametrize(
    "sql", ["SELECT who AS user_id FROM gone", "SELECT wrong AS user_id FROM auth_user"]
)
def test_opt_outs_that_cannot_be_read_let_nobody_be_served(prepared, sql):
    with pytest.raises(Misused, match=r"opt_outs in .*opt_outs\.sql.*must not be served"):
        prepared(opt_outs=sql)


def test_what_an_operators_own_query_lacks_is_mended_in_its_file(prepared, tmp_path):
    (loss,) = prepared(lessons="SELECT user_id, name FROM lessons_lessoncompletion").losses
    file = tmp_path / "lessons.sql"
    assert loss.fault.startswith(f"the query lessons in {file} cannot be run (there is no column")
    assert loss.advice == f"mend {file}"


def test_whoever_may_not_read_a_table_is_told_all_of_the_query() -> None:
    loss = Loss("lessons", "table b may not be read", (), tables=("a", "b"))
    assert loss.advice.endswith("GRANT SELECT ON a, b")
    loss = Loss("learners", "table auth_user may not be read", (), tables=("auth_user",))
    assert loss.advice.endswith("ON auth_user, of auth_user only the columns in the README")
