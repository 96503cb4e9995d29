"""A dump laid into tables: whitelisted fields only, any order, numbers or natural keys."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from podcaster.domain.learner import BadRecord
from podcaster.errors import SourceUnreadable
from podcaster.sources.dumpdata.loading import Dump, loaded
from podcaster.sources.dumpdata.models import MODELS, models_with
from podcaster.sources.elements import Element
from podcaster.sources.names import OTHERS
from podcaster.sources.unpacking import BrokenExport


def dumped(model: str, pk: object = None, /, **fields: object) -> dict[str, object]:
    return {"model": model, **({} if pk is None else {"pk": pk}), "fields": fields}


NO_REFERENCE = "must be a number or a natural key"
USER = dumped("auth.user", 1, username="sarah", is_active=True)


@contextmanager
def laid(*objects: object, **more: object) -> Iterator[Dump]:
    elements = (Element(number, each) for number, each in enumerate(objects, start=1))
    with loaded(elements, **more) as dump:
        yield dump


def rows(dump: Dump, query: str) -> list[tuple[object, ...]]:
    return dump.connection.execute(query).fetchall()


def tables(dump: Dump) -> set[object]:
    return {name for (name,) in rows(dump, "SELECT name FROM sqlite_master WHERE type = 'table'")}


def bad(*objects: object) -> list[BadRecord]:
    with laid(USER, *objects) as dump:
        return [each for page in dump.bad_pages(2) for each in page.bad]


def test_a_field_that_is_not_named_is_written_nowhere():
    secret = {"password": "CANARY", "email": "CANARY", "last_name": "CANARY"}
    objects = (
        dumped("auth.user", 1, username="sarah", **secret),
        dumped("users.userloginevent", 1, user=1, ip_address="CANARY", user_agent="CANARY"),
        dumped("users.profile", 1, user=1, bio="CANARY", display_name="Sarah"),
        dumped("notes.note", 1, user=1, text="CANARY"),
    )
    with laid(*objects) as dump:
        written = "\n".join(dump.connection.iterdump())
        assert "Sarah" in written
        assert "CANARY" not in written


def test_tables_and_columns_are_those_that_the_dump_has():
    with laid(USER, dumped("users.profile", 1, user=1)) as dump:
        assert tables(dump) == {"auth_user", "users_profile", "bad_records"}
        with pytest.raises(sqlite3.OperationalError, match="no such column"):
            rows(dump, "SELECT locale FROM users_profile")


def test_a_field_that_comes_late_makes_its_column():
    late = dumped("users.profile", 2, user=2, locale="ja")
    with laid(USER, dumped("users.profile", 1, user=1), late) as dump:
        assert rows(dump, "SELECT user_id, locale FROM users_profile") == [(1, None), (2, "ja")]


def test_models_that_nobody_reads_are_counted():
    objects = [dumped("notes.note", 1), dumped("notes.note", 2), dumped("sarah@example.org", 1)]
    with laid(USER, *objects) as dump:
        (page,) = dump.bad_pages(10)
        assert page.warnings == {f"rows of models that are not read: notes.note, {OTHERS}": 3}


def test_of_many_models_that_nobody_reads_few_are_named():
    with laid(USER, *(dumped(f"notes.note{n}", 1) for n in range(9))) as dump:
        (page,) = dump.bad_pages(10)
        (said,) = page.warnings
        assert said.endswith(": notes.note0, notes.note1, notes.note2 and 6 more")


def test_of_users_with_one_number_the_first_wins():
    other = dumped("auth.user", 1, is_active=False, groups=[5])
    with laid(USER, other) as dump:
        (page,) = dump.bad_pages(10)
        assert page.duplicates == 1
        assert rows(dump, "SELECT is_active FROM auth_user") == [(1,)]
        assert "auth_user_groups" not in tables(dump)


def test_many_to_many_fields_fill_their_tables():
    objects = [
        dumped("auth.user", 1, username="sarah", groups=[5]),
        dumped("dailycast.usercategory", 3, name="Gold", is_active=True, users=[1, 2]),
    ]
    with laid(*objects) as dump:
        assert rows(dump, "SELECT user_id, group_id FROM auth_user_groups") == [(1, 5)]
        found = rows(dump, "SELECT usercategory_id, user_id FROM dailycast_usercategory_users")
        assert found == [(3, 1), (3, 2)]


@pytest.mark.parametrize("order", [1, -1], ids=["user first", "user last"])
def test_a_natural_key_of_a_user_leads_to_their_number(order):
    objects = [USER, dumped("users.profile", 1, user=["sarah"])]
    with laid(*objects[::order]) as dump:
        assert rows(dump, "SELECT user_id FROM users_profile") == [(1,)]


def test_a_user_without_a_number_has_an_id_that_is_the_same_in_every_dump():
    profile = dumped("users.profile", 1, user=["sarah"])
    with laid(profile, dumped("auth.user", username="sarah")) as dump:
        ((user,),) = rows(dump, "SELECT id FROM auth_user")
        assert rows(dump, "SELECT user_id FROM users_profile") == [(user,)]
    assert user == "u-339a6434648f81a67a1b"


def test_a_username_is_written_nowhere():
    objects = [dumped("auth.user", username="CANARY"), dumped("users.profile", 1, user=["CANARY"])]
    with laid(*objects) as dump:
        assert "CANARY" not in "\n".join(dump.connection.iterdump())


def test_a_username_that_looks_like_a_number_is_nobody_else():
    users = [dumped("auth.user", username=name) for name in ("1", "01", '["1"]')]
    with laid(dumped("users.profile", 1, user=["1"]), *users) as dump:
        joined = "SELECT count(*) FROM auth_user u JOIN users_profile p ON p.user_id = u.id"
        assert rows(dump, joined) == [(1,)]
        assert len(rows(dump, "SELECT id FROM auth_user")) == 3


def test_a_natural_key_that_leads_nowhere_is_null():
    with laid(USER, dumped("users.profile", 1, user=["nobody"])) as dump:
        assert rows(dump, "SELECT user_id FROM users_profile") == [(None,)]


def test_content_types_are_known_though_the_dump_leaves_them_out():
    key = ["quizzes", "question"]
    event = dumped("analytics.activityevent", 1, user=1, content_type=key, object_id=3)
    query = (
        "SELECT t.app_label, t.model FROM analytics_activityevent e"
        " JOIN django_content_type t ON t.id = e.content_type_id"
    )
    with laid(USER, event) as dump:
        assert rows(dump, query) == [("quizzes", "question")]
    there = dumped("contenttypes.contenttype", 9, app_label="quizzes", model="question")
    with laid(USER, event, there) as dump:
        assert rows(dump, query) == [("quizzes", "question")]
        assert rows(dump, "SELECT content_type_id FROM analytics_activityevent") == [(9,)]


def test_content_types_by_number_that_are_left_out_are_missing():
    event = dumped("analytics.activityevent", 1, user=1, content_type=9, object_id=3)
    with laid(USER, event) as dump:
        assert "django_content_type" not in tables(dump)


def test_numbers_that_are_left_out_and_needed_end_the_reading():
    objects = [dumped("users.profile", 1, user=1), dumped("auth.user", username="sarah")]
    with pytest.raises(BrokenExport, match="--natural-foreign as well"), laid(*objects):
        pass


def test_a_natural_key_of_a_model_that_is_known_to_have_none_is_told():
    with laid(USER, dumped("quizzes.question", 1, quiz=["my-quiz"])) as dump:
        (page,) = dump.bad_pages(10)
        (said,) = page.warnings
        assert "quizzes.quiz by natural keys" in said


def test_a_dump_without_users_ends_the_reading():
    with pytest.raises(BrokenExport, match="holds no users"), laid(dumped("users.profile", 1)):
        pass


def test_times_are_in_utc_as_text_that_sorts():
    written = ["2025-12-06T21:04:00Z", "2025-12-07T06:04:00.5+09:00", "0001-01-01T00:00:00Z", None]
    objects = [dumped("auth.user", number, last_login=at) for number, at in enumerate(written)]
    with laid(*objects) as dump:
        times = ["2025-12-06 21:04:00.000000", "2025-12-06 21:04:00.500000", None, None]
        assert rows(dump, "SELECT last_login FROM auth_user") == [(each,) for each in times]


@pytest.mark.parametrize(
    ("value", "kept"), [({"a": "é"}, '{"a": "é"}'), (42, "42"), ("x", '"x"'), (None, None)]
)
def test_json_is_kept_as_text_whatever_it_is(value, kept):
    event = dumped("analytics.activityevent", 1, user=1, metadata=value)
    with laid(USER, event) as dump:
        assert rows(dump, "SELECT metadata FROM analytics_activityevent") == [(kept,)]


@pytest.mark.parametrize(
    ("value", "field", "reason"),
    [
        (7, "", "must be an object"),
        ({"fields": {}}, "model", "is missing"),
        ({"model": 1, "fields": {}}, "model", "must be text"),
        ({"model": "auth.user", "pk": 2}, "fields", "is missing"),
        ({"model": "auth.user", "pk": 2, "fields": []}, "fields", "must be an object"),
        (dumped("auth.user"), "pk", "is missing"),
        (dumped("auth.user", True), "pk", "must be text or a whole number"),
        (dumped("auth.user", 1.5), "pk", "must be text or a whole number"),
        (dumped("auth.user", ""), "pk", "must not be empty"),
        (dumped("auth.user", "x" * 10_001), "pk", "is longer than 10,000 characters"),
        (dumped("auth.user", "a\0"), "pk", "holds what is not text in UTF-8"),
        (dumped("auth.user", 2**63), "pk", "is a number that no database holds"),
        (
            dumped("auth.user", 2, last_login=5),
            "fields.last_login",
            "must be a time as ISO 8601 has it",
        ),
        (dumped("auth.user", 2, first_name=["x"]), "fields.first_name", "must be text"),
        (dumped("auth.user", 2, groups=5), "fields.groups", "must be a list"),
        (dumped("auth.user", 2, groups=[None, {}]), "fields.groups", NO_REFERENCE),
        (dumped("users.profile", 2, user={}), "fields.user", NO_REFERENCE),
    ],
)
def test_an_object_that_does_not_fit_is_told_by_its_number(value, field, reason):
    assert bad(value, USER) == [BadRecord(2, field, reason)]


@pytest.mark.parametrize(
    "user", ["../../etc/passwd", "😀", "x" * 10_000, " 1 ", "a'; DROP TABLE x"]
)
def test_a_strange_id_is_kept_as_it_is(user):
    with laid(dumped("auth.user", user), dumped("users.profile", 1, user=user)) as dump:
        joined = "SELECT u.id FROM auth_user u JOIN users_profile p ON p.user_id = u.id"
        assert rows(dump, joined) == [(user,)]


def test_many_bad_objects_come_in_pages():
    with laid(USER, *[{}] * 5) as dump:
        assert [len(page.bad) for page in dump.bad_pages(2)] == [2, 2, 1]


def test_a_full_temporary_disk_is_told_in_one_sentence():
    many = [dumped("auth.user", number) for number in range(2_000)]
    with pytest.raises(SourceUnreadable, match="make room there"), laid(*many, max_pages=8):
        pass


def test_a_column_that_the_operator_named_is_read_too():
    plan = dumped("users.profile", 1, user=1, plan="Gold")
    with laid(USER, plan, column="users_profile.plan") as dump:
        assert rows(dump, "SELECT plan FROM users_profile") == [("Gold",)]


def test_a_table_that_the_operator_named_is_read_with_its_user():
    order = dumped("my_shop.order", 1, user=["sarah"], order="Gold", note="CANARY")
    with laid(USER, order, column="my_shop_order.order") as dump:
        assert rows(dump, 'SELECT user_id, "order" FROM my_shop_order') == [(1, "Gold")]
        assert "CANARY" not in "\n".join(dump.connection.iterdump())


@pytest.mark.parametrize("column", ["users_profile.Display_Name", "users_profile.user_id", ""])
def test_a_column_that_is_read_anyway_changes_nothing(column):
    assert models_with(column) == MODELS
