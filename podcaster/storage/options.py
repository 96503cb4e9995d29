"""What an operator may set about where episodes live."""

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from podcaster.options import Options
from podcaster.remote.options import Seconds
from podcaster.storage.store import is_key


def _fits_in_keys(prefix: str) -> str:
    inner = prefix.strip("/")
    if inner and not is_key(inner):
        raise ValueError("must be plain path segments, such as media or media/podcasts")
    return prefix


def _is_an_endpoint(url: str) -> str:
    if not url:
        return url
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("must be scheme, host and port, such as https://storage.example.com")
    return url.rstrip("/")


def place_url(url: str) -> str:
    """`url` without a slash at its end; ValueError where it is none, or holds more than a place."""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if url and (not fits or parts.query or parts.fragment or "@" in parts.netloc):
        raise ValueError("must be a URL such as https://media.example.org/media")
    return url.rstrip("/")


def _host(domain: str) -> str:
    host = domain.removeprefix("https://").rstrip("/")
    if not all(each.isascii() and (each.isalnum() or each in "-.:") for each in host):
        raise ValueError("must be a host, such as media.example.com")
    return host


Prefix = Annotated[str, AfterValidator(_fits_in_keys)]
Endpoint = Annotated[str, AfterValidator(_is_an_endpoint)]
PlaceUrl = Annotated[str, AfterValidator(place_url)]
Domain = Annotated[str, AfterValidator(_host)]


class StorageOptions(Options):
    """`[storage]`: which store new episodes go to, and for how long they stay."""

    store: str = "local"
    prefix: Prefix = ""
    keep_days: int = Field(default=30, ge=1, le=3650)


class LocalOptions(Options):
    """`[stores.NAME]` of kind `local`: a directory.

    `base_url` is where nginx serves it; links are then signed with PODCASTER_LINK_SECRET.
    """

    kind: Literal["local"] = "local"
    path: Path = Path("media")
    prefix: Prefix | None = None
    base_url: PlaceUrl = ""


class BucketOptions(Options):
    """What `[stores.NAME]` of the kinds `s3` and `spaces` have in common.

    `region` and `endpoint_url`, where empty, are those of the environment. `addressing`: where the
    bucket's name stands, in the host (`virtual`) or in the path; `auto` is `path` for a name with a
    dot, which no certificate covers, and for an endpoint of one's own. `checksum`: `when_supported`
    as AWS has it, `when_required` for services that do not know AWS's newer checksums; `auto` is
    the former at AWS and the latter elsewhere. `read_back` reads every object after it was put, for
    services whose checksums are not believed. `timeout` is for one request; `at_once` may be under
    way together. `ca_bundle` is a file of certificates for a service that signs its own.
    """

    bucket: str = ""
    region: str = ""
    endpoint_url: Endpoint = ""
    prefix: Prefix | None = None
    addressing: Literal["auto", "virtual", "path"] = "auto"
    checksum: Literal["auto", "when_supported", "when_required"] = "auto"
    read_back: bool = False
    cache_control: str = "private, max-age=86400"
    cdn_domain: Domain = ""
    ca_bundle: Path | None = None
    timeout: Seconds = 60
    at_once: int = Field(default=8, ge=1, le=256)

    @model_validator(mode="after")
    def _names_the_bucket_once(self) -> Self:
        host = urlsplit(self.endpoint_url).hostname or ""
        if self.bucket and host.startswith(f"{self.bucket}."):
            raise ValueError("endpoint_url already holds the bucket's name: take it out there")
        return self


class S3Options(BucketOptions):
    """`[stores.NAME]` of kind `s3`: Amazon S3, or a service that speaks its language.

    `profile`, where empty, is that of the environment. `use_instance_role` also asks the machine's
    metadata service for credentials. `sse` is what AWS is asked to encrypt with; empty names and
    "none" leave it to the bucket. With `cdn_domain` and `cloudfront_key_id` links lead to
    CloudFront; its private key is CLOUDFRONT_PRIVATE_KEY or CLOUDFRONT_PRIVATE_KEY_FILE.
    """

    kind: Literal["s3"] = "s3"
    profile: str = ""
    use_instance_role: bool = False
    sse: Literal["none", "AES256", "aws:kms"] = "none"
    kms_key_id: str = ""
    acl: Literal["", "bucket-owner-full-control"] = ""
    cloudfront_key_id: str = ""


class SpacesOptions(BucketOptions):
    """`[stores.NAME]` of kind `spaces`: DigitalOcean Spaces, `bucket` being the Space.

    `cdn_links` puts `cdn_domain` into signed links in place of the Space's own host. That this
    works was never promised by DigitalOcean: it is experimental, and off.
    """

    kind: Literal["spaces"] = "spaces"
    acl: Literal["", "private"] = ""
    cdn_links: bool = False


class AzureBlobOptions(Options):
    """`[stores.NAME]` of kind `azure`: a container of Azure Blob Storage.

    `container` and `account`, where empty, are those of the environment, and so is what opens
    them: AZURE_STORAGE_CONNECTION_STRING or AZURE_ACCOUNT_KEY. With `use_identity` it is an
    identity of this machine, for which the package azure-identity is needed. `endpoint_url` is a
    domain of one's own or an emulator. `timeout` is for one request.
    """

    kind: Literal["azure"] = "azure"
    container: str = ""
    account: str = ""
    endpoint_url: PlaceUrl = ""
    use_identity: bool = False
    prefix: Prefix | None = None
    timeout: Seconds = 60


class GcsOptions(Options):
    """`[stores.NAME]` of kind `gcs`: a bucket of Google Cloud Storage.

    `bucket` and `project`, where empty, are those of the environment. The key is the file that
    GOOGLE_APPLICATION_CREDENTIALS names; with `use_instance_role` the machine's metadata service is
    asked too. `endpoint_url` is an emulator: over http no credentials are sent. `timeout` is for
    one request.
    """

    kind: Literal["gcs"] = "gcs"
    bucket: str = ""
    project: str = ""
    endpoint_url: Endpoint = ""
    use_instance_role: bool = False
    prefix: Prefix | None = None
    timeout: Seconds = 60


StoreOptions = Annotated[
    LocalOptions | S3Options | SpacesOptions | AzureBlobOptions | GcsOptions,
    Field(discriminator="kind"),
]
