"""Who signs what is asked of AWS, by the variables and files that its own tools read."""

from pathlib import Path

import pytest

from podcaster.errors import Misused
from podcaster.remote import aws
from podcaster.remote.credentials import Credentials

AWS = {"AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "of-aws"}
SPACES = {"SPACES_ACCESS_KEY_ID": "DO00", "SPACES_SECRET_ACCESS_KEY": "of-spaces"}
ON_SPACES = {"STORAGE_BACKEND": "DO_Spaces"}


@pytest.fixture(autouse=True)
def nothing_of_aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "config").write_text(
        "[profile nightly]\nregion = eu-north-1\nrole_arn = arn:aws:iam::1:role/a\n"
        "source_profile = x\n[profile bare]\nregion = eu-west-1\n"
    )
    return {"AWS_CONFIG_FILE": str(tmp_path / "config")}


@pytest.mark.parametrize(
    ("environment", "theirs"),
    [
        ({}, False),
        (AWS, False),
        ({**AWS, **ON_SPACES}, True),
        ({**AWS, **ON_SPACES, **SPACES}, False),
        ({**AWS, **ON_SPACES, "SPACES_ACCESS_KEY_ID": "half"}, True),
    ],
)
def test_keys_under_the_names_of_aws_are_a_space_s_where_it_has_no_others(
    environment: dict[str, str], theirs: bool
) -> None:
    credentials = Credentials(environment)
    assert aws.are_of_a_space(credentials) is theirs
    found = aws.keys_of(credentials)
    assert found == (("AKID", "of-aws", None) if environment and not theirs else None)


def test_a_profile_says_region_and_role_and_the_environment_goes_before_its_region(
    files: dict[str, str],
) -> None:
    there = Credentials(files)
    assert aws.region_of("", "nightly", there) == "eu-north-1"
    assert aws.region_of("", "nightly", Credentials({**files, "AWS_REGION": "a"})) == "a"
    assert aws.region_of("b", "nightly", Credentials({**files, "AWS_REGION": "a"})) == "b"
    assert aws.is_signed_in("nightly", there, use_instance_role=False)
    assert not aws.is_signed_in("bare", there, use_instance_role=False)
    assert aws.is_signed_in("bare", there, use_instance_role=True)


def test_where_there_are_no_files_there_is_no_profile() -> None:
    assert aws.profile_of("", Credentials({})) == {}


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[profile\n")
    with pytest.raises(Misused, match="cannot be read"):
        aws.profile_of("", Credentials({"AWS_CONFIG_FILE": str(tmp_path / "config")}))
