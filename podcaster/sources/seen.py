"""Whom a source has named already, remembered on disk so that a million cost no memory."""

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from podcaster.domain.learner import LearnerId
from podcaster.errors import SourceUnreadable


class Seen:
    """Tells those who come again; by a hash of 128 bits, since an id may be long."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def again(self, learner: LearnerId) -> bool:
        """True if asked about this learner before."""
        identity = f"{len(learner.tenant)} {learner.tenant}{learner.user_id}".encode()
        digest = hashlib.blake2b(identity, digest_size=16).digest()
        try:
            return not self._connection.execute(
                "INSERT OR IGNORE INTO seen VALUES (?)", (digest,)
            ).rowcount
        except sqlite3.Error as error:
            raise _unwritable(error) from None


@contextmanager
def nobody_seen(max_pages: int = 0) -> Iterator[Seen]:
    """A memory that begins empty and is gone afterwards, even after a kill.

    `max_pages` limits its file, in pages of 4 KB; 0 does not.
    """
    try:
        connection = _nameless_database(max_pages)
    except (OSError, sqlite3.Error) as error:
        raise _unwritable(error) from None
    with closing(connection):
        yield Seen(connection)


def _nameless_database(max_pages: int) -> sqlite3.Connection:
    handle, path = tempfile.mkstemp(prefix="podcaster-", suffix=".sqlite")
    os.close(handle)
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        connection.executescript(
            f"PRAGMA page_size = 4096; PRAGMA max_page_count = {max_pages};"
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8192;"
            "PRAGMA locking_mode = EXCLUSIVE;"
            "CREATE TABLE seen (digest BLOB PRIMARY KEY) WITHOUT ROWID; BEGIN"
        )
    except sqlite3.Error:
        connection.close()
        raise
    finally:
        Path(path).unlink()  # the open file lives on without its name
    return connection


def _unwritable(error: Exception) -> SourceUnreadable:
    return SourceUnreadable(
        f"the learners read so far could not be noted in {tempfile.gettempdir()} ({error});"
        " make room there or set TMPDIR to another directory"
    )
