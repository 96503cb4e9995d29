"""A container of Azure Blob Storage, through Microsoft's own client.

Facts: Microsoft, "Put Blob", "Get Blob Properties", "List Blobs", "Create a service SAS",
"Create a user delegation SAS", "Naming and referencing containers, blobs, and metadata",
"Delete Blob", "Blob versioning".
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from azure.core.exceptions import HttpResponseError
from azure.storage.blob import (
    BlobClient,
    BlobSasPermissions,
    BlobServiceClient,
    ContentSettings,
    generate_blob_sas,
)

from podcaster.errors import CannotServe
from podcaster.storage.azure_account import Account
from podcaster.storage.azure_client import client_of, of_this_machine
from podcaster.storage.azure_errors import absent, azure_errors, there_already
from podcaster.storage.bucket import PRIVATE, Content, Head, Version, vouched

_SKEW = timedelta(minutes=5)  # by which the service's clock may be behind ours
_LONGEST_DELEGATION = timedelta(days=7) - _SKEW
_UNSUITED = re.compile(r"\\|\.(?:/|$)")
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Container:
    """A Bucket; `now` and `identity` are for tests."""

    def __init__(
        self,
        account: Account,
        timeout: float,
        now: Callable[[], datetime],
        identity: Callable[[], Any] = of_this_machine,
    ) -> None:
        self._account, self._timeout, self._now = account, timeout, now
        self._identity = identity

    @property
    def place(self) -> str:
        """See Bucket."""
        return f"container {self._account.container} of Azure account {self._account.name}"

    @property
    def longest_link(self) -> timedelta | None:
        """See Bucket; only what an identity signs is limited."""
        return _LONGEST_DELEGATION if self._delegated else None

    def create(self, name: str, content: Content, content_type: str) -> bool:
        """See Bucket. One Put Blob, of which the service checks and notes the MD5."""
        settings = ContentSettings(content_type=content_type, cache_control=PRIVATE)
        with azure_errors(self.place):
            try:
                self._blob(name).upload_blob(
                    content.body,
                    length=len(content.body),
                    overwrite=False,
                    validate_content=True,
                    content_settings=settings,
                    metadata=content.metadata,
                )
            except HttpResponseError as error:
                if there_already(error):
                    return False
                raise
        return True

    def head(self, name: str) -> Head | None:
        """See Bucket."""
        with azure_errors(self.place):
            try:
                found = self._blob(name).get_blob_properties()
            except HttpResponseError as error:
                if absent(error):
                    return None
                raise
        md5 = found.content_settings.content_md5
        sha256 = vouched(found.metadata, bytes(md5) if md5 else None)
        return Head(bytes=found.size, sha256=sha256)

    def read(self, name: str, sink: Callable[[bytes], object]) -> bool:
        """See Bucket."""
        with azure_errors(self.place):
            try:
                for chunk in self._blob(name).download_blob().chunks():
                    sink(chunk)
            except HttpResponseError as error:
                if absent(error):
                    return False
                raise
        return True

    def page(self, prefix: str, after: str | None) -> tuple[list[str], str | None]:
        """See Bucket."""
        with azure_errors(self.place):
            pages: Any = (
                self._client.get_container_client(self._account.container)
                .list_blob_names(name_starts_with=prefix or None)
                .by_page(after)
            )
            return list(next(pages, ())), pages.continuation_token or None

    def remove(self, name: str) -> None:
        """See Bucket."""
        with azure_errors(self.place):
            try:
                self._blob(name).delete_blob(delete_snapshots="include")
            except HttpResponseError as error:
                if not absent(error):
                    raise

    def versions(self, prefix: str) -> list[Version]:
        """See Bucket. The id of a snapshot or of a version says which of the two it is."""
        with azure_errors(self.place):
            found: Any = self._client.get_container_client(self._account.container).list_blobs(
                name_starts_with=prefix, include=["snapshots", "versions"]
            )
            return [_version(blob) for blob in found]

    def remove_version(self, version: Version) -> None:
        """See Bucket. One that is current becomes an old one where the account keeps versions."""
        if version.id is None:
            self.remove(version.name)
            return
        kind, _, word = version.id.partition(" ")
        self._blob(version.name)  # refuses a name that Azure does not take
        which: dict[str, Any] = {kind: word}
        with azure_errors(self.place):
            try:
                self._client.get_blob_client(
                    self._account.container, version.name, **which
                ).delete_blob()
            except HttpResponseError as error:
                if not absent(error):
                    raise

    def sign(self, name: str, expires: timedelta) -> str:
        """See Bucket. A SAS for reading one blob, over TLS except from this machine."""
        url, start, end = self._blob(name).url, self._now() - _SKEW, self._now() + expires
        plain = urlsplit(url).scheme == "http"
        if self._account.sas or (plain and urlsplit(url).hostname not in _LOOPBACK):
            raise CannotServe(
                f"{self.place} has no links: they take https and an account key or an identity"
            )
        with azure_errors(self.place):
            query = generate_blob_sas(
                self._account.name,
                self._account.container,
                name,
                **self._signer(start, end),
                permission=BlobSasPermissions(read=True),
                start=start,
                expiry=end,
                protocol="https,http" if plain else "https",
            )
        return f"{url}?{query}"

    @property
    def _delegated(self) -> bool:
        return self._account.key is None and self._account.sas is None

    def _signer(self, start: datetime, end: datetime) -> dict[str, Any]:
        if self._account.key is not None:
            return {"account_key": self._account.key.reveal()}
        return {"user_delegation_key": self._client.get_user_delegation_key(start, end)}

    def _blob(self, name: str) -> BlobClient:
        if _UNSUITED.search(name):
            raise CannotServe(f"{name!r} is not a key that Azure can hold; look at its row")
        return self._client.get_blob_client(self._account.container, name)

    @cached_property
    def _client(self) -> BlobServiceClient:
        return client_of(self._account, self._timeout, self._identity)


def _version(blob: Any) -> Version:
    if blob.snapshot:
        return Version(name=blob.name, id=f"snapshot {blob.snapshot}", is_current=False)
    if blob.version_id and not blob.is_current_version:
        return Version(name=blob.name, id=f"version_id {blob.version_id}", is_current=False)
    return Version(name=blob.name, id=None, is_current=True)
