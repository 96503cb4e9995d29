"""Every version of an object in a bucket of S3, and the marks of their removal.

Facts: Amazon S3 API Reference, ListObjectVersions; Amazon S3 User Guide, "Deleting object versions
from a versioning-enabled bucket".
"""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from podcaster.storage.bucket import Version
from podcaster.storage.s3_errors import Absent, Declined

UNKNOWN = frozenset({"NotImplemented", "501", "MethodNotAllowed", "405"})
"""What a service says that has never heard of versions."""
_NULL = "null"
"""The id of what was put while there were no versions."""


class Asked(Protocol):
    """What is needed of a bucket."""

    def ask(self, operation: str, **parameters: object) -> Mapping[str, Any]:
        """One request about it."""

    def versioning(self) -> str:
        """ "Enabled", "Suspended", or "" where there have never been versions."""


def versions_of(bucket: Asked, prefix: str) -> list[Version] | None:
    """All versions below a prefix; None where there are none but the objects themselves."""
    try:
        return list(_listed(bucket, prefix))
    except Declined as error:
        if error.code not in UNKNOWN and _may_keep_versions(bucket):
            raise
    return None


def remove_version(bucket: Asked, version: Version) -> None:
    """Removes it for good, but for one without a name of its own: that goes as an object does.

    Not every service that never had versions knows what `null` is.
    """
    is_plain = version.id is None or (version.is_current and version.id == _NULL)
    which = {} if is_plain else {"VersionId": version.id}
    try:
        bucket.ask("delete_object", Key=version.name, **which)
    except Absent:
        return


def _listed(bucket: Asked, prefix: str) -> Iterator[Version]:
    start: dict[str, str] = {}
    while True:
        told = bucket.ask("list_object_versions", Prefix=prefix, **start)
        for kind in ("Versions", "DeleteMarkers"):
            for each in told.get(kind, ()):
                is_current = kind == "Versions" and bool(each["IsLatest"])
                yield Version(name=each["Key"], id=each["VersionId"], is_current=is_current)
        if not told.get("IsTruncated"):
            return
        markers = {name: told.get(f"Next{name}") for name in ("KeyMarker", "VersionIdMarker")}
        start = {name: marker for name, marker in markers.items() if marker}


def _may_keep_versions(bucket: Asked) -> bool:
    try:
        return bool(bucket.versioning())
    except Declined as error:
        return error.code not in UNKNOWN
