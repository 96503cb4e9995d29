"""Azure Blob Storage as a store."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials
from podcaster.storage.azure_account import account_of, missing
from podcaster.storage.bucket_store import BucketStore
from podcaster.storage.options import AzureBlobOptions

__all__ = ["AzureStore", "missing"]


class AzureStore(BucketStore):
    """Block blobs of one container; a Store.

    Misused where the client is not installed or its credentials are missing; nobody is asked yet.
    """

    def __init__(
        self,
        name: str,
        options: AzureBlobOptions,
        *,
        prefix: str,
        credentials: Credentials,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if lacking := missing(options, credentials):
            raise Misused(f"store {name} (azure) lacks {', '.join(lacking)}")
        # Imported when needed: the client is an extra, and loading it takes a while.
        from podcaster.storage.azure_container import Container

        container = Container(account_of(options, credentials), options.timeout, now)
        super().__init__(name, container, prefix, sleep=sleep)
