"""One connection to the ledger's file, used by one thread at a time."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from podcaster.errors import Deferred, Misused
from podcaster.ledger.schema import is_behind
from podcaster.ledger.sqlite_errors import sqlite_errors

Value = str | int | float | None
Parameters = Sequence[Value] | Mapping[str, Value]


class Outdated(Misused):
    """The tables are older than this program; whoever opens the ledger to write renews them."""


class Database:
    """Reads and transactions that may be asked for by any thread; errors are always ours."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        connection.row_factory = sqlite3.Row
        self._connection, self._path = connection, path
        self._turn = threading.RLock()
        self._opened = _stat(path)

    @classmethod
    def open(cls, path: Path, busy_timeout: float) -> "Database":
        """The file at `path` for reading and writing, made with mode 0600 if it is missing.

        A commit survives a power cut. `busy_timeout` is in seconds. Tables of an older version are
        renewed, once a copy of the ledger as it was lies beside it.
        """
        _create(path)
        with sqlite_errors(path):
            connection = _connect(f"{path.absolute().as_uri()}?mode=rw", busy_timeout)
            try:
                behind = is_behind(connection, path)
                _set_up(connection, path)
                if behind:
                    _migrate(connection, lambda: _keep(path, busy_timeout))
            except BaseException:
                connection.close()
                raise
        return cls(connection, path)

    @classmethod
    def open_to_read(cls, path: Path, busy_timeout: float) -> "Database":
        """The file at `path` as it is, or empty tables where there is no such file yet."""
        with sqlite_errors(path):
            if _is_missing(path):
                connection = _connect("file::memory:", busy_timeout)
                _migrate(connection)
                return cls(connection, path)
            connection = _connect(f"{path.absolute().as_uri()}?mode=ro", busy_timeout)
            try:
                if is_behind(connection, path):
                    raise Outdated(
                        f"the ledger {path} is of an older version; `podcaster retry` renews it"
                    )
            except BaseException:
                connection.close()
                raise
        return cls(connection, path)

    @property
    def path(self) -> Path:
        """Where the file is, or would be."""
        return self._path

    def rows(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """Everything a query finds."""
        with self.reading() as connection:
            return connection.execute(sql, parameters).fetchall()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for several queries without other threads between them."""
        with self._turn, sqlite_errors(self._path):
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that is durable when the block ends, and undone if it raises.

        It takes the write lock at its start: one that reads first and asks for the lock later
        would fail at once, whatever the time-out, if another had written in between. Within
        another one of the same thread it is part of that. Deferred where the file is no longer at
        its place: SQLite would go on writing in one that nobody can find.
        """
        with self.reading() as connection:
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                connection.rollback()
                raise
            self._require_its_place()

    @contextmanager
    def noting(self) -> Iterator[sqlite3.Connection]:
        """As `writing`, for what is no milestone and comes often: it does not wait for the disk.

        It survives the death of this process; after a power cut the last notes may be missing.
        """
        with self.reading() as connection:
            if connection.in_transaction:
                yield connection
                return
            connection.execute("PRAGMA synchronous = NORMAL")
            try:
                with self.writing():
                    yield connection
            finally:
                connection.execute("PRAGMA synchronous = FULL")

    def _require_its_place(self) -> None:
        # After the commit and not before: what is paid for is thrown away only once it is written.
        there = _stat(self._path)
        if self._opened is None or (there and os.path.samestat(there, self._opened)):
            return
        raise Deferred(
            f"the ledger {self._path} was {'replaced' if there else 'moved away'} while it was"
            " written in; put back the one that was there, then run `podcaster retry`"
        )

    def close(self) -> None:
        """Ends the connection; closing it again is allowed."""
        with self._turn, sqlite_errors(self._path):
            self._connection.close()


def _migrate(connection: sqlite3.Connection, keep: Callable[[], object] = tuple) -> None:
    # Imported when needed: a ledger is renewed once, and opened every few minutes.
    from podcaster.ledger.migrations import migrate

    migrate(connection, keep)


def _keep(path: Path, busy_timeout: float) -> None:
    from podcaster.ledger.snapshot import before_upgrade

    before_upgrade(path, busy_timeout).take()


def _connect(uri: str, busy_timeout: float) -> sqlite3.Connection:
    return sqlite3.connect(
        uri, uri=True, timeout=busy_timeout, isolation_level=None, check_same_thread=False
    )


def _set_up(connection: sqlite3.Connection, path: Path) -> None:
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise Misused(f"the ledger {path} needs a local disk; move state_dir to one")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def require_no_rest(path: Path) -> None:
    """Misused where only what belongs to a ledger is left: a new one would make all of it anew."""
    rest = path.with_name(f"{path.name}-wal")
    if (found := _stat(rest)) and found.st_size and not path.exists():
        raise Misused(
            f"the ledger {path} is gone, though {rest.name} beside it is not: put it back, or move"
            " that file away and put the newest backup in its place"
        )


def _is_missing(path: Path) -> bool:
    require_no_rest(path)
    try:
        return path.stat().st_size == 0
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError as error:
        raise _unusable(path, error) from error


def _create(path: Path) -> None:
    """The file must have its mode before SQLite sees it, since the files beside it copy it."""
    require_no_rest(path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise _unusable(path, error) from error


def _unusable(path: Path, error: OSError) -> Misused:
    return Misused(
        f"the ledger {path} cannot be opened ({error.strerror}); "
        "give it and its directory to the user that runs podcaster"
    )
