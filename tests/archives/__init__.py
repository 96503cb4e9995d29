"""Archives: a ledger full of completed episodes, and stores that hold their objects."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from ledger.episodes import brief_for, key_of, stored_from

from podcaster.domain.brief import Brief
from podcaster.domain.episode import StoredObject
from podcaster.domain.keys import object_key
from podcaster.errors import CannotServe, TryLater
from podcaster.ledger.ledger import Ledger
from podcaster.ledger.lock import waiting_lock
from podcaster.storage.local import LocalStore
from podcaster.storage.store import Erased, Found, Store
from podcaster.upkeep.clearing import clear, left_behind
from podcaster.upkeep.copying import Copier
from podcaster.upkeep.migrate import migrate, recorded, unrecorded
from podcaster.upkeep.moves import Move, Moves
from podcaster.upkeep.pace import Pace

DAY = date(2025, 12, 7)
AT = datetime(2025, 12, 7, 3, tzinfo=UTC)


@dataclass(frozen=True)
class Archive:
    """Completed episodes of as many learners, each object with bytes of its own."""

    ledger: Path
    store: LocalStore

    def fill(self, count: int, size: int = 300) -> None:
        with Ledger.open(self.ledger) as ledger:
            with ledger._database.reading() as connection:
                connection.execute("PRAGMA synchronous = OFF")  # nobody cuts the power meanwhile
            run_id = ledger.start_run("generate", DAY, AT)
            for number in range(count):
                self.add(ledger, run_id, brief_for(key_of(str(number))), content_of(number, size))

    def rows(self) -> dict[str, dict]:
        """By key: what the ledger says of each object."""
        with Ledger.open_to_read(self.ledger) as view:
            return {
                row.key: {"id": row.id, "store": row.store, "left_in": row.left_in}
                | {"found": Found(bytes=row.bytes, sha256=row.sha256)}
                for row in view.objects(None, "", 10**6)
            }

    def add(self, ledger: Ledger, run_id: str, brief: Brief, content: bytes) -> None:
        opened = ledger.open_episode(brief, run_id, AT)
        stored = stored_from(opened)
        key, sha256 = object_key(opened.key.learner, DAY, opened.id), sha256_of(content)
        path = self.store.path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        there = StoredObject(store=self.store.name, key=key, bytes=len(content), sha256=sha256)
        recording = replace(stored.recording, bytes=len(content), sha256=sha256)
        whole = replace(stored, recording=recording, stored=there)
        ledger.save(whole, status="completed", at=AT)


def content_of(number: int, size: int) -> bytes:
    """Bytes that differ from object to object, and look like sound to nobody."""
    seed = hashlib.sha256(str(number).encode()).digest()
    return (seed * (size // len(seed) + 1))[: max(size, 1)]


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def assert_whole(archive: Archive, target: Store) -> None:
    """Every row points at an object of the target, which has the bytes of the row."""
    for key, row in archive.rows().items():
        assert row["store"] == target.name
        assert target.stat(key) == row["found"]


class Far:
    """A store that is not a directory as far as anybody can see, slow and faulty on demand."""

    def __init__(self, inner: LocalStore) -> None:
        self.inner, self.name = inner, inner.name
        self.warnings: tuple[str, ...] = ()
        self.longest_link: timedelta | None = None
        self.errors: dict[tuple[str, str], Exception] = {}
        """What a method answers about a key."""
        self.puts: list[str] = []
        self.asked: list[str] = []
        self.deleted: list[str] = []
        self.erased: list[str] = []
        self.before_put: Callable[[str], object] = lambda key: None

    def prepare(self, room: int = 0) -> None:
        self.inner.prepare(room)

    def put(self, key: str, source: Path, sha256: str) -> StoredObject:
        self._meet("put", key)
        self.before_put(key)
        self.puts.append(key)
        return self.inner.put(key, source, sha256)

    def fetch(self, key: str, target: Path) -> None:
        self._meet("fetch", key)
        self.inner.fetch(key, target)

    def stat(self, key: str) -> Found | None:
        self._meet("stat", key)
        self.asked.append(key)
        return self.inner.stat(key)

    def list(self, prefix: str) -> Iterator[str]:
        self._meet("list", prefix)
        yield from self.inner.list(prefix)

    def delete(self, key: str) -> None:
        self._meet("delete", key)
        self.deleted.append(key)
        self.inner.delete(key)

    def erase(self, folder: str) -> Erased:
        self._meet("erase", folder)
        self.erased.append(folder)
        return self.inner.erase(folder)

    def link(self, key: str, expires: timedelta) -> str:
        return self.inner.link(key, expires)

    def _meet(self, method: str, key: str) -> None:
        if error := self.errors.get((method, key)):
            raise error


@dataclass
class Mover:
    """Moves all that an archive has, in this process."""

    folder: Path
    stop: threading.Event = field(default_factory=threading.Event)
    patience: float = 5
    reads_back: bool = False
    jobs: int = 4

    def __post_init__(self) -> None:
        self.room = self.folder / "room"
        self.room.mkdir(exist_ok=True)
        self.lock = self.folder / "ledger.lock"
        self.ledger = self.folder / "ledger.sqlite"

    def copier(self, source: Store, target: Store, rate: int | None = None) -> Copier:
        return Copier(source, target, self.room, Pace(rate, self.stop), self.reads_back)

    def move(
        self,
        source: Store,
        target: Store,
        *,
        also_unrecorded: bool = False,
        rate: int | None = None,
    ) -> Moves:
        moves = Moves()
        with Ledger.open_to_read(self.ledger) as view:
            items = list(recorded(view, source.name, target))
            if also_unrecorded:
                items += unrecorded(view, source)
        copier = self.copier(source, target, rate)
        return self._tallied(
            moves, migrate(iter(items), copier, self.writing, jobs=self.jobs, stop=self.stop)
        )

    def clear(self, source: Store, target: Store, before: datetime | None = None) -> Moves:
        before = before or datetime(2100, 1, 1, tzinfo=UTC)
        with Ledger.open_to_read(self.ledger) as view:
            items = left_behind(view, source.name, target.name, before)
            copier = self.copier(source, target)
            cleared = clear(items, copier, view, self.writing, jobs=self.jobs, stop=self.stop)
            return self._tallied(Moves(), cleared)

    @contextmanager
    def writing(self) -> Iterator[Ledger]:
        with (
            waiting_lock(self.lock, self.patience, self.stop),
            Ledger.open(self.ledger) as ledger,
        ):
            yield ledger

    def _tallied(self, moves: Moves, outcomes: Iterator[Move]) -> Moves:
        try:
            for move in outcomes:
                moves.add(move)
        except (TryLater, CannotServe) as error:
            moves.put_off = error
        return moves
