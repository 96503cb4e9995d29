import re
from pathlib import Path

import pytest

import podcaster.sources as sources
from podcaster.errors import Misused
from podcaster.sources.database.queries import PLANS_OF, load_queries
from podcaster.sources.database.shapes import SHAPES, shape_of
from podcaster.sources.options import LearnersOptions

BUILT_IN = Path(sources.__file__).parent / "queries" / "zporta"


def refused(**options: object) -> str:
    with pytest.raises(Misused) as said:
        load_queries(LearnersOptions.model_validate(options))
    return str(said.value)


def said_in_header(path: Path, label: str) -> set[str]:
    """The columns that the comment at the head of a query names after `label`."""
    head = path.read_text(encoding="utf-8").partition("SELECT")[0]
    flat = re.sub(r"\n--   ", " ", head)
    found = re.search(rf"^-- {label}: (.*)$", flat, re.MULTILINE)
    return set(found[1].split(", ")) if found else set()


@pytest.mark.parametrize("path", sorted(BUILT_IN.iterdir()), ids=lambda path: path.stem)
def test_the_head_of_a_query_names_exactly_the_columns_of_its_shape(path):
    shape = shape_of(path.stem)

    assert shape is not None
    assert said_in_header(path, "Must return") == shape.required
    assert said_in_header(path, "One of") == shape.one_of
    assert said_in_header(path, "May return") == shape.optional


def test_without_a_word_of_the_operator_the_queries_of_the_platform_are_there():
    found = load_queries(LearnersOptions())

    names = {path.stem for path in BUILT_IN.iterdir()}
    assert set(found) == {name for name in names if not name.startswith("plans_of")}
    assert {query.origin for query in found.values()} == {"built in"}


@pytest.mark.parametrize("taken_from", ["group", "auth_group", "course"])
def test_only_the_query_that_finds_plans_is_asked_for_them(taken_from):
    found = load_queries(LearnersOptions.model_validate({"plan": {"taken_from": taken_from}}))

    assert [name for name in found if name.startswith("plans")] == [PLANS_OF[taken_from]]


@pytest.mark.parametrize(
    ("column", "key"), [("users_profile.tier", "user_id"), ("auth_user.tier", "id")]
)
def test_a_column_with_plans_is_read_by_a_query_made_for_it(column, key):
    options = {"plan": {"taken_from": "column", "column": column}}

    query = load_queries(LearnersOptions.model_validate(options))["plans_of_column"]

    table = column.partition(".")[0]
    assert query.text == f"SELECT {key} AS user_id, tier AS plan FROM {table}"


def test_a_file_goes_before_the_folder_and_the_folder_before_what_is_built_in(tmp_path):
    folder = tmp_path / "queries"
    folder.mkdir()
    for name in ("lessons", "courses", "seen_chat"):
        (folder / f"{name}.sql").write_text("\ufeffSELECT 1 -- of the folder", encoding="utf-8")
    (folder / "README.md").write_text("ours")
    single = tmp_path / "mine.sql"
    single.write_text("SELECT 1 -- single")

    found = load_queries(LearnersOptions(queries=folder, query={"courses": single}))

    origins = {name: found[name].origin for name in ("courses", "lessons", "seen_chat", "answers")}
    assert origins == {
        "courses": str(single),
        "lessons": str(folder / "lessons.sql"),
        "seen_chat": str(folder / "seen_chat.sql"),
        "answers": "built in",
    }
    assert found["lessons"].text == "SELECT 1 -- of the folder"


def test_plans_of_the_operators_own_are_read_where_the_record_says_the_plan(tmp_path):
    path = tmp_path / "plans.sql"
    path.write_text("SELECT 1")

    assert "plans" in load_queries(LearnersOptions(query={"plans": path}))


@pytest.mark.parametrize(
    ("name", "meant"),
    [("awnsers", "answers"), ("Learners", "learners"), ("seen_", "seen_..."), ("zzz", "courses")],
)
def test_an_unknown_name_is_answered_with_the_nearest_or_all_that_there_are(tmp_path, name, meant):
    (tmp_path / f"{name}.sql").write_text("SELECT 1")

    assert meant in refused(queries=tmp_path)
    assert meant in refused(query={name: tmp_path / f"{name}.sql"})


def test_a_query_that_cannot_be_read_is_named_with_its_file(tmp_path):
    (tmp_path / "latin.sql").write_bytes(b"SELECT '\xe9'")

    assert "cannot be read" in refused(query={"lessons": tmp_path / "none.sql"})
    assert "cannot be read" in refused(query={"lessons": tmp_path})
    assert "not UTF-8" in refused(query={"lessons": tmp_path / "latin.sql"})
    assert "[learners] queries" in refused(queries=tmp_path / "none")


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("SELECT 1; DROP TABLE t", "more than one statement"),
        ("UPDATE t SET a = 1", "does not begin with SELECT"),
        ("SELECT 1 WHERE a = :today", ":today"),
        ("SELECT a, -- if t.a", "expression AS name"),
    ],
)
def test_a_query_that_cannot_be_meant_is_refused_before_any_database_is_asked(tmp_path, sql, why):
    path = tmp_path / "lessons.sql"
    path.write_text(sql)

    said = refused(query={"lessons": path})

    assert why in said
    assert str(path) in said


@pytest.mark.parametrize("name", ["plans_*", "seen_*", "seen_a b", "seen_Event", "", "seen"])
def test_a_family_is_no_query_and_neither_is_a_name_unfit_for_one(name):
    assert shape_of(name) is None


def test_every_shape_says_what_it_costs_to_do_without():
    assert all(shape.costs for shape in SHAPES.values())
