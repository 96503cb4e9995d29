"""A bucket as a store: what is the same whatever the service."""

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import TypeVar

from podcaster.domain.episode import StoredObject
from podcaster.errors import CannotServe, Conflict, Misused, Transient
from podcaster.remote.retry import retried
from podcaster.storage.bucket import Bucket, Content, Refused, Version, content_of, content_type
from podcaster.storage.replacing import replacing
from podcaster.storage.store import Erased, Found, is_key, key_segments

Answer = TypeVar("Answer")

_TRIES = 20
_SWEEPS = 5
"""One removes, the next finds nothing; where removing leaves a version, it takes one more."""


class BucketStore:
    """Objects of a Bucket under a prefix; a Store.

    What it says of an object rests on a checksum that the service computed, or on its bytes. The
    service is asked again a few times where that may help, after a while in `sleep`: an error that
    this raises comes out, and nothing is asked again.
    """

    def __init__(
        self,
        name: str,
        bucket: Bucket,
        prefix: str = "",
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._bucket = bucket
        inner = prefix.strip("/")
        self._prefix = "/".join(key_segments(inner)) + "/" if inner else ""
        self._sleep, self._clock = sleep, clock
        self._overwrites: bool | None = None  # as `prepare` found out

    @property
    def warnings(self) -> tuple[str, ...]:
        """See Store."""
        return (
            ()
            if self._overwrites is not True
            else (
                f"{self._bucket.place} would write over objects; it is asked before each put,"
                " so let nobody else put there",
            )
        )

    @property
    def longest_link(self) -> timedelta | None:
        """See Store."""
        return self._bucket.longest_link

    @property
    def place(self) -> str:
        """What errors call the bucket."""
        return self._bucket.place

    @property
    def prefix(self) -> str:
        """What every name in the bucket begins with: "", or with a slash at its end."""
        return self._prefix

    def prepare(self, room: int = 0) -> None:
        """See Store; `room` is not looked for, since no bucket has a size."""
        try:
            self._overwrites = self._creates_twice()
        except Refused as error:
            raise Misused(str(error)) from None

    def put(self, key: str, source: Path, sha256: str) -> StoredObject:
        """See Store. At most 100 MiB."""
        name, content = self._named(key), content_of(source, sha256)
        create = partial(self._bucket.create, name, content, content_type(key))
        expected = Found(bytes=len(content.body), sha256=sha256)
        for _ in range(_TRIES):
            may_put = self._overwrites is False or self._found(name) is None
            made = may_put and self._ask(create)
            found = self._found(name)
            if found == expected:
                return StoredObject(store=self.name, key=key, bytes=found.bytes, sha256=sha256)
            if found is not None:
                raise self._differs(key, made)
        raise CannotServe(f"{key} is removed from store {self.name} as fast as it is put")

    def fetch(self, key: str, target: Path) -> None:
        """See Store."""
        name = self._named(key)
        with replacing(target) as file:

            def read() -> bool:
                file.seek(0)
                file.truncate()
                return self._bucket.read(name, file.write)

            if not self._ask(read):
                raise CannotServe(f"store {self.name} has no object {key}; it has to be made again")

    def stat(self, key: str) -> Found | None:
        """See Store; reads the object where no checksum of the service vouches for it."""
        return self._found(self._named(key))

    def list(self, prefix: str) -> Iterator[str]:
        """See Store."""
        head, slash, _ = prefix.rpartition("/")
        if not prefix.isprintable() or (slash and not is_key(head)):
            return
        after: str | None = None
        while True:
            names, after = self._ask(partial(self._bucket.page, self._prefix + prefix, after))
            yield from filter(is_key, (name.removeprefix(self._prefix) for name in names))
            if not after:
                return

    def delete(self, key: str) -> None:
        """See Store."""
        self._ask(partial(self._bucket.remove, self._named(key)))

    def erase(self, folder: str) -> Erased:
        """See Store. Old versions go first, so that none of them is ever the current one."""
        erased: Erased | None = None
        for _ in range(_SWEEPS):
            found = self._all_below(folder)
            if erased is None:
                names = [each.name for each in found if each.is_current]
                keys = tuple(name.removeprefix(self._prefix) for name in names)
                erased = Erased(keys=keys, versions=len(found) - len(keys))
            if not found:
                return erased
            for version in sorted(found, key=lambda each: each.is_current):
                self._ask(partial(self._bucket.remove_version, version))
        raise CannotServe(f"{self.place} holds on to what is removed; look at its retention")

    def _all_below(self, folder: str) -> Sequence[Version]:
        """Every version, or the objects where the service speaks of no versions."""
        prefix = f"{self._named(folder)}/"
        try:
            told = self._ask(partial(self._bucket.versions, prefix))
        except Refused as error:
            raise self._without_versions(folder, error) from None
        # A service that tells of more than it was asked for must not cost others their objects.
        found = [each for each in told if each.name.startswith(prefix)]
        return found or [
            Version(name=self._prefix + key, id=None, is_current=True)
            for key in self.list(f"{folder}/")
        ]

    def _without_versions(self, folder: str, refused: Refused) -> CannotServe:
        """What can be removed is removed all the same."""
        for key in list(self.list(f"{folder}/")):
            self.delete(key)
        return CannotServe(
            f"old versions cannot be looked for, since {refused}; for that it takes"
            " s3:ListBucketVersions and s3:DeleteObjectVersion, or their like"
        )

    def link(self, key: str, expires: timedelta) -> str:
        """See Store."""
        name, longest = self._named(key), self.longest_link
        if longest is not None:
            expires = min(expires, longest)
        return self._ask(partial(self._bucket.sign, name, expires))

    def _named(self, key: str) -> str:
        return self._prefix + "/".join(key_segments(key))

    def _found(self, name: str) -> Found | None:
        head = self._ask(partial(self._bucket.head, name))
        if head is None:
            return None
        if head.sha256 is None:
            return self._ask(partial(self._measured, name))
        return Found(bytes=head.bytes, sha256=head.sha256)

    def _measured(self, name: str) -> Found | None:
        digest, size = hashlib.sha256(), 0

        def take(chunk: bytes) -> None:
            nonlocal size
            digest.update(chunk)
            size += len(chunk)

        if not self._bucket.read(name, take):
            return None
        return Found(bytes=size, sha256=digest.hexdigest())

    def _creates_twice(self) -> bool:
        name = f"{self._prefix}.probe/{token_hex(8)}"
        create = partial(self._bucket.create, name, Content.of(b"podcaster"), "text/plain")
        self._ask(create)
        try:
            return self._ask(create)
        finally:
            self._ask(partial(self._bucket.remove, name))

    def _differs(self, key: str, made: bool) -> CannotServe:
        if made:
            return CannotServe(
                f"store {self.name} does not hold {key} as it was put; "
                "look at the store, remove it there, then run `podcaster retry`"
            )
        return Conflict(
            f"store {self.name} has other bytes under {key}; look at both and remove one"
        )

    def _ask(self, call: Callable[[], Answer]) -> Answer:
        try:
            return retried(call, sleep=self._sleep, clock=self._clock)
        except Transient as error:
            raise CannotServe(f"{error}; try again when it answers") from None
