"""Links to private objects: signed when asked for, for no longer than they can live."""

from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from botocore.credentials import DeferredRefreshableCredentials, RefreshableCredentials
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from pydantic import ValidationError
from quirky_s3.server import QuirkyS3
from storage.contract import CONTENT, KEY, sha256_of
from storage.s3_servers import moto, new_store, store_at

from podcaster.domain.episode import StoredObject
from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials
from podcaster.storage.options import S3Options, SpacesOptions
from podcaster.storage.s3 import S3Store
from podcaster.storage.s3_links import Links

HOUR = timedelta(hours=1)
KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIDAWS",
    "AWS_SECRET_ACCESS_KEY": "of-aws",
    "SPACES_ACCESS_KEY_ID": "DO00",
    "SPACES_SECRET_ACCESS_KEY": "of-spaces",
}


def link(
    options: S3Options | SpacesOptions, expires: timedelta = HOUR, **environment: str
) -> tuple[str, str, dict[str, str]]:
    """Host, path and query of a link."""
    store = S3Store("s3", options, credentials=Credentials({**KEYS, **environment}), prefix="media")
    url = urlsplit(store.link(KEY, expires))
    return url.netloc, url.path, {name: values[0] for name, values in parse_qs(url.query).items()}


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1"])
def test_a_link_is_signed_with_version_4_for_the_regional_host(region: str) -> None:
    host, path, query = link(S3Options(bucket="episodes", region=region))
    assert host == f"episodes.s3.{region}.amazonaws.com"
    assert path == f"/media/{KEY}"
    assert query["X-Amz-Algorithm"] == "AWS4-HMAC-SHA256"
    assert query["X-Amz-SignedHeaders"] == "host"  # a player sends nothing else
    assert query["X-Amz-Expires"] == "3600"


def test_a_bucket_with_dots_is_addressed_in_the_path() -> None:
    host, path, _ = link(S3Options(bucket="my.episodes", region="eu-central-1"))
    assert (host, path) == ("s3.eu-central-1.amazonaws.com", f"/my.episodes/media/{KEY}")


def test_a_link_never_claims_to_live_longer_than_seven_days() -> None:
    options = S3Options(bucket="episodes", region="eu-central-1")
    _, _, query = link(options, timedelta(days=30))
    assert query["X-Amz-Expires"] == "604800"
    store = S3Store("s3", options, credentials=Credentials(KEYS))
    assert store.longest_link == timedelta(days=7)


def test_a_link_lives_no_longer_than_the_role_that_signed_it() -> None:
    def renewed() -> dict[str, str]:
        raise AssertionError("nobody renews keys to look at them")

    keys: Any = RefreshableCredentials(
        "id", "secret", "token", datetime.now(UTC) + timedelta(minutes=90), renewed, "test"
    )
    links = Links(S3Options(bucket="b"), Credentials({}), Path())
    longest = links.longest(keys)
    assert longest is not None
    assert timedelta(minutes=87) < longest <= timedelta(minutes=90)


def test_keys_of_a_role_that_were_not_asked_for_yet_are_asked_for() -> None:
    def asked() -> dict[str, str]:
        until = datetime.now(UTC) + timedelta(hours=2)
        return {
            "access_key": "id",
            "secret_key": "secret",
            "token": "token",
            "expiry_time": until.isoformat(),
        }

    links = Links(S3Options(bucket="b"), Credentials({}), Path())
    longest = links.longest(DeferredRefreshableCredentials(asked, "test"))
    assert longest is not None
    assert longest > timedelta(minutes=115)


def test_a_domain_of_a_cdn_without_a_key_makes_no_unsigned_link() -> None:
    options = S3Options(bucket="episodes", region="eu-central-1", cdn_domain="cdn.example.com")
    host, _, query = link(options)
    assert host == "episodes.s3.eu-central-1.amazonaws.com"
    assert "X-Amz-Signature" in query
    (warning,) = S3Store("s3", options, credentials=Credentials(KEYS)).warnings
    assert "cloudfront_key_id" in warning


def test_a_link_of_spaces_leads_to_the_space_itself() -> None:
    options = SpacesOptions(
        bucket="space", region="sgp1", cdn_domain="https://space.sgp1.cdn.digitaloceanspaces.com/"
    )
    host, path, query = link(options)
    assert (host, path) == ("space.sgp1.digitaloceanspaces.com", f"/media/{KEY}")
    assert query["X-Amz-Credential"].startswith("DO00/")


