"""What lies beside an object, and what of it proves that its bytes are ours.

Facts: Amazon S3, "Checking object integrity" and "Common response headers".
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from podcaster.storage.bucket import Content, vouched

_EPISODE = re.compile(r"/\d{4}-\d\d-\d\d_([\w-]+)\.mp3\Z", re.ASCII)
_MD5 = re.compile(r"[0-9a-f]{32}")


def sums_of(content: Content, checksums: bool) -> dict[str, str]:
    """What the service checks the body against, beside the hash that is in the signature."""
    if not checksums:
        return {"ContentMD5": _base64(content.md5)}
    return {"ChecksumAlgorithm": "SHA256", "ChecksumSHA256": _base64(content.sha256)}


def _base64(digest: str) -> str:
    return b64encode(bytes.fromhex(digest)).decode("ascii")


def episode_of(name: str) -> dict[str, str]:
    """Metadata of an MP3 whose name is that of an episode."""
    found = _EPISODE.search(name)
    return {"podcaster-episode": found[1]} if found else {}


def proven(told: Mapping[str, Any], checksums: bool) -> str | None:
    """The sha256 that the service computed; else ours, if its MD5 of the bytes speaks for it.

    An ETag is an MD5 only where it looks like one and the object is not encrypted with KMS.
    """
    sha256 = told.get("ChecksumSHA256", "")
    if checksums and sha256 and told.get("ChecksumType", "FULL_OBJECT") == "FULL_OBJECT":
        return b64decode(sha256).hex()
    etag = str(told.get("ETag", "")).strip('"')
    if not _MD5.fullmatch(etag) or "kms" in str(told.get("ServerSideEncryption", "")):
        return None
    return vouched(told.get("Metadata"), bytes.fromhex(etag))
