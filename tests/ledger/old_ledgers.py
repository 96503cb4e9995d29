"""Ledgers as earlier versions left them.

    python old_ledgers.py PATH

renews the ledger at PATH for every number of seconds on its stdin, in a process that it kills so
much later, and prints whether that was still at work.
"""

import os
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

from podcaster.ledger.ledger import Ledger

FIRST, FIRST_NEW = "001_episodes_attempts_runs", "002_attempts_by_start"
_BROUGHT = (
    ["INDEX IF EXISTS attempts_by_start"],
    ["INDEX IF EXISTS episodes_by_store", "INDEX IF EXISTS episodes_with_copies"],
    ["TABLE IF EXISTS forgotten"],
)
"""What the second version brought, the third, and so on."""


def age(path: Path, version: int = 1) -> None:
    """Takes from a ledger all that later versions than that have brought."""
    with closing(sqlite3.connect(path)) as older, older:
        for name in [name for names in _BROUGHT[version - 1 :] for name in names]:
            older.execute(f"DROP {name}")
        older.execute("DELETE FROM _sqlite_migrations WHERE name >= ?", [f"{version + 1:03}"])


def versions(path: Path) -> list[str]:
    """The names of all changes that a ledger has, as SQLite itself reads them."""
    with closing(sqlite3.connect(path)) as connection:
        sql = "SELECT name FROM _sqlite_migrations ORDER BY name"
        return [name for (name,) in connection.execute(sql)]


def contents(path: Path) -> list[str]:
    """Every statement that would make its rows and tables again, but for the list of changes."""
    with closing(sqlite3.connect(path)) as connection:
        return [each for each in connection.iterdump() if "_sqlite_migrations" not in each]


def opened(path: Path) -> None:
    """What the first night of a newer version begins with."""
    Ledger.open(path).close()


def killed_upgrade(path: Path, after: float) -> bool:
    """Renews a ledger in a process that is killed so many seconds later; True if it was at work."""
    child = os.fork()
    if child == 0:
        opened(path)
        os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    opened(Path(sys.argv[1]))  # loads whatever is loaded when it is first needed
    print("ready", flush=True)
    for line in sys.stdin:
        print(killed_upgrade(Path(sys.argv[1]), float(line)), flush=True)
