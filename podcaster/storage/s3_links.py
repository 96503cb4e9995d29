"""Signed links to what is in a bucket.

Facts: "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)" for the seven
days; Amazon CloudFront, "Use signed URLs"; a link dies with the temporary keys that signed it.
"""

from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from podcaster.remote.credentials import Credentials
from podcaster.storage.cloudfront import signer_of
from podcaster.storage.options import S3Options, SpacesOptions
from podcaster.storage.s3_where import BucketKind

LONGEST = timedelta(days=7)


class Links:
    """How links are made: CloudFront's way where a key for it is configured, else SigV4."""

    def __init__(self, options: BucketKind, credentials: Credentials, directory: Path) -> None:
        self._options, self._credentials, self._directory = options, credentials, directory

    @property
    def by_cloudfront(self) -> bool:
        """True where a domain and a key of CloudFront are configured."""
        options = self._options
        return isinstance(options, S3Options) and bool(
            options.cdn_domain and options.cloudfront_key_id
        )

    def longest(self, keys: Any) -> timedelta | None:
        """Seven days, or for how long botocore's `keys` last; None for CloudFront."""
        return None if self.by_cloudfront else min(LONGEST, _life_of(keys))

    def link(self, client: Any, name: str, expires: timedelta) -> str:
        """A URL that is good until `expires` from now, at least a second."""
        expires = max(expires, timedelta(seconds=1))
        if self.by_cloudfront:
            return self._of_cloudfront(name, expires)
        url: str = client.generate_presigned_url(
            "get_object",
            Params={"Bucket": self._options.bucket, "Key": name},
            ExpiresIn=int(expires.total_seconds()),
        )
        options = self._options
        if isinstance(options, SpacesOptions) and options.cdn_links and options.cdn_domain:
            # Signed for the Space's own host, which the CDN asks in its turn.
            return urlunsplit(urlsplit(url)._replace(netloc=options.cdn_domain))
        return url

    def _of_cloudfront(self, name: str, expires: timedelta) -> str:
        assert isinstance(self._options, S3Options)  # as by_cloudfront has found
        url = f"https://{self._options.cdn_domain}/{quote(name, safe='/~')}"
        signer = signer_of(self._options.cloudfront_key_id, self._credentials, self._directory)
        until = datetime.now(UTC) + expires
        signed: str = signer.generate_presigned_url(url, date_less_than=until)
        return signed


def _life_of(keys: Any) -> timedelta:
    """In whole minutes; seven days for keys that do not expire, or that do not say when."""
    from botocore.credentials import (  # type: ignore[import-untyped]  # slow, and has no types
        RefreshableCredentials,
    )

    if not isinstance(keys, RefreshableCredentials):
        return LONGEST
    keys.get_frozen_credentials()  # of a role: asked for now at the latest, as for the signature
    minutes = range(int(LONGEST.total_seconds() // 60))
    spent = bisect_left(minutes, True, key=lambda each: keys.refresh_needed(60 * each))
    return timedelta(minutes=max(spent - 1, 0))
