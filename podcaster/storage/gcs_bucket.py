"""A bucket of Google Cloud Storage, through Google's own client.

Facts: Google, "Objects: insert", "Request preconditions", "Objects: list", "Objects: delete",
"V4 signing process".
"""

from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from typing import Any

from google.api_core.exceptions import NotFound, PreconditionFailed
from google.oauth2.service_account import Credentials as ServiceAccount

from podcaster.errors import CannotServe
from podcaster.storage.bucket import PRIVATE, Content, Head, Version, vouched
from podcaster.storage.gcs_account import KEY_FILE, Account
from podcaster.storage.gcs_client import client_of
from podcaster.storage.gcs_errors import absent, gcs_errors

_CONNECT = 10.0  # seconds
_LONGEST = timedelta(days=7)


class GcsBucket:
    """A Bucket."""

    def __init__(self, account: Account, timeout: float) -> None:
        self._account = account
        # The client's own retries are off: the store asks again.
        self._once: dict[str, Any] = {"timeout": (_CONNECT, timeout), "retry": None}

    @property
    def place(self) -> str:
        """See Bucket."""
        return f"bucket {self._account.bucket} of Google Cloud Storage"

    @property
    def longest_link(self) -> timedelta | None:
        """See Bucket."""
        return _LONGEST

    def create(self, name: str, content: Content, content_type: str) -> bool:
        """See Bucket. The service checks both sums before it shows the object."""
        blob = self._blob(name)
        blob.metadata, blob.cache_control = content.metadata, PRIVATE
        blob.md5_hash = b64encode(bytes.fromhex(content.md5)).decode()
        with gcs_errors(self.place):
            try:
                blob.upload_from_string(
                    content.body,
                    content_type=content_type,
                    if_generation_match=0,
                    checksum="crc32c",
                    **self._once,
                )
            except PreconditionFailed:
                return False
        return True

    def head(self, name: str) -> Head | None:
        """See Bucket."""
        blob = self._blob(name)
        with gcs_errors(self.place):
            try:
                blob.reload(**self._once)
            except NotFound as error:
                if absent(error):
                    return None
                raise
        md5 = b64decode(blob.md5_hash) if blob.md5_hash else None  # composed objects have none
        return Head(bytes=int(blob.size or 0), sha256=vouched(blob.metadata, md5))

    def read(self, name: str, sink: Callable[[bytes], object]) -> bool:
        """See Bucket. Without the client's own check: who reads compares a better sum."""
        with gcs_errors(self.place):
            try:
                self._blob(name).download_to_file(
                    _Sink(sink), raw_download=True, checksum=None, **self._once
                )
            except NotFound as error:
                if absent(error):
                    return False
                raise
        return True

    def page(self, prefix: str, after: str | None) -> tuple[list[str], str | None]:
        """See Bucket."""
        with gcs_errors(self.place):
            found = self._client.list_blobs(
                self._account.bucket,
                prefix=prefix or None,
                page_token=after,
                fields="items(name),nextPageToken",
                **self._once,
            )
            names = [blob.name for blob in next(found.pages, ())]
        return names, found.next_page_token

    def remove(self, name: str) -> None:
        """See Bucket."""
        with gcs_errors(self.place):
            try:
                self._blob(name).delete(**self._once)
            except NotFound as error:
                if not absent(error):
                    raise

    def versions(self, prefix: str) -> list[Version]:
        """See Bucket. A version is a generation; to remove it by name is for good."""
        with gcs_errors(self.place):
            found = self._client.list_blobs(
                self._account.bucket,
                prefix=prefix,
                versions=True,
                fields="items(name,generation,timeDeleted),nextPageToken",
                **self._once,
            )
            return [
                Version(name=blob.name, id=_id(blob.generation), is_current=not blob.time_deleted)
                for blob in found
            ]

    def remove_version(self, version: Version) -> None:
        """See Bucket."""
        generation = None if version.id is None else int(version.id)
        with gcs_errors(self.place):
            try:
                self._blob(version.name, generation).delete(**self._once)
            except NotFound as error:
                if not absent(error):
                    raise

    def sign(self, name: str, expires: timedelta) -> str:
        """See Bucket. V4, by the key of a service account; nobody is asked."""
        if not isinstance(self._account.credentials, ServiceAccount):
            raise CannotServe(
                f"{self.place} has no links: what opens it has no private key to sign with;"
                f" let {KEY_FILE} name the key of a service account"
            )
        url: str = self._blob(name).generate_signed_url(
            version="v4",
            expiration=expires,
            api_access_endpoint=self._account.url,
            credentials=self._account.credentials,
        )
        return url

    def _blob(self, name: str, generation: int | None = None) -> Any:
        return self._client.bucket(self._account.bucket).blob(name, generation=generation)

    @cached_property
    def _client(self) -> Any:
        return client_of(self._account)


def _id(generation: int | None) -> str | None:
    return None if generation is None else str(generation)


class _Sink:
    """What the client takes for a file."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self.write = write

    def flush(self) -> None:
        """Nothing is held back."""
