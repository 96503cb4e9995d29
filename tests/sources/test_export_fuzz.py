"""Whatever a file holds, reading it ends in pages, located bad records, or one sentence."""

import gzip
import json
import random
from datetime import UTC, datetime
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcaster.domain.learner import BadRecord
from podcaster.sources.elements import Element
from podcaster.sources.fitting import fitted
from podcaster.sources.json_values import array_elements
from podcaster.sources.lines import lines
from podcaster.sources.record import Record

NOW = datetime(2025, 12, 7, tzinfo=UTC)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
ANSWER = {"at": "2025-12-06T21:04:00Z", "is_correct": False, "question": "é?", "given": "a"}
ROW = {
    "user_id": "1",
    "display_name": "Lucía",
    "last_active_at": "2025-12-06T21:04:00+09:00",
    "ability": {"overall": 520.5, "by_subject": {"Verbs": 420.0}},
    "answers": [ANSWER, ANSWER],
    "reviews_due": [{"title": "Past", "next_review_at": "2025-12-06", "retention": 0.41}],
}
ROWS = [{**ROW, "user_id": str(number)} for number in range(5)]
CELLS = [[row["user_id"], "free", json.dumps(row["answers"])] for row in ROWS]
QUOTED = ['{},{},"{}"\n'.format(*row[:2], row[2].replace('"', '""')) for row in CELLS]
VALID = [
    json.dumps(ROWS).encode(),
    "".join(json.dumps(row) + "\n" for row in ROWS).encode(),
    json.dumps(ROWS, indent=1, ensure_ascii=False).encode("utf-16"),
    ("user_id,plan,answers\n" + "".join(QUOTED)).encode(),
    gzip.compress(json.dumps(ROWS).encode(), mtime=0),
]


def check(found, longest_line):
    assert "\n" not in found.error
    for bad in found.bad:
        assert 1 <= bad.line <= longest_line
        assert bad.reason
        assert "\n" not in bad.reason + bad.field
    for learner in found.learners:
        learner.display_name.encode()
        assert learner.id.user_id.strip()


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"[", b'{"user_id": ', b"user_id,plan\n"]))
def test_arbitrary_bytes_never_raise(read_export, content, beginning):
    check(read_export(beginning + content), 500)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(VALID), st.integers(0, 2**32), st.integers(1, 3))
def test_a_damaged_export_never_raises(read_export, content, seed, times):
    chance, damaged = random.Random(seed), bytearray(content)
    for _ in range(times):
        at = chance.randrange(len(damaged) or 1)
        change = chance.choice(["cut", "drop", "put", "repeat"])
        if change == "cut":
            del damaged[at:]
        elif change == "drop":
            del damaged[at : at + chance.randrange(1, 40)]
        elif change == "put":
            damaged[at:at] = chance.choice(
                [b'"', b"[", b"}", b"\n", b"\xff", b"\0", b",", b"\\ud8"]
            )
        else:
            damaged += damaged[at:]
    check(read_export(bytes(damaged), size=2), 10_000)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(Record.model_fields)), JSON) | JSON)
def test_any_json_value_is_a_record_or_a_bad_one(value):
    text = json.dumps(value)
    outcome = fitted(Element(3, json.loads(text)))
    if isinstance(outcome, Record):
        outcome.learner("", NOW)
        outcome.activity()
    else:
        assert isinstance(outcome, BadRecord)
        assert outcome.line == 3
        assert outcome.reason != "does not fit"
        outcome.field.encode()


@settings(max_examples=50, deadline=None)
@given(st.lists(JSON, max_size=5), st.booleans(), st.sampled_from(["array", "lines"]))
def test_every_json_value_of_an_export_is_accounted_for(read_export, values, is_ascii, form):
    rows = [{"user_id": str(number), "courses": value} for number, value in enumerate(values)]
    dumped = [json.dumps(row, ensure_ascii=is_ascii) for row in rows]
    text = f"[{', '.join(dumped)}]" if form == "array" else "\n".join([*dumped, "", "{}"])
    found = read_export(text.encode("utf-8", "surrogatepass"))
    assert len(found.learners) + len(found.bad) == len(rows) + (form == "lines")
    assert not found.error


@settings(deadline=None)
@given(st.text(st.sampled_from("ab\n"), max_size=40), st.lists(st.integers(1, 9), max_size=9))
def test_lines_are_the_same_however_the_text_is_cut_into_blocks(text, cuts):
    blocks, rest = [], text
    for cut in cuts:
        blocks, rest = [*blocks, rest[:cut]], rest[cut:]
    assert list(lines(iter([*blocks, rest]))) == text.splitlines(keepends=True)


def test_the_samples_own_file_is_refused_as_an_export_without_a_crash(read_export):
    content = files("podcaster.sample").joinpath("learners.json").read_bytes()
    found = read_export(content)
    assert {bad.field for bad in found.bad} == {"last_active_at"}


@pytest.mark.parametrize("block", [1, 7, 4096])
def test_an_array_is_the_same_however_it_is_cut_into_blocks(block):
    text = json.dumps([1, "a]", 23.5, 2e99, {"b": [1, {"c": '"}'}]}, 456])
    blocks = (text[at : at + block] for at in range(0, len(text), block))
    values = [each.value for each in array_elements(blocks)]
    assert values == json.loads(text)
