"""Whose keys a bucket is asked with, and where it is looked for."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import ValidationError

from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials
from podcaster.storage.opening import open_store
from podcaster.storage.options import S3Options, SpacesOptions
from podcaster.storage.s3 import S3Store
from podcaster.storage.s3_account import missing, session_of
from podcaster.storage.s3_client import client_of, knows_checksums
from podcaster.storage.s3_where import endpoint_of, region_of

AWS = {"AWS_ACCESS_KEY_ID": "AKIDAWS", "AWS_SECRET_ACCESS_KEY": "of-aws"}
SPACES = {"SPACES_ACCESS_KEY_ID": "DO00", "SPACES_SECRET_ACCESS_KEY": "of-spaces"}
ON_DO = {"STORAGE_BACKEND": "do_spaces"}
BUCKET = S3Options(bucket="episodes", region="eu-central-1")
SPACE = SpacesOptions(bucket="episodes", region="sgp1")


@pytest.fixture(autouse=True)
def nothing_of_aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


def files(tmp_path: Path) -> dict[str, str]:
    """AWS's own files with one profile in them, as variables that name them."""
    (tmp_path / "credentials").write_text(
        "[nightly]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = of-profile\n"
    )
    (tmp_path / "config").write_text("[profile nightly]\nregion = eu-north-1\n")
    return {
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
    }


def key_of(options: S3Options | SpacesOptions, environment: dict[str, str]) -> str:
    keys: Any = session_of(options, Credentials(environment)).get_credentials()
    return keys.access_key if keys else ""


