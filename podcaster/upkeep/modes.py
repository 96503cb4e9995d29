"""Whether others on this machine can read what is kept about learners."""

from collections.abc import Iterator
from pathlib import Path
from stat import S_IMODE

from podcaster.upkeep.findings import Finding


def state_is_private(state_dir: Path) -> Iterator[Finding]:
    """The state directory holds scripts, answers and the ledger; says nothing where it is not."""
    try:
        mode = S_IMODE(state_dir.stat().st_mode)
    except OSError:
        return
    if mode & 0o027:
        said = f"can be read or written by others on this machine (mode {mode:04o})"
        yield Finding(
            "storage", "warning", f"state_dir {state_dir}", said, f"chmod 700 {state_dir}"
        )
