"""Whom a source has named already, remembered on disk so that a million cost no memory."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from podcaster.domain.learner import LearnerId
from podcaster.sources.nameless import nameless_database, unwritable

_TABLES = "CREATE TABLE seen (digest BLOB PRIMARY KEY) WITHOUT ROWID; BEGIN"


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
            raise unwritable(error) from None


@contextmanager
def nobody_seen(max_pages: int = 0) -> Iterator[Seen]:
    """A memory that begins empty and is gone afterwards, even after a kill.

    `max_pages` limits its file, in pages of 4 KB; 0 does not.
    """
    try:
        connection = nameless_database(_TABLES, max_pages)
    except (OSError, sqlite3.Error) as error:
        raise unwritable(error) from None
    with closing(connection):
        yield Seen(connection)