@pytest.mark.parametrize(
    ("options", "environment", "names"),
    [
        (BUCKET, AWS, ()),
        (BUCKET, {}, ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")),
        (BUCKET, {"AWS_ACCESS_KEY_ID": "half"}, ("AWS_SECRET_ACCESS_KEY",)),
        (BUCKET, {"AWS_WEB_IDENTITY_TOKEN_FILE": "/token"}, ()),
        (BUCKET.model_copy(update={"use_instance_role": True}), {}, ()),
        (S3Options(bucket="episodes"), AWS, ("AWS_REGION",)),
        (S3Options(region="eu-central-1"), AWS, ("bucket",)),
        (BUCKET, {**AWS, **ON_DO}, ("AWS_PROFILE",)),
        (BUCKET, {**AWS, **SPACES, **ON_DO}, ()),
        (
            BUCKET.model_copy(update={"cdn_domain": "c.example", "cloudfront_key_id": "K1"}),
            AWS,
            ("CLOUDFRONT_PRIVATE_KEY",),
        ),
        (SPACE, SPACES, ()),
        (SPACE, AWS, ("SPACES_ACCESS_KEY_ID", "SPACES_SECRET_ACCESS_KEY")),
        (SPACE, {**AWS, **ON_DO}, ()),
        (SPACE, ON_DO, ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")),
        (SpacesOptions(bucket="episodes"), SPACES, ("DO_SPACES_REGION",)),
    ],
)
def test_what_is_missing_is_named_without_asking_anybody(
    options: S3Options | SpacesOptions, environment: dict[str, str], names: tuple[str, ...]
) -> None:
    assert missing(options, Credentials(environment)) == names


def test_a_profile_is_enough_for_s3(tmp_path: Path) -> None:
    options = S3Options(bucket="episodes", profile="nightly")
    environment = files(tmp_path)
    assert missing(options, Credentials(environment)) == ()
    assert region_of(options, Credentials(environment)) == "eu-north-1"
    assert key_of(options, {**AWS, **environment}) == "AKIDPROFILE"


def test_keys_of_the_environment_go_before_files(tmp_path: Path) -> None:
    assert key_of(BUCKET, {**AWS, **files(tmp_path)}) == "AKIDAWS"


def test_the_machines_role_is_never_asked_for_unless_told() -> None:
    def names(options: S3Options) -> list[str]:
        session = session_of(options, Credentials({}))
        chain = session.get_component("credential_provider")
        return [provider.METHOD for provider in chain.providers]

    assert "iam-role" not in names(BUCKET)
    assert "iam-role" in names(BUCKET.model_copy(update={"use_instance_role": True}))


def test_spaces_takes_nothing_from_aws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**files(tmp_path), **AWS, "AWS_PROFILE": "gone"}.items():
        monkeypatch.setenv(name, value)
    assert key_of(SPACE, {**SPACES, **AWS}) == "DO00"
    client = client_of(SPACE, Credentials({**SPACES, **AWS}), tmp_path).s3
    assert client.meta.region_name == "sgp1"
    with pytest.raises(Misused, match="SPACES_ACCESS_KEY_ID"):
        session_of(SPACE, Credentials(AWS))


def test_keys_of_spaces_under_the_names_of_aws_are_never_shown_to_aws(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    environment = {**AWS, **ON_DO}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert key_of(SPACE, environment) == "AKIDAWS"
    assert key_of(BUCKET, environment) == ""


@pytest.mark.parametrize(
    ("options", "endpoint", "checksums"),
    [
        (BUCKET, "", True),
        (
            S3Options(bucket="b", endpoint_url="http://127.0.0.1:9000"),
            "http://127.0.0.1:9000",
            False,
        ),
        (SPACE, "https://sgp1.digitaloceanspaces.com", False),
        (S3Options(bucket="b", checksum="when_required"), "", False),
    ],
)
def test_newer_checksums_are_asked_of_aws_alone(
    options: S3Options | SpacesOptions, endpoint: str, checksums: bool
) -> None:
    credentials = Credentials({})
    assert endpoint_of(options, credentials) == endpoint
    assert knows_checksums(options, credentials) is checksums


@pytest.mark.parametrize(
    "url",
    [
        "ftp://host",
        "https://",
        "https://host/path",
        "https://user@host",
        "https://host?a=b",
        "host",
    ],
)
def test_an_endpoint_is_scheme_host_and_port(url: str) -> None:
    with pytest.raises(ValidationError, match="scheme, host and port"):
        S3Options(bucket="b", endpoint_url=url)


@pytest.mark.parametrize("url", ["minio:9000", "http://user:swordfish@minio", "http://[::1"])
def test_an_endpoint_of_the_environment_is_a_url_and_tells_no_password(url: str) -> None:
    credentials = Credentials({**AWS, "AWS_ENDPOINT_URL_S3": url})
    with pytest.raises(Misused, match=r"AWS_ENDPOINT_URL_S3 .* must be a URL") as raised:
        S3Store("media", S3Options(bucket="b"), credentials=credentials)
    assert "swordfish" not in str(raised.value)


def test_an_endpoint_that_holds_the_bucket_is_refused() -> None:
    with pytest.raises(ValidationError, match="take it out"):
        SpacesOptions(bucket="space", endpoint_url="https://space.sgp1.digitaloceanspaces.com")


def test_a_store_without_a_bucket_says_which_key_is_missing() -> None:
    with pytest.raises(Misused, match=r"set bucket in \[stores.media\]"):
        S3Store("media", S3Options(), credentials=Credentials(AWS))


def test_a_profile_that_is_not_there_is_told_before_a_night() -> None:
    options = S3Options(bucket="b", region="eu-central-1", profile="gone")
    with pytest.raises(Misused, match="gone"):
        S3Store("s3", options, credentials=Credentials({})).prepare()


@pytest.mark.parametrize(
    ("options", "host"),
    [
        (BUCKET, "episodes.s3.eu-central-1.amazonaws.com"),
        (SPACE, "episodes.sgp1.digitaloceanspaces.com"),
    ],
)
def test_a_bucket_is_opened_with_the_prefix_of_all_stores_or_its_own(
    options: S3Options | SpacesOptions, host: str, tmp_path: Path
) -> None:
    credentials = Credentials({**AWS, **SPACES})
    for own, path in ((None, "/media/a.mp3"), ("mine", "/mine/a.mp3"), ("", "/a.mp3")):
        each = options.model_copy(update={"prefix": own})
        store = open_store(
            "bucket", each, prefix="media", directory=tmp_path, environment=credentials
        )
        url = urlsplit(store.link("a.mp3", timedelta(hours=1)))
        assert (url.netloc, url.path) == (host, path)


def test_the_client_is_imported_only_when_something_is_asked() -> None:
    program = "import sys, podcaster.storage.s3; sys.exit('botocore' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
