"""A bucket of Amazon S3, DigitalOcean Spaces or a service like them, asked through botocore.

Facts: Amazon S3 API Reference: PutObject, HeadObject, GetObject, ListObjectsV2, DeleteObject;
"Conditional requests"; "Common response headers" for what an ETag is.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from podcaster.errors import Transient
from podcaster.remote.credentials import Credentials
from podcaster.storage.bucket import Content, Head, Version
from podcaster.storage.options import S3Options
from podcaster.storage.s3_client import Client, client_of, knows_checksums
from podcaster.storage.s3_errors import Absent, Occupied, translated
from podcaster.storage.s3_links import Links
from podcaster.storage.s3_sums import episode_of, proven, sums_of
from podcaster.storage.s3_versions import remove_version, versions_of
from podcaster.storage.s3_where import BucketKind, endpoint_of

_CHUNK = 256 * 1024
_SLOWEST = 10
"""A body may take so many times what one request may."""


class S3Bucket:
    """A Bucket; its client is made when it is first needed.

    `conditional` is whether `create` leaves it to the service not to overwrite.
    """

    def __init__(
        self, store: str, options: BucketKind, credentials: Credentials, directory: Path
    ) -> None:
        self.name, self.conditional = options.bucket, True
        self._options, self._credentials, self._directory = options, credentials, directory
        self._links = Links(options, credentials, directory)
        self._checksums = knows_checksums(options, credentials)
        at = endpoint_of(options, credentials) or "AWS"
        self._place = f"store {store} (bucket {options.bucket} at {at})"
        self._lock = threading.Lock()
        self._made: Client | None = None

    @property
    def place(self) -> str:
        """See Bucket."""
        return self._place

    @property
    def longest_link(self) -> timedelta | None:
        """See Bucket."""
        with translated(self._place):
            return self._links.longest(self._opened.keys)

    @property
    def client(self) -> Any:
        """botocore's client of the service, for operations on the bucket as a whole."""
        return self._opened.s3

    @property
    def _opened(self) -> Client:
        with self._lock:
            if self._made is None:
                self._made = client_of(self._options, self._credentials, self._directory)
            return self._made

    def ask(self, operation: str, **parameters: object) -> Mapping[str, Any]:
        """One request about this bucket, by botocore's name of it, such as `put_object`."""
        with translated(self._place):
            answer: Mapping[str, Any] = getattr(self.client, operation)(
                Bucket=self.name, **parameters
            )
            return answer

    def versioning(self) -> str:
        """ "Enabled", "Suspended", or "" where there have never been versions."""
        return str(self.ask("get_bucket_versioning").get("Status", ""))

    def rules(self) -> Mapping[str, Any]:
        """The lifecycle as the service tells it; empty where there are no rules."""
        try:
            return self.ask("get_bucket_lifecycle_configuration")
        except Absent:
            return {}

    def create(self, name: str, content: Content, content_type: str) -> bool:
        """See Bucket."""
        condition = {"IfNoneMatch": "*"} if self.conditional else {}
        try:
            self.ask(
                "put_object",
                Key=name,
                Body=content.body,
                ContentType=content_type,
                CacheControl=self._options.cache_control,
                Metadata={**content.metadata, **episode_of(name)},
                **condition,
                **sums_of(content, self._checksums),
                **self._wishes(),
            )
        except Occupied:
            return False
        return True

    def head(self, name: str) -> Head | None:
        """See Bucket."""
        mode = {"ChecksumMode": "ENABLED"} if self._checksums else {}
        try:
            told = self.ask("head_object", Key=name, **mode)
        except Absent:
            return Head(bytes=0, sha256=None) if self._is_there(name) else None
        sha256 = None if self._options.read_back else proven(told, self._checksums)
        return Head(bytes=told["ContentLength"], sha256=sha256)

    def read(self, name: str, sink: Callable[[bytes], object]) -> bool:
        """See Bucket."""
        try:
            for chunk in self._chunks(name):
                sink(chunk)
        except Absent:
            return False
        return True

    def page(self, prefix: str, after: str | None) -> tuple[list[str], str | None]:
        """See Bucket."""
        start = {"ContinuationToken": after} if after else {}
        told = self.ask("list_objects_v2", Prefix=prefix, **start)
        names = [each["Key"] for each in told.get("Contents", ())]
        return names, told.get("NextContinuationToken") if told.get("IsTruncated") else None

    def remove(self, name: str) -> None:
        """See Bucket."""
        self.ask("delete_object", Key=name)

    def versions(self, prefix: str) -> list[Version]:
        """See Bucket. Where none are kept, the objects are all there is."""
        found = versions_of(self, prefix)
        return list(self._objects(prefix)) if found is None else found

    def remove_version(self, version: Version) -> None:
        """See Bucket."""
        remove_version(self, version)

    def _objects(self, prefix: str) -> Iterator[Version]:
        after: str | None = None
        while True:
            names, after = self.page(prefix, after)
            yield from (Version(name=name, id=None, is_current=True) for name in names)
            if not after:
                return

    def sign(self, name: str, expires: timedelta) -> str:
        """See Bucket."""
        with translated(self._place):
            return self._links.link(self.client, name, expires)

    def _is_there(self, name: str) -> bool:
        """A HEAD that finds nothing does not tell whether it is the bucket that is missing."""
        with translated(self._place):
            try:
                answer = self.client.get_object(Bucket=self.name, Key=name)
            except self.client.exceptions.NoSuchKey:
                return False
            answer["Body"].close()
        return True

    def _chunks(self, name: str) -> Iterator[bytes]:
        deadline = time.monotonic() + _SLOWEST * self._options.timeout
        with translated(self._place):
            answer = self.client.get_object(Bucket=self.name, Key=name)
            with closing(answer["Body"]) as body:
                while chunk := body.read(_CHUNK):
                    yield chunk
                    if time.monotonic() > deadline:
                        raise Transient(f"{self._place} sends too slowly", kind="timeout")

    def _wishes(self) -> dict[str, str]:
        """What is asked for only where it is configured: services off AWS choke on it."""
        wishes: dict[str, str] = {"ACL": self._options.acl}
        if isinstance(self._options, S3Options) and self._options.sse != "none":
            wishes["ServerSideEncryption"] = self._options.sse
            if self._options.sse == "aws:kms":
                wishes["SSEKMSKeyId"] = self._options.kms_key_id
        return {name: wish for name, wish in wishes.items() if wish}
