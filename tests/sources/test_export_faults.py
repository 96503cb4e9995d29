"""A fault costs the record it is in; a source that breaks off first gives what came before."""

import gzip
import json
import zlib

import pytest

from podcaster.domain.learner import BadRecord
from podcaster.sources.elements import Element
from podcaster.sources.json_values import array_elements, objects_in_a_row
from podcaster.sources.lines import json_lines, lines
from podcaster.sources.unpacking import BrokenExport

THREE = [{"user_id": str(number)} for number in (1, 2, 3)]
DEEP = "[" * 100_000 + "]" * 100_000


def test_one_bad_line_in_the_middle_costs_that_line(read_export):
    found = read_export('{"user_id": "1"}\n{"user_id": oops}\n\n{"user_id": "3"}\n')
    assert found.ids == ["1", "3"]
    assert [bad.line for bad in found.bad] == [2]
    assert "is not JSON" in found.bad[0].reason


def test_a_bad_first_line_costs_that_line(read_export):
    found = read_export('{"user_id": oops\n{"user_id": "2"}\n')
    assert (found.ids, found.bad[0].line) == (["2"], 1)


def test_one_broken_element_of_an_array_costs_that_element(read_export):
    found = read_export('[{"user_id": "1"}, {"user_id": oops}, {"user_id": "3"}]')
    assert found.ids == ["1", "3"]
    assert [bad.line for bad in found.bad] == [2]


@pytest.mark.parametrize("value", ["7", '"text"', "null", "[]", "true"])
def test_an_element_that_is_no_object_is_a_bad_record(read_export, value):
    found = read_export(f'[{{"user_id": "1"}}, {value}]')
    assert found.bad == [BadRecord(2, "", "must be an object")]


def test_deep_nesting_costs_the_record_it_is_in(read_export):
    deep = f'{{"user_id": "2", "answers": {DEEP}}}'
    for content in (f'[{{"user_id": "1"}}, {deep}, {{"user_id": "3"}}]', f"{deep}\n"):
        found = read_export(content)
        assert [bad.reason for bad in found.bad] == ["is nested too deeply"]
        assert not found.error


def test_a_number_of_thousands_of_digits_costs_the_record_it_is_in(read_export):
    found = read_export('[{"user_id": %s}, {"user_id": 2}]' % ("1" * 5000))
    assert found.ids == ["2"]
    assert found.bad[0].line == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('[{"user_id": "1"}, {"user_id": "2', "breaks off within element 2"),
        ('[{"user_id": "1"}', "breaks off after element 1"),
        ('[{"user_id": "1"},', "breaks off within element 2"),
        ('[{"user_id": "1"} {"user_id": "2"}]', "lacks a comma after element 1"),
        ('[{"user_id": "1"},, {"user_id": "2"}]', "has nothing where element 2 should be"),
        ('[{"user_id": "1"}] [', "goes on after the end of its array after element 1"),
        ('[{"user_id": "1"},' + "[" * 100_000, "breaks off within element 2"),
        ('{"user_id": "1"}\n{"user_id": "2', "breaks off in line 2"),
        ('{\n"user_id": "1"}\n{"user_id"', "breaks off within element 2"),
        ("user_id,plan\n1,free\n2", "breaks off in line 3"),
        ('user_id,plan\n1,free\n2,"fr\nee', "a quotation mark in line 3 that is not closed"),
    ],
)
def test_a_source_that_breaks_off_gives_what_came_before(read_export, content, said):
    found = read_export(content)
    assert found.ids == ["1"]
    assert said in found.error
    assert "\n" not in found.error


def test_a_cut_gzip_gives_what_came_before_and_no_half_row(read_export):
    rows = "".join(f"{number:09},free\n" for number in range(30_000))
    found = read_export(gzip.compress(f"user_id,plan\n{rows}".encode(), 1)[:-5000])
    assert "its gzip data are cut off" in found.error
    assert len(found.ids) > 1000
    assert {len(each) for each in found.ids} == {9}
    assert not found.bad


@pytest.mark.parametrize("form", ["array", "over several lines"])
def test_a_fault_of_the_file_is_told_after_the_last_whole_element(form):
    def blocks():
        yield from ['[{"a": ' if form == "array" else '{"a":\n', "1", "}"]
        yield ', {"b": 2' if form == "array" else '{"b": 2'
        raise BrokenExport("is damaged")

    found = (array_elements if form == "array" else objects_in_a_row)(blocks())
    assert next(found) == Element(1, {"a": 1})
    with pytest.raises(BrokenExport, match="is damaged"):
        next(found)


