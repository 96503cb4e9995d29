"""Whether stores take objects, those that hold episodes and those that are only configured."""

from collections.abc import Callable, Iterator

from podcaster.errors import Misused, PodcasterError
from podcaster.remote.credentials import Credentials
from podcaster.storage.bucket_store import BucketStore
from podcaster.storage.local import LocalStore
from podcaster.storage.options import S3Options, SpacesOptions, StoreOptions
from podcaster.storage.s3_account import missing
from podcaster.storage.store import Store
from podcaster.upkeep.findings import Finding, Verdict, said_and_do


def require_access(name: str, options: StoreOptions, credentials: Credentials) -> None:
    """Misused where a bucket could not even be asked; other kinds say so when they are opened."""
    if isinstance(options, S3Options | SpacesOptions) and (lacks := missing(options, credentials)):
        raise Misused(
            f"store {name} cannot be asked: set {' and '.join(lacks)} in the environment"
            f" or [stores.{name}]"
        )


def store_takes_objects(
    name: str, opened: Callable[[], Store], *, online: bool, is_needed: bool = True
) -> Iterator[Finding]:
    """Whether objects can be put, and never over others; a remote store is only asked `online`.

    What the operator must mend is a failure where episodes live there or are to, else a warning.
    """
    about, wrong = f"store {name}", _worst(is_needed=is_needed)
    try:
        store = opened()
    except Misused as error:
        yield from () if online else (_not_ok(about, wrong, error),)
        return
    if isinstance(store, LocalStore) is online:
        return
    if isinstance(store, LocalStore) and not store.root.exists():
        yield _ok(about, f"{store.root} is made when it is needed")
        return
    try:
        store.prepare()
    except PodcasterError as error:
        yield _not_ok(about, wrong if isinstance(error, Misused) else "warning", error)
        return
    yield _ok(about, f"takes objects, and none over another{_place(store)}")
    yield from (_not_ok(about, "warning", each) for each in store.warnings)


def _worst(*, is_needed: bool) -> Verdict:
    return "failure" if is_needed else "warning"


def _place(store: Store) -> str:
    """Where that is, behind what is said of it."""
    if isinstance(store, LocalStore):
        return f", in {store.root}"
    if isinstance(store, BucketStore):
        return f", in {store.place.removeprefix(f'store {store.name} ').strip('()')}"
    return ""


def _ok(about: str, said: str) -> Finding:
    return Finding("storage", "ok", about, said)


def _not_ok(about: str, verdict: Verdict, error: PodcasterError | str) -> Finding:
    return Finding("storage", verdict, about, *said_and_do(error))
