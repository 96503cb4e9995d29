"""Texts that are kept to be read by people, and compared by tests.

`PODCASTER_UPDATE_SNAPSHOTS=1 pytest` writes them anew; the change is then reviewed like code.
"""

import os
from pathlib import Path


def assert_same_as(snapshot: Path, text: str) -> None:
    """`text` is what `snapshot` holds; where asked to, writes it there instead."""
    if os.environ.get("PODCASTER_UPDATE_SNAPSHOTS") == "1":
        snapshot.parent.mkdir(parents=True, exist_ok=True)
        snapshot.write_text(text, encoding="utf-8")
    assert text == snapshot.read_text(encoding="utf-8")