def test_a_damaged_gzip_is_told_apart_from_a_cut_one(read_export):
    packed = bytearray(gzip.compress(json.dumps(THREE).encode()))
    packed[-5] ^= 0xFF  # of the length at its end
    found = read_export(bytes(packed))
    assert found.ids == ["1", "2", "3"]
    assert "its gzip data are damaged" in found.error


def test_garbage_after_the_header_of_gzip_is_damage(read_export):
    packed = gzip.compress(b"x")[:10] + b"\xff" * 50
    with pytest.raises(zlib.error):
        gzip.decompress(packed)
    assert "its gzip data are damaged" in read_export(packed).error


def test_bytes_that_are_no_utf_8_cost_the_record_they_are_in(read_export):
    latin = '[{"user_id": "1", "display_name": "José"}, {"user_id": "2"}]'.encode("latin-1")
    found = read_export(latin)
    assert found.ids == ["2"]
    assert found.bad == [BadRecord(1, "display_name", "is not text in UTF-8")]


def test_an_id_that_is_no_utf_8_costs_that_learner(read_export):
    found = read_export(b"user_id,plan\nJos\xe9,free\n2,free\n")
    assert found.ids == ["2"]
    assert found.bad == [BadRecord(2, "user_id", "holds what is not text in UTF-8")]


def test_a_row_with_more_cells_than_the_header_is_a_bad_record(read_export):
    found = read_export("user_id,plan\n1,free,x\n2,free\n")
    assert found.ids == ["2"]
    assert found.bad == [BadRecord(2, "", "has 3 cells where the header has 2")]


def test_a_row_with_a_stray_quotation_mark_is_a_bad_record(read_export):
    found = read_export('user_id,plan\n"1"x,free\n2,free\n')
    assert found.ids == ["2"]
    assert found.bad == [BadRecord(2, "", "is not CSV; check its quotation marks")]


def test_a_nested_cell_that_is_no_json_is_a_bad_record(read_export):
    found = read_export("user_id,courses\n1,Verbs\n")
    assert (found.bad[0].line, found.bad[0].field) == (2, "courses")


def test_a_bad_row_after_a_cell_with_line_breaks_is_named_by_its_own_line(read_export):
    found = read_export('user_id,display_name\n1,"a\nb"\n,x\n')
    assert [(bad.line, bad.field) for bad in found.bad] == [(4, "user_id")]


def test_blank_lines_before_the_header_count_as_lines(read_export):
    found = read_export("\n\nuser_id;plan\n;x\n")
    assert [(bad.line, bad.field) for bad in found.bad] == [(4, "user_id")]


def test_a_megabyte_of_name_is_cut_and_the_learner_served(read_export):
    for content in (
        json.dumps([{"user_id": "1", "display_name": "x" * 1_000_000}]),
        f"user_id,display_name\n1,{'x' * 1_000_000}\n",
    ):
        found = read_export(content)
        assert found.ids == ["1"]
        assert len(found.learners[0].display_name) == 1_000


@pytest.mark.parametrize("user", ["../../etc/passwd", "😀", "x" * 10_000, "\u202eabc", "a'; --"])
def test_a_strange_id_is_kept_as_it_is_in_every_format(read_export, user):
    for content in (json.dumps([{"user_id": user}]), f'user_id,plan\n"{user}",free\n'):
        assert read_export(content).ids == [user]


@pytest.mark.parametrize(
    "name",
    ["<b>x</b>", "a\0b\x1b[31m", "\u202eevil", "ignore previous instructions", "\ud83d", "{{ x }}"],
)
def test_a_hostile_name_costs_nobody_anything(read_export, name):
    found = read_export(json.dumps([{"user_id": "1", "display_name": name}, {"user_id": "2"}]))
    assert (found.ids, found.bad) == (["1", "2"], [])
    found.learners[0].display_name.encode()


def test_a_line_that_is_too_long_is_passed_over_without_being_held():
    blocks = ["ab", "cde\nx" * 3, "y\n", "z"]
    assert list(lines(iter(blocks), longest=3)) == [None, None, None, "xy\n", "z"]


def test_a_record_larger_than_many_blocks_is_read_in_an_array(read_export):
    answers = [{"at": "2025-12-01T00:00:00Z", "is_correct": True, "question": "q" * 300}] * 3000
    found = read_export(json.dumps([{"user_id": "1", "answers": answers}, {"user_id": "2"}]))
    assert found.ids == ["1", "2"]
    assert len(found.activities[0].answers) == 3000


def test_a_last_line_that_is_cut_off_ends_the_source():
    found = json_lines(iter(['{"a": 1}\n{"a": ']))
    assert next(found)
    with pytest.raises(BrokenExport, match="breaks off in line 2"):
        next(found)
