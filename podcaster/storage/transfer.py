"""The only copier: nothing gets into a store by another way."""

from pathlib import Path

from podcaster.domain.episode import StoredObject
from podcaster.errors import CannotServe
from podcaster.storage.disk_errors import disk_errors
from podcaster.storage.once import measured
from podcaster.storage.store import Found, Store


class SourceLost(CannotServe):
    """The file to be copied is gone or is not what it was; making it again is the only way on."""


def transfer(key: str, *, bytes: int, sha256: str, source: Path, target: Store) -> StoredObject:  # noqa: A002  # the domain's word
    """Copies the file `source` to `target` and proves that it arrived.

    SourceLost before anything is sent if `source` is not the file of `bytes` and `sha256`. That it
    arrived is proved by the target's `put`, which looks at the object itself before it returns.
    May be repeated.
    """
    expected = Found(bytes=bytes, sha256=sha256)
    if _of(source) != expected:
        raise SourceLost(f"{source} is gone or damaged; `podcaster retry` makes it again")
    stored = target.put(key, source, sha256)
    if Found(bytes=stored.bytes, sha256=stored.sha256) != expected:
        raise CannotServe(
            f"store {target.name} does not hold {key} as it was put; "
            "look at the store, then run `podcaster retry`"
        )
    return stored


def _of(source: Path) -> Found | None:
    with disk_errors(source):
        try:
            with source.open("rb") as file:
                return measured(file)
        except FileNotFoundError:
            return None