def test_a_link_of_spaces_leads_to_the_cdn_only_where_that_is_asked_for() -> None:
    domain = "space.sgp1.cdn.digitaloceanspaces.com"
    options = SpacesOptions(bucket="space", region="sgp1", cdn_domain=domain, cdn_links=True)
    host, path, query = link(options)
    assert (host, path) == (domain, f"/media/{KEY}")
    assert "X-Amz-Signature" in query


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    ).decode()


CLOUDFRONT = S3Options(
    bucket="episodes", region="eu-central-1", cdn_domain="cdn.example.com", cloudfront_key_id="K1"
)


@pytest.mark.parametrize("written", [str, lambda pem: pem.replace("\n", "\\n")])
def test_cloudfront_can_check_a_link_that_was_signed_for_it(
    key: rsa.RSAPrivateKey, pem: str, written: Callable[[str], str]
) -> None:
    before = datetime.now(UTC).timestamp()
    host, path, query = link(CLOUDFRONT, timedelta(days=30), CLOUDFRONT_PRIVATE_KEY=written(pem))
    assert (host, path, query["Key-Pair-Id"]) == ("cdn.example.com", f"/media/{KEY}", "K1")
    assert -2 < int(query["Expires"]) - before - 30 * 86400 < 60
    url = f"https://cdn.example.com/media/{KEY}"
    policy = (
        f'{{"Statement":[{{"Resource":"{url}","Condition":'
        f'{{"DateLessThan":{{"AWS:EpochTime":{query["Expires"]}}}}}}}]}}'
    )
    signature = b64decode(query["Signature"].translate(str.maketrans("-_~", "+=/")))
    key.public_key().verify(signature, policy.encode(), padding.PKCS1v15(), hashes.SHA1())


def test_a_link_of_cloudfront_has_no_limit() -> None:
    assert S3Store("s3", CLOUDFRONT, credentials=Credentials(KEYS)).longest_link is None


def test_the_key_of_cloudfront_may_stand_in_a_private_file(pem: str, tmp_path: Path) -> None:
    file = tmp_path / "cloudfront.pem"
    file.write_text(pem)
    file.chmod(0o600)
    assert "Signature" in link(CLOUDFRONT, CLOUDFRONT_PRIVATE_KEY_FILE=str(file))[2]
    file.chmod(0o644)
    with pytest.raises(Misused, match="chmod 600"):
        link(CLOUDFRONT, CLOUDFRONT_PRIVATE_KEY_FILE=str(file))


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"CLOUDFRONT_PRIVATE_KEY": "-----BEGIN nonsense"},
        {"CLOUDFRONT_PRIVATE_KEY_FILE": "/nowhere/key.pem"},
    ],
)
def test_a_key_of_cloudfront_that_cannot_be_used_names_its_variable(
    variables: dict[str, str],
) -> None:
    with pytest.raises(Misused, match="CLOUDFRONT_PRIVATE_KEY"):
        link(CLOUDFRONT, **variables)


def test_what_is_kept_of_an_object_is_its_key_and_never_a_link(tmp_path: Path) -> None:
    source = tmp_path / "source.mp3"
    source.write_bytes(CONTENT)
    with QuirkyS3().serving() as server:
        stored = store_at(server.url).put(KEY, source, sha256_of(CONTENT))
        (held,) = server.objects.values()
    assert stored == StoredObject(
        store="s3", key=KEY, bytes=len(CONTENT), sha256=sha256_of(CONTENT)
    )
    assert "http" not in f"{stored}{held.headers}"


@pytest.mark.parametrize("kind", [S3Options, SpacesOptions])
def test_no_object_can_be_made_public(kind: type[S3Options | SpacesOptions]) -> None:
    with pytest.raises(ValidationError):
        kind.model_validate({"bucket": "b", "acl": "public-read"})


def test_a_signed_link_plays(tmp_path: Path) -> None:
    source = tmp_path / "source.mp3"
    source.write_bytes(CONTENT)
    with moto() as url:
        store = new_store(url)
        store.put(KEY, source, sha256_of(CONTENT))
        answer = requests.get(store.link(KEY, HOUR), timeout=10)
    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert answer.headers["Content-Type"] == "audio/mpeg"
