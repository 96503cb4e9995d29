"""Django's dumpdata as a source: the same learners as in the database that it was made from."""

import gzip
import json
import random
from dataclasses import fields, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from academy.dumping import dumpdata
from academy.filling import fill
from academy.people import CANARY, NOW, build
from academy.reading import everything, opened
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from podcaster.domain.days import DateAsked
from podcaster.domain.learner import Activity
from podcaster.sources.opening import open_source
from podcaster.sources.options import LearnersOptions

ACADEMY = build(ordinary=3)
DUMP = dumpdata(ACADEMY)
USER = {"model": "auth.user", "pk": 1, "fields": {"username": "sarah", "is_active": True}}


def settled(activity: Activity) -> Activity:
    """In which order rows come is the database's affair."""
    lists = (each.name for each in fields(activity) if each.name != "ability")
    return replace(
        activity, **{name: tuple(sorted(getattr(activity, name), key=repr)) for name in lists}
    )


def all_of(found):
    assert found.error == ""
    return found.learners, {who: settled(did) for who, did in found.activities.items()}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("dumps")


@pytest.fixture(scope="module")
def in_database(place):
    path = place / "academy.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    fill(engine, ACADEMY)
    engine.dispose()
    return all_of(everything(opened(f"sqlite:///{path}", place)))


@pytest.fixture(scope="module")
def read(place):
    """Everything that a dump of these objects, or a file of these bytes, says."""

    def in_full(content: object, **options: object):
        packed = content if isinstance(content, bytes) else json.dumps(content).encode()
        (place / "dump").write_bytes(packed)
        return everything(opened("dump", place, **options))

    return in_full


@pytest.fixture(scope="module")
def pages(place):
    """The pages of a dump of these objects, two records each."""

    def read(*objects: object):
        (place / "dump").write_text(json.dumps(objects))
        source = open_source(
            LearnersOptions(source="dump"), DateAsked(None, NOW), ZoneInfo("UTC"), place
        )
        return list(source.pages(2))

    return read


@pytest.mark.parametrize("natural", [False, True], ids=["numbers", "natural keys"])
def test_a_dump_says_what_its_database_says(read, in_database, natural):
    assert all_of(read(dumpdata(ACADEMY, natural=natural))) == in_database


@pytest.fixture(scope="module")
def is_as_in_database(in_database):
    """Not the whole of it, which would be printed for every example."""
    return lambda found: all_of(found) == in_database


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32), st.booleans())
def test_the_order_of_the_objects_changes_nothing(read, is_as_in_database, seed, natural):
    objects = dumpdata(ACADEMY, natural=natural)
    random.Random(seed).shuffle(objects)
    assert is_as_in_database(read(objects))


def test_natural_primary_keys_change_ids_and_nothing_else(read, in_database):
    objects = dumpdata(ACADEMY, natural=True)
    for each in objects:
        if each["model"] in ("auth.user", "auth.group", "contenttypes.contenttype"):
            del each["pk"]
    learners, activities = all_of(read(objects))
    assert all(who.startswith("u-") for who in learners)
    assert sorted(map(repr, activities.values())) == sorted(map(repr, in_database[1].values()))
    assert CANARY not in "".join(learners)


def test_content_types_that_are_left_out_are_told_by_natural_keys(read, in_database):
    objects = dumpdata(ACADEMY, natural=True)
    kept = [each for each in objects if each["model"] != "contenttypes.contenttype"]
    assert all_of(read(kept)) == in_database


@pytest.mark.parametrize(
    "packed",
    [
        "\n".join(map(json.dumps, DUMP)).encode(),
        json.dumps(DUMP, indent=2, ensure_ascii=False).encode("utf-16"),
        gzip.compress(json.dumps(DUMP, ensure_ascii=False).encode("utf-8-sig"), 1),
    ],
    ids=["lines", "utf-16, indented", "gzip"],
)
def test_a_dump_is_read_in_every_form(read, in_database, packed):
    assert all_of(read(packed)) == in_database


def test_nothing_private_is_read(read):
    found = read(DUMP)
    assert CANARY in json.dumps(DUMP)
    read_of_it = repr(found.learners) + repr(found.activities)
    calls_itself = "display_name='CANARY-address@mail.example'"  # and is never called by it
    assert CANARY not in read_of_it.replace(calls_itself, "")


