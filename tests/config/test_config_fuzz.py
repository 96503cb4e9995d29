"""Whatever is in the file and the environment, it is used or told: it is never a bug."""

import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcaster.config.keys import all_keys, as_variable
from podcaster.config.loading import load
from podcaster.config.problems import ConfigInvalid

SHIPPED = (Path(__file__).parents[2] / "config.toml").read_text(encoding="utf-8")
KEYS = sorted({part for path in all_keys() for part in path} | {"espeak", "free", "NAME"})
SCALARS = ["0", "-1", "1e999", "nan", "'x'", '"\\u0000"', "2026-01-01", "true", "[]", "{}", "'s3'"]

words = st.sampled_from(KEYS) | st.text(string.ascii_letters + "_-\"'", min_size=1, max_size=6)
values = st.sampled_from(SCALARS) | st.lists(st.sampled_from(SCALARS), max_size=3).map(
    lambda items: f"[{', '.join(items)}]"
)
dotted = st.lists(words, min_size=1, max_size=4).map(".".join)
lines = st.one_of(
    st.builds("[{}]".format, dotted),
    st.builds("{} = {}".format, dotted, values),
    st.text(max_size=20),
)
toml_like = st.lists(lines, max_size=12).map("\n".join)
shipped_without_hashes = SHIPPED.replace("\n# ", "\n")


@st.composite
def mutations(draw) -> str:
    """The shipped file with one piece replaced."""
    text = draw(st.sampled_from([SHIPPED, shipped_without_hashes]))
    start = draw(st.integers(0, len(text)))
    stop = start + draw(st.integers(0, 30))
    return text[:start] + draw(values | words | st.text(max_size=5)) + text[stop:]


texts = st.one_of(toml_like, mutations()).map(lambda text: text.encode("utf-8", "replace"))
contents = st.binary(max_size=200) | texts
names = st.one_of(
    st.sampled_from([as_variable(path) for path in all_keys()]),
    st.builds("{}__{}".format, st.sampled_from([as_variable(path) for path in all_keys()]), words),
    st.builds("PODCASTER_{}".format, st.text(string.ascii_uppercase + "_", max_size=12)),
)
# What Linux can hold in a variable: bytes other than NUL, decoded with surrogates.
anything = st.binary(max_size=20).map(
    lambda value: value.replace(b"\0", b"").decode("utf-8", "surrogateescape")
)
environments = st.dictionaries(names, values | anything, max_size=4)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """One file that is written again and again."""
    return tmp_path_factory.mktemp("fuzz") / "config.toml"


@settings(max_examples=200, deadline=None)
@given(contents, environments)
def test_a_configuration_is_used_or_every_fault_is_told_with_its_place(path, content, environment):
    path.write_bytes(content)
    try:
        loaded = load(path, environment)
    except ConfigInvalid as invalid:
        for problem in invalid.problems:
            assert_told(str(problem), path)
    else:
        assert loaded.config.state_dir.is_absolute()
        assert all(store.path.is_absolute() for store in loaded.config.stores.values())


def assert_told(line: str, path: Path) -> None:
    assert line.startswith((str(path), "environment variable PODCASTER_", str(path.parent))), line
    assert line.isprintable(), line
    line.encode("utf-8")
    for jargon in ("Input should", "pydantic", "Extra inputs", "a valid "):
        assert jargon not in line
