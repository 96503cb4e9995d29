"""A database on disk that has no name: nobody else finds it, and no kill leaves it behind."""

import os
import sqlite3
import tempfile
from pathlib import Path

from podcaster.errors import SourceUnreadable


def nameless_database(tables: str, max_pages: int = 0) -> sqlite3.Connection:
    """A database with `tables`, statements that make them; what it holds is gone when it is closed.

    `max_pages` limits its file, in pages of 4 KB; 0 does not. It keeps no journal, so that nothing
    in it can be taken back. Raises OSError or sqlite3.Error where the temporary directory is gone
    or full; it may be used by one thread after another.
    """
    handle, path = tempfile.mkstemp(prefix="podcaster-", suffix=".sqlite")
    os.close(handle)
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        connection.executescript(
            f"PRAGMA page_size = 4096; PRAGMA max_page_count = {max_pages};"
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8192;"
            f"PRAGMA locking_mode = EXCLUSIVE; {tables}"
        )
    except sqlite3.Error:
        connection.close()
        raise
    finally:
        Path(path).unlink()  # the open file lives on without its name
    return connection


def unwritable(error: Exception) -> SourceUnreadable:
    """What to say where such a database cannot be made or grow."""
    return SourceUnreadable(
        f"the learners read so far could not be noted in {tempfile.gettempdir()} ({error});"
        " make room there or set TMPDIR to another directory"
    )