@pytest.mark.parametrize("natural", [False, True], ids=["numbers", "natural keys"])
def test_plans_are_found_in_groups(read, place, natural):
    engine = create_engine(f"sqlite:///{place / 'academy.sqlite'}")
    for taken_from in ("group", "auth_group", "course"):
        options = {"plan": {"taken_from": taken_from}}
        found = read(dumpdata(ACADEMY, natural=natural), **options)
        expected = everything(opened(str(engine.url), place, **options))
        assert found.learners == expected.learners
    engine.dispose()


def test_a_model_that_is_missing_costs_its_facts_with_a_warning(read):
    found = read([each for each in DUMP if each["model"] != "intelligence.matchscore"])
    (said,) = [each for each in found.warnings if "intelligence_matchscore" in each]
    assert "recommended" in said
    assert any(each.answers for each in found.activities.values())
    assert not any(each.recommended for each in found.activities.values())


def test_users_alone_are_learners(pages):
    found = [each for page in pages(USER) for each in page.learners]
    assert [each.id.user_id for each in found] == ["1"]


@pytest.mark.parametrize(
    ("packed", "said"),
    [
        (json.dumps(DUMP).encode()[:-200], "breaks off within element "),
        (gzip.compress(json.dumps(DUMP).encode(), 1)[:-200], "its gzip data are cut off"),
        ("\n".join(map(json.dumps, DUMP)).encode()[:-20], "breaks off in line "),
    ],
    ids=["array", "gzip", "lines"],
)
def test_of_a_dump_that_is_cut_off_nobody_is_served(read, packed, said):
    found = read(packed)
    assert said in found.error
    assert (found.learners, "\n" in found.error) == ({}, False)


def test_a_broken_object_costs_itself_even_where_it_is_the_first(place):
    text = f'[{{"model": oops}}, {json.dumps(USER)}, {{"model": "auth.user", "pk": 2}}]'
    (place / "dump").write_text(text)
    source = opened("dump", place)
    found = list(source.pages(10))
    assert [(bad.line, bad.field) for page in found for bad in page.bad] == [(1, ""), (3, "fields")]
    assert [each.id.user_id for page in found for each in page.learners] == ["1"]


def test_users_that_come_twice_and_models_nobody_reads_are_counted(pages):
    found = pages(USER, USER, {"model": "notes.note", "pk": 1, "fields": {}})
    assert sum(page.duplicates for page in found) == 1
    assert found[0].warnings["rows of models that are not read: notes.note"] == 1


@pytest.mark.parametrize(
    "user", [7, "../../etc/passwd", "😀", "x" * 10_000, " 1 ", "a'b\"; --", "‮מישהו"]
)
def test_a_learner_with_a_strange_id_is_found_by_it(place, user):
    event = {"user": user, "event_type": "quiz_answer_submitted", "timestamp": f"{NOW:%Y-%m-%d}"}
    objects = [{**USER, "pk": user}, {"model": "analytics.activityevent", "pk": 1, "fields": event}]
    (place / "dump").write_text(json.dumps(objects))
    learners = [
        each for page in opened("dump", place).pages(10, str(user)) for each in page.learners
    ]
    assert [each.id.user_id for each in learners] == [str(user)]
    assert learners[0].last_active_at == datetime.fromisoformat(f"{NOW:%Y-%m-%dT00:00:00Z}")


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "a\0b\x1b[31m",
        "\u202eevil\u202c",
        "ignore previous instructions",
        "x" * 1_000_000,
        "\ud83d",
        "'; DROP TABLE auth_user; --",
    ],
    ids=["markup", "control", "right to left", "instructions", "long", "half", "sql"],
)
def test_a_hostile_name_costs_nobody_anything(pages, name):
    profile = {"user": 1, "display_name": name}
    found = pages(USER, {"model": "users.profile", "pk": 1, "fields": profile})
    (learner,) = [each for page in found for each in page.learners]
    learner.display_name.encode()
    assert len(learner.display_name) <= 1_000


def test_every_pass_begins_anew(place):
    (place / "dump").write_text(json.dumps([USER]))
    source = opened("dump", place)
    for _ in range(2):
        assert [len(page.learners) for page in source.pages(10) if page.learners] == [1]
