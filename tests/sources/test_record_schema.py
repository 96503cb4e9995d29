"""What `podcaster schema` prints."""

import json

import pytest

from podcaster.sources.csv_rows import NESTED
from podcaster.sources.record import Record, json_schema

SCHEMA = json_schema()
OBJECTS = {"Record": SCHEMA, **SCHEMA["$defs"]}


def test_the_schema_says_which_dialect_it_is_in_and_is_json():
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@pytest.mark.parametrize("shape", OBJECTS.values(), ids=OBJECTS)
def test_every_object_and_every_field_of_it_is_described(shape):
    assert shape["description"]
    assert all(field["description"] for field in shape["properties"].values())


def test_only_the_id_is_required():
    assert SCHEMA["required"] == ["user_id"]


def test_an_id_may_be_text_or_a_whole_number():
    kinds = {each["type"] for each in SCHEMA["properties"]["user_id"]["anyOf"]}
    assert kinds == {"string", "integer"}


@pytest.mark.parametrize("name", sorted(set(Record.model_fields) - {"user_id"}))
def test_every_optional_field_may_be_null(name):
    assert {"type": "null"} in SCHEMA["properties"][name]["anyOf"]


def test_the_nested_columns_of_csv_are_those_that_are_no_plain_values():
    texts = {"user_id", "tenant", "display_name", "plan", "language", "timezone", "voice_gender"}
    flags = {"is_active", "opted_out", "paused"}
    assert set(Record.model_fields) - texts - flags - {"last_active_at"} == NESTED
