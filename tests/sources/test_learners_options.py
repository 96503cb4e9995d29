"""`[learners]`: what may be named as a source."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from podcaster.domain.days import DateAsked
from podcaster.sources.export import Export
from podcaster.sources.opening import open_source
from podcaster.sources.options import LearnersOptions, PlanOptions
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


@pytest.mark.parametrize(
    "column",
    ["auth_user.password", "authtoken_token.key", "users_profile.phone_number", "auth_user.EMAIL"],
)
def test_a_column_of_secrets_or_private_text_holds_no_plans(column):
    with pytest.raises(ValidationError, match="secrets or private text"):
        PlanOptions(taken_from="column", column=column)


@pytest.mark.parametrize("column", ["rolex", "a.b.c", "users profile.tier"])
def test_what_is_no_column_says_how_one_is_written(column):
    with pytest.raises(ValidationError, match=r"must be table\.column, such as"):
        PlanOptions(taken_from="column", column=column)


def test_a_column_of_the_operators_own_is_taken():
    assert PlanOptions(column="auth_user.tier").column == "auth_user.tier"
