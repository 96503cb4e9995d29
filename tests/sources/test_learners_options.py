"""`[learners]`: what may be named as a source."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from podcaster.domain.days import DateAsked
from podcaster.sources.export import Export
from podcaster.sources.opening import open_source
from podcaster.sources.options import LearnersOptions
from podcaster.sources.sample import Sample

ASKED = DateAsked(None, datetime(2025, 12, 7, tzinfo=UTC))


def opened(source: str) -> object:
    return open_source(LearnersOptions(source=source), ASKED, ZoneInfo("UTC"), Path("/etc/x"))


def test_every_option_has_a_default():
    options = LearnersOptions()
    assert (options.source, options.tenant, options.default_language) == ("sample", "", "en")


def test_standard_input_is_refused():
    with pytest.raises(ValidationError, match="standard input is not read"):
        LearnersOptions(source="-")


def test_the_default_language_is_a_tag_and_is_normalised():
    assert LearnersOptions(default_language="ja_jp").default_language == "ja-JP"
    with pytest.raises(ValidationError, match="no language tag"):
        LearnersOptions(default_language="klingon language")


def test_sample_is_the_sample():
    assert isinstance(opened("sample"), Sample)


@pytest.mark.parametrize(
    ("source", "path"), [("a/learners.json", "/etc/x/a/learners.json"), ("/b.csv", "/b.csv")]
)
def test_a_path_is_relative_to_the_configuration(source, path):
    export = opened(source)
    assert isinstance(export, Export)
    assert export.name == path
