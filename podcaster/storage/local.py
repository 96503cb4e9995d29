"""A directory as a store: for one machine."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from io import BufferedIOBase, BufferedReader
from pathlib import Path

from podcaster.domain.episode import StoredObject
from podcaster.errors import CannotServe, Misused
from podcaster.storage.directories import directory, files_below, remove_if_empty
from podcaster.storage.disk_errors import disk_errors
from podcaster.storage.leftovers import abandoned, discard
from podcaster.storage.once import measured, open_in, prove_writable, remove, write_once
from podcaster.storage.room import FILES, Free, require_free
from podcaster.storage.secure_link import SecureLinks
from podcaster.storage.store import Erased, Found, is_key, key_segments

_TRIES = 20
MARKER = ".podcaster"
"""An empty file in the root, which tells the disk from the bare directory it is mounted on."""


class LocalStore:
    """One file per key under `root`/`prefix`; a Store.

    Files and directories get `file_mode` and `dir_mode` whatever the umask, which under cron is
    nobody's choice. The file system must be able to make hard links and fsync. One that `is_marked`
    leaves a sign in its root, by which an emptied store is told from a disk that is not mounted.
    """

    warnings: tuple[str, ...] = ()
    longest_link: timedelta | None = None

    def __init__(
        self,
        name: str,
        root: Path,
        prefix: str = "",
        file_mode: int = 0o640,
        dir_mode: int = 0o750,
        links: SecureLinks | None = None,
        *,
        is_marked: bool = True,
    ) -> None:
        self.name, self._links, self._is_marked = name, links, is_marked
        self._root = root.absolute()
        self._prefix = key_segments(prefix.strip("/")) if prefix.strip("/") else ()
        self._file_mode, self._dir_mode = file_mode, dir_mode

    @property
    def root(self) -> Path:
        """The directory, without the prefix."""
        return self._root

    def prepare(self, room: int = 0) -> None:
        """Makes the directory and proves that files can be put there, before anything is paid for.

        Misused if they cannot; Deferred if there are fewer than `room` bytes left for them, or
        hardly any more files can be made.
        """
        place = self._root.joinpath(*self._prefix)
        with (
            disk_errors(place, kind=Misused),
            directory(self._root, self._prefix, make=self._dir_mode) as folder,
        ):
            prove_writable(folder, self._file_mode)
            if self._is_marked:
                self._mark()
            free = Free.of(os.fstatvfs(folder))
        require_free(place, free, room, FILES if room else 0)

    def is_there(self) -> bool:
        """False where there is no directory, or a bare one that this store has never been in.

        A disk that is not mounted leaves one or the other. What was filled before there were
        markers gets one.
        """
        with disk_errors(self._root), suppress(FileNotFoundError, NotADirectoryError):
            names = {each.name for each in self._root.iterdir()}
            if names and MARKER not in names:
                with suppress(OSError):  # one that may only be read is there as well
                    self._mark()
            return bool(names)
        return False

    def put(self, key: str, source: Path, sha256: str) -> StoredObject:
        """See Store."""
        with disk_errors(source), source.open("rb") as content:
            return self.put_from(key, content, sha256)

    def put_from(self, key: str, content: BufferedIOBase, sha256: str) -> StoredObject:
        """Like `put`, from an open file that can seek."""
        *parents, name = self._segments(key)
        with disk_errors(self.path(key), disk=self._root):
            for _ in range(_TRIES):
                # A delete may remove the directory, being empty, before the file is in it.
                with (
                    suppress(FileNotFoundError),
                    directory(self._root, parents, make=self._dir_mode) as folder,
                ):
                    size = write_once(folder, name, content, sha256, self._file_mode)
                    return StoredObject(store=self.name, key=key, bytes=size, sha256=sha256)
        raise CannotServe(f"{self.path(key)} is removed as fast as it is written; try it later")

    def fetch(self, key: str, target: Path) -> None:
        """See Store."""
        part = target.with_name(f".{target.name}.part")
        with self._opened(key) as file, disk_errors(target):
            if file is None:
                raise CannotServe(f"store {self.name} has no object {key}; it has to be made again")
            with part.open("wb") as copy:
                shutil.copyfileobj(file, copy)
                copy.flush()
                os.fsync(copy.fileno())
            part.replace(target)

    def stat(self, key: str) -> Found | None:
        """See Store; reads the whole file."""
        with self._opened(key) as file:
            return None if file is None else measured(file)

    def list(self, prefix: str) -> Iterator[str]:
        """See Store."""
        head, slash, _ = prefix.rpartition("/")
        if slash and not is_key(head):
            return
        start = (*self._prefix, *head.split("/")) if slash else self._prefix
        with (
            disk_errors(self._root),
            suppress(FileNotFoundError, NotADirectoryError),
            directory(self._root, start) as folder,
        ):
            yield from filter(is_key, files_below(folder, head + slash, prefix))

    def delete(self, key: str) -> None:
        """See Store; directories that are left empty go too."""
        *parents, name = self._segments(key)
        with disk_errors(self.path(key)):
            with suppress(FileNotFoundError), directory(self._root, parents) as folder:
                remove(folder, name)
            remove_if_empty(self._root, parents, keep=len(self._prefix))

    def erase(self, folder: str) -> Erased:
        """See Store; a directory keeps no versions."""
        segments = self._segments(folder)
        keys = tuple(self.list(f"{folder}/"))
        for key in keys:
            self.delete(key)
        for path in abandoned(self._root, segments):
            discard(self._root, segments, path)
        with disk_errors(self.path(folder)):
            remove_if_empty(self._root, segments, keep=len(self._prefix))
            if self.path(folder).exists():
                raise CannotServe(f"{self.path(folder)} is not empty yet; look at what is in it")
        return Erased(keys=keys)

    def link(self, key: str, expires: timedelta) -> str:
        """A signed URL where a web server checks them, else a `file:` URI.

        The latter never expires, since who may read a file is a matter of its mode.
        """
        if self._links is None:
            return self.path(key).as_uri()
        return self._links.link("/".join(self._segments(key)), expires)

    def leftovers(self) -> Iterator[str]:
        """Paths below the prefix of temporary files that nobody is writing any more."""
        return abandoned(self._root, self._prefix)

    def discard_leftover(self, path: str) -> None:
        """Removes one of them, unless somebody has taken it up again."""
        discard(self._root, self._prefix, path)

    def path(self, key: str) -> Path:
        """Where the object is or would be."""
        return self._root.joinpath(*self._segments(key))

    def _mark(self) -> None:
        (self._root / MARKER).touch(self._file_mode)

    def _segments(self, key: str) -> tuple[str, ...]:
        return (*self._prefix, *key_segments(key))

    @contextmanager
    def _opened(self, key: str) -> Iterator[BufferedReader | None]:
        *parents, name = self._segments(key)
        file = None
        with disk_errors(self.path(key)):
            with suppress(FileNotFoundError), directory(self._root, parents) as folder:
                file = open_in(folder, name)
            try:
                yield file
            finally:
                if file is not None:
                    file.close()
