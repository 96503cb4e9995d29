"""A client of a bucket's service that asks once, signs what it sends, and sends no trailers.

Facts: botocore.config; "Checking object integrity in Amazon S3"; "Virtual hosting of buckets".
"""

from base64 import b64encode
from hashlib import md5
from pathlib import Path
from typing import Any, NamedTuple

from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials
from podcaster.storage.options import S3Options
from podcaster.storage.s3_account import session_of
from podcaster.storage.s3_where import BucketKind, endpoint_of, region_of

CONNECT_SECONDS = 5
DEMAND_MD5 = (
    *("DeleteObjects", "PutBucketLifecycleConfiguration", "PutBucketCors"),
    *("PutBucketTagging", "PutObjectLegalHold", "PutObjectRetention"),
)
"""Operations that need a checksum, for which services off AWS know nothing but Content-MD5."""


def knows_checksums(options: BucketKind, credentials: Credentials) -> bool:
    """True where the service computes AWS's newer checksums."""
    if options.checksum == "auto":
        return isinstance(options, S3Options) and not endpoint_of(options, credentials)
    return options.checksum == "when_supported"


class Client(NamedTuple):
    """botocore's client, which is thread-safe, and its keys; neither has a type."""

    s3: Any
    keys: Any


def client_of(options: BucketKind, credentials: Credentials, directory: Path) -> Client:
    """A client of the service. Misused where a region is lacking, or what is named is not there."""
    # AWS's SDK is slow to import, and has no types.
    from botocore.exceptions import BotoCoreError  # type: ignore[import-untyped]

    region = region_of(options, credentials)
    if not region:
        raise Misused(f"the region of bucket {options.bucket} is not known: set its region")
    try:
        session = session_of(options, credentials)
        client = session.create_client(
            "s3",
            region_name=region,
            endpoint_url=endpoint_of(options, credentials) or None,
            verify=_certificates(options, credentials, directory),
            config=_config(options, credentials),
        )
        keys = session.get_credentials()
    except BotoCoreError as error:
        raise Misused(f"bucket {options.bucket} cannot be opened: {error}") from error
    client.meta.events.register_first("needs-retry.s3", _stay_unless_told_where)
    if not knows_checksums(options, credentials):
        for operation in DEMAND_MD5:
            client.meta.events.register_last(f"before-call.s3.{operation}", _with_md5)
    return Client(client, keys)


def _config(options: BucketKind, credentials: Credentials) -> Any:
    from botocore.config import Config  # type: ignore[import-untyped]  # slow, and has no types

    checksums = "when_supported" if knows_checksums(options, credentials) else "when_required"
    return Config(
        signature_version="s3v4",
        connect_timeout=CONNECT_SECONDS,
        read_timeout=options.timeout,
        retries={"mode": "standard", "total_max_attempts": 1},
        max_pool_connections=options.at_once,
        request_checksum_calculation=checksums,
        response_checksum_validation=checksums,
        s3={
            "addressing_style": _addressing(options, credentials),
            "payload_signing_enabled": True,
            "us_east_1_regional_endpoint": "regional",
        },
    )


def _addressing(options: BucketKind, credentials: Credentials) -> str:
    if options.addressing != "auto":
        return options.addressing
    own = endpoint_of(options, credentials) if isinstance(options, S3Options) else ""
    return "path" if "." in options.bucket or own else "virtual"


def _certificates(options: BucketKind, credentials: Credentials, directory: Path) -> str | None:
    if options.ca_bundle:
        return str(directory / options.ca_bundle)
    return credentials.text("AWS_CA_BUNDLE") or None


def _with_md5(params: dict[str, Any], **_: object) -> None:
    headers = params["headers"]
    for name in [each for each in headers if each.lower().startswith("x-amz-checksum-")]:
        del headers[name]
    headers.pop("x-amz-sdk-checksum-algorithm", None)
    params["context"].pop("checksum", None)
    body = params["body"]
    content = body.encode("utf-8") if isinstance(body, str) else bytes(body)
    digest = md5(content, usedforsecurity=False).digest()
    headers["Content-MD5"] = b64encode(digest).decode("ascii")


def _stay_unless_told_where(request_dict: Any, response: Any, **_: object) -> None:
    """Keeps botocore from asking, without end, for a region that a redirect does not name."""
    told = response[1] if response else {}
    headers = told.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    if "x-amz-bucket-region" not in headers and "Region" not in told.get("Error", {}):
        request_dict["context"].setdefault("s3_redirect", {})["redirected"] = True
