"""Google Cloud Storage as a store."""

import time
from collections.abc import Callable
from pathlib import Path

from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials
from podcaster.storage.bucket_store import BucketStore
from podcaster.storage.gcs_account import account_of, missing
from podcaster.storage.options import GcsOptions

__all__ = ["GcsStore", "missing"]


class GcsStore(BucketStore):
    """Objects of one bucket; a Store.

    Misused where the client is not installed or its credentials are missing; nobody is asked yet,
    but the machine for its own role.
    """

    def __init__(
        self,
        name: str,
        options: GcsOptions,
        *,
        prefix: str,
        directory: Path,
        credentials: Credentials,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if lacking := missing(options, credentials):
            raise Misused(f"store {name} (gcs) lacks {', '.join(lacking)}")
        # Imported when needed: the client is an extra, and loading it takes a while.
        from podcaster.storage.gcs_bucket import GcsBucket

        bucket = GcsBucket(account_of(options, credentials, directory), options.timeout)
        super().__init__(name, bucket, prefix, sleep=sleep)
