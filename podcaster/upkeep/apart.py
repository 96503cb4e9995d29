"""Whether two stores are two places."""

import hashlib
import secrets
from pathlib import Path

from podcaster.domain.keys import MARKERS
from podcaster.errors import Misused
from podcaster.storage.disk_errors import disk_errors
from podcaster.storage.store import Store


def require_apart(source: Store, target: Store, room: Path) -> None:
    """Misused where what is put into `target` is then in `source`, whatever their options say.

    Who takes one place for two would delete the only copy for one left behind.
    """
    key, content = f"{MARKERS}{secrets.token_hex(16)}.txt", b"podcaster was here\n"
    path = room / "marker"
    with disk_errors(path):
        path.write_bytes(content)
    try:
        target.put(key, path, hashlib.sha256(content).hexdigest())
        is_there_too = source.stat(key) is not None
    finally:
        target.delete(key)
        path.unlink(missing_ok=True)
    if is_there_too:
        raise Misused(
            f"the stores {source.name} and {target.name} are the same place; "
            "give one of them another path, bucket or prefix"
        )
