"""What really goes over the wire, under TLS too, where botocore does otherwise than without."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from certificates import self_signed
from quirky_s3.server import Asked, QuirkyS3
from storage.contract import CONTENT, sha256_of
from storage.s3_servers import KEYS, store_at

from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials
from podcaster.storage.options import S3Options, SpacesOptions
from podcaster.storage.s3 import S3Store

KEY = "school/podcasts/42/2025-12-07_abc.mp3"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return self_signed(tmp_path_factory.mktemp("tls") / "both.pem")


@pytest.fixture(params=["plain", "tls"])
def s3(request: pytest.FixtureRequest, certificate: Path) -> Iterator[QuirkyS3]:
    with QuirkyS3().serving(certificate if request.param == "tls" else None) as server:
        yield server


@pytest.fixture
def put(s3: QuirkyS3, certificate: Path, tmp_path: Path) -> Callable[..., Asked]:
    """Puts an episode, and what was asked of the server for it."""
    source = tmp_path / "source.mp3"
    source.write_bytes(CONTENT)

    def made(**options: Any) -> Asked:
        store = store_at(s3.url, ca_bundle=certificate, **options)
        store.put(KEY, source, sha256_of(CONTENT))
        return next(each for each in s3.asked if each.method == "PUT" and KEY in each.path)

    return made


def test_off_aws_the_body_is_sent_as_it_is_and_signed(put: Callable[..., Asked]) -> None:
    asked = put()
    assert asked.body == CONTENT
    assert asked.headers["x-amz-content-sha256"] == sha256_of(CONTENT)
    assert asked.headers["content-length"] == str(len(CONTENT))
    assert "content-md5" in asked.headers
    assert asked.headers["if-none-match"] == "*"
    for unknown in ("transfer-encoding", "x-amz-trailer", "content-encoding"):
        assert unknown not in asked.headers
    assert not [name for name in asked.headers if name.startswith("x-amz-checksum")]


def test_with_aws_checksums_the_sum_is_a_sha256_and_no_trailer(put: Callable[..., Asked]) -> None:
    asked = put(checksum="when_supported")
    assert asked.body == CONTENT
    assert "x-amz-checksum-sha256" in asked.headers
    assert asked.headers["x-amz-content-sha256"] == sha256_of(CONTENT)
    assert "x-amz-trailer" not in asked.headers


def test_an_object_is_private_typed_and_carries_its_sums_and_its_episode(
    put: Callable[..., Asked],
) -> None:
    headers = put().headers
    assert headers["content-type"] == "audio/mpeg"
    assert headers["cache-control"].startswith("private")
    assert headers["x-amz-meta-sha256"] == sha256_of(CONTENT)
    assert headers["x-amz-meta-podcaster-episode"] == "abc"
    assert "x-amz-meta-md5" in headers


def test_encryption_and_acl_are_asked_for_only_where_configured(put: Callable[..., Asked]) -> None:
    headers = put().headers
    assert "x-amz-acl" not in headers
    assert not [name for name in headers if "encryption" in name]


def test_encryption_with_a_key_is_asked_for_where_configured(put: Callable[..., Asked]) -> None:
    headers = put(sse="aws:kms", kms_key_id="alias/episodes").headers
    assert headers["x-amz-server-side-encryption"] == "aws:kms"
    assert headers["x-amz-server-side-encryption-aws-kms-key-id"] == "alias/episodes"


def test_spaces_is_never_asked_for_encryption_or_newer_checksums(
    s3: QuirkyS3, certificate: Path, tmp_path: Path
) -> None:
    source = tmp_path / "source.mp3"
    source.write_bytes(CONTENT)
    s3.quirks.refuse_trailers = True
    store = S3Store(
        "spaces",
        SpacesOptions(
            bucket="space",
            endpoint_url=s3.url,
            addressing="path",
            ca_bundle=certificate,
            acl="private",
        ),
        credentials=Credentials(
            {"SPACES_ACCESS_KEY_ID": "DO00", "SPACES_SECRET_ACCESS_KEY": "unsaid", **KEYS}
        ),
    )
    store.prepare()
    store.put(KEY, source, sha256_of(CONTENT))
    assert store.stat(KEY) is not None
    for asked in s3.asked:
        assert "Credential=DO00/" in asked.headers["authorization"]
        assert not [name for name in asked.headers if "encryption" in name or "checksum" in name]
    puts = [asked for asked in s3.asked if asked.method == "PUT"]
    assert {asked.headers["x-amz-acl"] for asked in puts} == {"private"}


def test_a_certificate_that_nobody_trusts_is_refused_before_a_night(certificate: Path) -> None:
    with (
        QuirkyS3().serving(certificate) as server,
        pytest.raises(Misused, match=r"no certificate that is trusted.*ca_bundle"),
    ):
        store_at(server.url).prepare()


def test_the_bundle_of_the_environment_is_trusted(certificate: Path) -> None:
    with QuirkyS3().serving(certificate) as server:
        store = S3Store(
            "s3",
            S3Options(bucket="bucket", endpoint_url=server.url),
            credentials=Credentials({**KEYS, "AWS_CA_BUNDLE": str(certificate)}),
        )
        store.prepare()
        assert store.warnings == ()
