"""What a store asks of a remote service, whatever the service calls it."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from podcaster.errors import CannotServe
from podcaster.storage.disk_errors import disk_errors

LARGEST = 100 * 2**20
"""Bytes of an object; one is held in memory while it is sent. An episode has a few million."""

PRIVATE = "private, max-age=86400"
_TYPES = {".mp3": "audio/mpeg", ".vtt": "text/vtt", ".json": "application/json"}


class Refused(CannotServe):
    """The service wants another account, key or bucket: the operator has to mend it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Bytes on their way to a service, with the sums that prove their arrival."""

    body: bytes = field(repr=False)
    sha256: str
    md5: str

    @classmethod
    def of(cls, body: bytes) -> "Content":
        """`body` with its sums, in lower-case hex."""
        return cls(
            body=body,
            sha256=hashlib.sha256(body).hexdigest(),
            md5=hashlib.md5(body, usedforsecurity=False).hexdigest(),
        )

    @property
    def metadata(self) -> dict[str, str]:
        """What lies beside the object, for `vouched`."""
        return {"sha256": self.sha256, "md5": self.md5}


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a service says of an object; `sha256` is None where nothing vouches for it."""

    bytes: int
    sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of an object, or the mark of its removal; `id` is the service's own.

    None where the service speaks of the object alone. `is_current` is the one that is read.
    """

    name: str
    id: str | None
    is_current: bool


class Bucket(Protocol):
    """One bucket or container. Names are whole: prefix and key. Thread-safe.

    Every method asks once. It raises Transient where asking again may help, Refused where the
    operator has to mend something, Deferred where the service is full, else CannotServe.
    """

    @property
    def place(self) -> str:
        """What errors call it."""

    @property
    def longest_link(self) -> timedelta | None:
        """How long a link may be good for at most; None where nothing limits it."""

    def create(self, name: str, content: Content, content_type: str) -> bool:
        """Makes an object where none is, whole or not at all; False where one is."""

    def head(self, name: str) -> Head | None:
        """What is there; None if nothing is."""

    def read(self, name: str, sink: Callable[[bytes], object]) -> bool:
        """Gives the bytes of an object to `sink`, from the first on; False if there is none."""

    def page(self, prefix: str, after: str | None) -> tuple[list[str], str | None]:
        """Names in the order of their bytes, and what the next page is asked `after`, if any."""

    def remove(self, name: str) -> None:
        """Removes an object; none need be there."""

    def versions(self, prefix: str) -> list[Version]:
        """Every version of every object whose name begins so; asks once for each page."""

    def remove_version(self, version: Version) -> None:
        """Removes one of them for good, or makes an old version of it; none need be there."""

    def sign(self, name: str, expires: timedelta) -> str:
        """A URL that is good for reading until `expires` from now."""


def content_of(source: Path, sha256: str) -> Content:
    """The file `source`; CannotServe where it is not of `sha256`, or too large to be sent."""
    with disk_errors(source):
        if source.stat().st_size > LARGEST:
            raise CannotServe(f"{source} is larger than {LARGEST} bytes; no episode is")
        content = Content.of(source.read_bytes())
    if content.sha256 != sha256:
        raise CannotServe(f"{source} is not what was promised; make it again")
    return content


def content_type(key: str) -> str:
    """The media type of what a key names."""
    return _TYPES.get(Path(key).suffix, "application/octet-stream")


def vouched(metadata: Mapping[str, str] | None, md5: bytes | None) -> str | None:
    """The sha256 that we noted beside an object, if the server's own MD5 speaks for its bytes."""
    noted = metadata or {}
    return noted.get("sha256") if md5 and noted.get("md5") == md5.hex() else None
