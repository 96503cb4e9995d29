"""An export is read by what it holds: whichever format, encoding and packing."""

import gzip
import json

import pytest

ROWS = [{"user_id": "1", "display_name": "Lucía", "courses": ["Años"]}, {"user_id": "2"}]
ARRAY = json.dumps(ROWS, ensure_ascii=False)
LINES = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS)
CSV = 'user_id,display_name,courses\n1,Lucía,"[""Años""]"\n2,,\n'
FORMATS = {"array": ARRAY, "lines": LINES, "csv": CSV}
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16"]

every_format = pytest.mark.parametrize("text", FORMATS.values(), ids=FORMATS)


@every_format
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_every_format_in_every_encoding_reads_the_same(read_export, text, encoding, pack):
    found = read_export(pack(text.encode(encoding)))
    assert [(each.id.user_id, each.display_name) for each in found.learners] == [
        ("1", "Lucía"),
        ("2", ""),
    ]
    assert found.activities[0].courses == ("Años",)
    assert (found.bad, found.error) == ([], "")


@pytest.mark.parametrize("bom", [b"\xff\xfe", b"\xfe\xff"], ids=["little", "big"])
def test_utf_16_is_read_in_either_byte_order(read_export, bom):
    encoding = "utf-16-le" if bom == b"\xff\xfe" else "utf-16-be"
    assert read_export(bom + ARRAY.encode(encoding)).ids == ["1", "2"]


@every_format
def test_windows_line_ends_change_nothing(read_export, text):
    assert read_export(text.replace("\n", "\r\n")).ids == ["1", "2"]


@every_format
def test_white_space_before_the_first_record_changes_nothing(read_export, text):
    leading = "\n\n" if text == CSV else " \r\n\t\n" * 30_000
    assert read_export(leading + text).ids == ["1", "2"]


def test_a_single_record_over_several_lines_is_read(read_export):
    assert read_export(json.dumps(ROWS[0], indent=2)).ids == ["1"]


def test_records_over_several_lines_each_are_read(read_export):
    assert read_export("\n".join(json.dumps(row, indent=1) for row in ROWS)).ids == ["1", "2"]


@pytest.mark.parametrize("mark", [";", "\t"], ids=["semicolons", "tabs"])
def test_a_csv_with_another_delimiter_is_read_by_it(read_export, mark):
    rows = [["user_id", "display_name", "courses"], ["1", "Lucía, Ana", '"[""a;b"", ""c""]"']]
    found = read_export("\n".join(mark.join(row) for row in rows))
    assert [each.display_name for each in found.learners] == ["Lucía, Ana"]
    assert found.activities[0].courses == ("a;b", "c")


def test_a_csv_with_commas_keeps_its_semicolons(read_export):
    found = read_export("user_id,display_name\n1,a;b\n")
    assert found.learners[0].display_name == "a;b"


def test_an_array_without_learners_is_no_error(read_export):
    found = read_export("[ ]")
    assert (found.learners, found.bad, found.error) == ([], [], "")


def test_a_csv_without_rows_is_no_error(read_export):
    assert read_export("user_id,plan\n").error == ""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n\t ", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (b"\x00\x01\x02\x80binary", "is binary"),
        (b"[\x00{\x00}\x00]\x00", "UTF-16 without a byte order mark"),
        (b"PK\x03\x04rest of a spreadsheet", "a ZIP archive or a spreadsheet"),
        (b"SQLite format 3\x00", "an SQLite database"),
        (gzip.compress(gzip.compress(b"[]", mtime=0), mtime=0), "compressed twice"),
        ("[]".encode("utf-32"), "UTF-32"),
        (b"42", "neither JSON nor CSV"),
        (b"null", "has no column user_id"),
        (b'"text"', "has no column user_id"),
        (b"id,plan\n1,free\n", "no column user_id, only id, plan;"),
        (b"1,Sarah,sarah@example.org\n", "neither JSON nor CSV with a header"),
        (b"id;plan\n1;free\n", "by semicolons and calls none of them user_id; "),
        (b"id\tplan\n1\tfree\n", "by tabs and calls none of them user_id; "),
        (b"user_id,plan,plan\n1,free,premium\n", "two columns of one name"),
        ("Traceback (most recent call last):\r\n  File".encode("utf-16"), "neither JSON nor CSV"),
        (b'{"learners": [{"user_id": 1}]}', "a list of records within an object"),
    ],
)
def test_what_is_no_export_of_ours_is_told_in_one_sentence(read_export, content, said):
    found = read_export(content)
    assert said in found.error
    assert "; " in found.error
    assert "\n" not in found.error
    assert not found.learners


def test_a_header_that_is_no_header_is_not_repeated(read_export):
    assert "sarah" not in read_export(b"1,Sarah,sarah@example.org\n").error.lower()
