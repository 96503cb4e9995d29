"""Lets the n-th call that matters fail in this process, once: of the disk, the ledger or a socket.

Counted are: opening for writing, writing, fsync, mkdir, link, rename, a commit of SQLite, and
sending over a socket. They are the same in two nights that do the same one after another.
"""

import atexit
import builtins
import errno
import io
import itertools
import json
import os
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

FULL, BROKEN = "ENOSPC", "EIO"
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_SQLITE = {
    FULL: ("SQLITE_FULL", "database or disk is full"),
    BROKEN: ("SQLITE_IOERR", "disk I/O error"),
}
_CALLS = ("write", "pwrite", "fsync", "mkdir", "link", "rename", "replace")


class Trap:
    """Counts calls and fails the `nth`; `failed` is what that was."""

    def __init__(self, nth: int, kind: str) -> None:
        self._nth, self._kind, self._calls = nth, kind, itertools.count(1)
        self.failed = ""

    def pass_by(self, what: str) -> None:
        """One call; OSError if it is the one."""
        if self._hits(what):
            number = getattr(errno, self._kind)
            raise OSError(number, os.strerror(number))

    def commit(self) -> None:
        if self._hits("commit"):
            name, said = _SQLITE[self._kind]
            error = sqlite3.OperationalError(said)
            error.sqlite_errorcode, error.sqlite_errorname = getattr(sqlite3, name), name
            raise error

    def send(self) -> None:
        if self._hits("send"):
            raise ConnectionResetError(errno.ECONNRESET, os.strerror(errno.ECONNRESET))

    def _hits(self, what: str) -> bool:
        is_it = next(self._calls) == self._nth
        if is_it:
            self.failed = what
        return is_it


def fail_nth(nth: str, kind: str, told: str) -> None:
    """Sets the trap in this process; what failed stands in the file `told` in the end."""
    trap = Trap(int(nth), kind)
    for name in _CALLS:
        setattr(os, name, _trapped(getattr(os, name), trap, name))
    _trap_opening(trap)
    _trap_sqlite(trap)
    sendall = socket.socket.sendall

    def send(self: socket.socket, *args: Any) -> None:
        try:
            trap.send()
        except ConnectionResetError:
            self.shutdown(socket.SHUT_RDWR)  # or somebody would wait for an answer
            raise
        sendall(self, *args)

    socket.socket.sendall = send  # type: ignore[method-assign]
    atexit.register(lambda: _tell(Path(told), trap))


def _tell(path: Path, trap: Trap) -> None:
    failed, trap._nth = trap.failed, 0
    path.write_text(json.dumps(failed))


def _trapped(call: Callable[..., Any], trap: Trap, name: str) -> Callable[..., Any]:
    def trapped(*args: Any, **kwargs: Any) -> Any:
        trap.pass_by(name)
        return call(*args, **kwargs)

    return trapped


def _trap_opening(trap: Trap) -> None:
    os_open, io_open = os.open, io.open

    def open_fd(path: Any, flags: int, *args: Any, **kwargs: Any) -> int:
        if flags & _WRITING:
            trap.pass_by("open")
        return os_open(path, flags, *args, **kwargs)

    class File(io.FileIO):
        def write(self, content: Any) -> int:
            trap.pass_by("write")
            return super().write(content)

    def open_file(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if not set(mode) & set("wax+"):
            return io_open(file, mode, *args, **kwargs)
        if not isinstance(file, int):
            trap.pass_by("open")
        raw = File(file, mode.replace("b", "").replace("t", ""))
        binary = (io.BufferedRandom if "+" in mode else io.BufferedWriter)(raw)
        if "b" in mode:
            return binary
        encoding = kwargs.get("encoding") or (args[1] if len(args) > 1 else None)
        return io.TextIOWrapper(binary, encoding=encoding)

    os.open = open_fd
    io.open = builtins.open = open_file


def _trap_sqlite(trap: Trap) -> None:
    connect = sqlite3.connect

    class Connection(sqlite3.Connection):
        def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
            if sql.strip().upper().startswith("COMMIT"):
                trap.commit()
            return super().execute(sql, *args)

    def connect_trapped(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        return connect(*args, factory=Connection, **kwargs)

    sqlite3.connect = connect_trapped
