"""The proofs about disks, ledgers, crons and clocks in full, of which CI runs a sample.

    python benchmarks/troubles.py

Needs root, cron and libfaketime, as the tests that need servers do. A file that may not grow is
tried at 194 sizes, two runs at once 50 times, and Debian's cron on eleven days in six zones.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROOFS = (
    "tests/nights/test_disks_in_trouble.py",
    "tests/servers/test_two_crons.py",
    "tests/servers/test_cron_when_clocks_change.py",
    "tests/servers/test_clocks_that_jump.py",
    "tests/servers/test_what_is_away.py",
)


def main() -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-m", "servers or not servers", *PROOFS]
    environment = {**os.environ, "IN_FULL": "1"}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
