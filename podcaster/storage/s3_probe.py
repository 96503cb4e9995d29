"""What a service does and what it only says it does, found out before it matters."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from secrets import token_hex
from typing import Any

from podcaster.errors import CannotServe
from podcaster.storage.bucket import Content, Refused
from podcaster.storage.s3_bucket import S3Bucket
from podcaster.storage.s3_errors import Declined

Ask = Callable[[Callable[[], Any]], Any]
"""Makes a request, again where that may help."""

_FIRST, _SECOND = Content.of(b"podcaster looks whether it"), Content.of(b"can put things here")
_UNKNOWN_HEADER = frozenset({"NotImplemented", "501", "InvalidArgument", "InvalidRequest"})


def probe(bucket: S3Bucket, prefix: str, ask: Ask) -> tuple[str, ...]:
    """Puts, puts again, reads and removes a small object; what an operator should know of it.

    Afterwards `bucket.conditional` is what the service has shown. Refused where it does not let us.
    """
    name = f"{prefix}.probe/{token_hex(8)}"  # never the same, since some limit puts to one name
    warnings: list[str] = []
    if ask(partial(bucket.head, name)) is not None:
        raise Refused(f"{bucket.place} finds what was never put; look at endpoint_url")
    with _removed_in_the_end(bucket, name, ask, warnings):
        _put_twice(bucket, name, ask)
        if not bucket.conditional:
            warnings.append(
                f"{bucket.place} would write over objects; it is asked before each put,"
                " so let nobody else put there"
            )
        warnings += _read(bucket, name, ask)
    warnings += _versions(bucket, prefix, ask)
    return tuple(warnings)


def _put_twice(bucket: S3Bucket, name: str, ask: Ask) -> None:
    bucket.conditional = True
    try:
        ask(partial(bucket.create, name, _FIRST, "text/plain"))
        bucket.conditional = not ask(partial(bucket.create, name, _SECOND, "text/plain"))
    except Declined as error:
        if error.code not in _UNKNOWN_HEADER:
            raise
        bucket.conditional = False
        ask(partial(bucket.create, name, _FIRST, "text/plain"))


def _read(bucket: S3Bucket, name: str, ask: Ask) -> Iterator[str]:
    head, body = ask(partial(bucket.head, name)), bytearray()

    def read() -> bool:
        body.clear()
        return bucket.read(name, body.extend)

    ask(read)
    held = Content.of(bytes(body))
    if held not in (_FIRST, _SECOND):
        raise Refused(f"{bucket.place} does not give back what was put; look at the service")
    if head is None or (head.sha256 or held.sha256) != held.sha256:
        raise Refused(f"{bucket.place} tells a wrong checksum; set read_back, or use another")
    if head.sha256 is None:
        yield f"{bucket.place} tells no checksum of what it holds; each object is read to be sure"


def _versions(bucket: S3Bucket, prefix: str, ask: Ask) -> Iterator[str]:
    """Says so where what is removed stays for ever; a service that refuses the question is let be.

    Facts: Amazon S3 User Guide, "How S3 Versioning works".
    """
    try:
        is_versioned = ask(bucket.versioning) == "Enabled"
    except CannotServe:
        return
    if is_versioned and not _forgets_versions(bucket, prefix, ask):
        yield (
            f"{bucket.place} keeps versions: episodes that are removed stay there as old versions;"
            " add NoncurrentVersionExpiration to its lifecycle, or run"
            " `podcaster prune --lifecycle install`"
        )


def _forgets_versions(bucket: S3Bucket, prefix: str, ask: Ask) -> bool:
    """Whether a rule that is for episodes too, whatever their tags, removes old versions."""
    try:
        rules = ask(bucket.rules).get("Rules", ())
    except CannotServe:
        return False
    return any(
        rule.get("Status") == "Enabled"
        and "NoncurrentVersionExpiration" in rule
        and rule.get("Filter", {}).keys() <= {"Prefix"}
        and f"{prefix}podcasts/".startswith(rule.get("Filter", rule).get("Prefix", ""))
        for rule in rules
    )


@contextmanager
def _removed_in_the_end(
    bucket: S3Bucket, name: str, ask: Ask, warnings: list[str]
) -> Iterator[None]:
    try:
        yield
    finally:
        try:
            ask(partial(bucket.remove, name))
        except Declined as error:
            warnings.append(f"{error}; until then `forget` and `prune` fail there")
        except CannotServe:
            warnings.append(f"{bucket.place} still holds {name}, which may be removed")
