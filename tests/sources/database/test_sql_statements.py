import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from podcaster.sources.database.statements import NoSelect, statement, tables_of


def parameters(sql: str) -> set[str]:
    found = statement(sql).parameters
    assert found == set(text(statement(sql).sql)._bindparams)  # as SQLAlchemy will read it
    return set(found)


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("SELECT a FROM t WHERE at >= :since AND at < :until", {"since", "until"}),
        ("SELECT a::text, b :: int FROM t WHERE at>=:since", {"since"}),
        ("SELECT ' :until ', \":x\", `:y` FROM t", set()),
        ("SELECT a -- not :since\nFROM t /* nor :until */", set()),
        ("SELECT $$ :since $$, $t$ it's :until $t$ FROM t", set()),
        ("SELECT a[1:2], '10:30' FROM t", set()),
        ("SELECT 'it''s :since' FROM t WHERE u IN :user_ids", {"user_ids"}),
    ],
)
def test_only_what_stands_outside_quotes_and_casts_is_a_parameter(sql, names):
    assert parameters(sql) == names


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("", "holds no query"),
        ("-- nothing yet", "holds no query"),
        ("SELECT 1; SELECT 2", "more than one statement"),
        ("SELECT 1; -- then\nDELETE FROM t;", "more than one statement"),
        ("DELETE FROM t", "does not begin with SELECT"),
        ("SELECTED", "does not begin with SELECT"),
    ],
)
def test_what_is_not_one_select_is_refused(sql, why):
    with pytest.raises(NoSelect, match=why):
        statement(sql)


@pytest.mark.parametrize(
    "sql",
    ["select 1;", " \nWITH t AS (SELECT 1) SELECT * FROM t ;\n-- the end", "SELECT ';' FROM t"],
)
def test_a_semicolon_at_the_end_or_in_quotes_is_no_second_statement(sql):
    assert not statement(sql).sql.endswith(";")


def test_a_comment_at_the_end_does_not_swallow_what_is_put_around():
    assert statement("SELECT 1 -- one").sql == "SELECT 1"


def test_brackets_around_a_list_are_the_same_as_none():
    assert statement("SELECT 1 WHERE u IN ( :user_ids )").sql == "SELECT 1 WHERE u IN :user_ids"


@given(st.text(alphabet="a:\\' ", max_size=30))
def test_a_text_in_quotes_reaches_the_database_as_it_was(inside):
    quoted = "'" + inside.replace("'", "''") + "'"

    assert str(text(statement(f"SELECT {quoted}").sql).compile()) == f"SELECT {quoted}"


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        (
            "SELECT a FROM shop.user u LEFT JOIN post p ON p.u = u.id -- FROM nowhere",
            "post shop.user",
        ),
        ("SELECT EXTRACT(year FROM at), 'FROM here' FROM visit", "visit"),
        ("WITH best (id) AS (SELECT id FROM score), x AS (SELECT 1) SELECT id FROM best", "score"),
        ("SELECT a FROM (SELECT a FROM one) z WHERE b IN (SELECT b FROM two)", "one two"),
    ],
)
def test_the_tables_that_a_query_reads_are_named(sql, tables):
    assert tables_of(sql) == tuple(tables.split())
