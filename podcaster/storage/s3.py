"""A bucket of Amazon S3, DigitalOcean Spaces or a service like them as a store."""

import math
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from podcaster.domain.episode import StoredObject
from podcaster.errors import CannotServe, Misused
from podcaster.remote.credentials import Credentials
from podcaster.storage.bucket import Refused
from podcaster.storage.bucket_store import BucketStore
from podcaster.storage.options import S3Options
from podcaster.storage.s3_bucket import S3Bucket
from podcaster.storage.s3_probe import probe
from podcaster.storage.s3_where import BucketKind
from podcaster.storage.store import key_segments

_LOCKS = 64
_REST = 30.0
"""Seconds for which a service that could not be proved is not asked again by a put."""


class S3Store(BucketStore):
    """A Store; `bucket` is for what concerns the bucket as a whole.

    What `prepare` finds out about the service is kept as long as this store; the first put finds
    it out where nobody did. Where the service would overwrite, puts to one key queue up.
    """

    def __init__(
        self,
        name: str,
        options: BucketKind,
        *,
        credentials: Credentials,
        prefix: str = "",
        directory: Path = Path(),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Misused where the options name no bucket; nothing is asked yet."""
        if not options.bucket:
            raise Misused(f"store {name} has no bucket: set bucket in [stores.{name}]")
        self.bucket = S3Bucket(name, options, credentials, directory)
        super().__init__(name, self.bucket, prefix, sleep=sleep)
        self._options = options
        self._found_out: tuple[str, ...] = ()
        self._proving = threading.Lock()
        self._failure, self._resting_until = "", -math.inf
        self._locks = [threading.Lock() for _ in range(_LOCKS)]

    @property
    def warnings(self) -> tuple[str, ...]:
        """See Store."""
        options = self._options
        if isinstance(options, S3Options) and options.cdn_domain and not options.cloudfront_key_id:
            return (
                f"store {self.name} has a cdn_domain but no cloudfront_key_id: links lead to the "
                "bucket itself, since one without a signature would play nothing",
                *self._found_out,
            )
        return self._found_out

    def prepare(self, room: int = 0) -> None:
        """See Store; `room` is not looked for, since no bucket has a size."""
        try:
            self._prove()
        except Refused as error:
            raise Misused(str(error)) from error

    def put(self, key: str, source: Path, sha256: str) -> StoredObject:
        """See Store. At most 100 MiB."""
        key_segments(key)  # a key that cannot be is told as such even where the service is down
        self._prove_once()
        alone = self._locks[hash(key) % _LOCKS] if self._overwrites else nullcontext()
        with alone:
            return super().put(key, source, sha256)

    def _prove_once(self) -> None:
        with self._proving:
            if self._overwrites is not None:
                return
            if self._clock() < self._resting_until:
                raise CannotServe(self._failure)
            try:
                self._prove()
            except CannotServe as error:
                self._failure, self._resting_until = str(error), self._clock() + _REST
                raise

    def _prove(self) -> None:
        self._found_out = probe(self.bucket, self._prefix, self._ask)
        self._overwrites = not self.bucket.conditional
