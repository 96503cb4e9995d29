"""Moving between stores: the locks, the work, the end."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from podcaster.cli.endings import stoppable
from podcaster.cli.moved import Ended, tell, watched
from podcaster.cli.moving_order import Order
from podcaster.cli.telling import Manner
from podcaster.errors import CannotServe, Misused, TryLater
from podcaster.ledger.ledger import Ledger
from podcaster.ledger.lock import run_lock
from podcaster.ledger.view import LedgerView
from podcaster.storage.disk_errors import disk_errors
from podcaster.upkeep.apart import require_apart
from podcaster.upkeep.clearing import Clearing, clear, left_behind
from podcaster.upkeep.copying import Copier
from podcaster.upkeep.migrate import migrate, recorded, unrecorded
from podcaster.upkeep.moves import Item, Move, Moves
from podcaster.upkeep.pace import Pace
from podcaster.upkeep.several import several
from podcaster.wiring.house import House

ROOM_BYTES = 64 * 2**20


def carry_out(house: House, order: Order, manner: Manner) -> int:
    """Does what was asked for and tells of it; the exit code."""
    moving = _Moving(house, order)
    began, moves = time.monotonic(), Moves()
    with stoppable(house.stop, "copied") as interruption:
        try:
            with moving.prepared() as view:
                total = moving.total(view)
                for move in watched(moving.moves(view), moves, total, manner):
                    moves.add(move)
        except (TryLater, CannotServe) as error:
            moves.put_off = error
    ended = Ended(
        source=order.source,
        target=order.target,
        verb="deleted" if order.older_than is not None else "moved",
        dry_run=order.dry_run,
        seconds=time.monotonic() - began,
        interrupted=interruption.signal is not None,
        store_in_config=house.config.storage.store,
    )
    tell(moves, ended, manner)
    return moves.exit_code(interruption.signal)


class _Moving:
    """The parts of one migration."""

    def __init__(self, house: House, order: Order) -> None:
        self._house, self._order = house, order
        self._source = house.store_named(order.source)
        self._target = house.store_named(order.target)
        self._state = house.config.state_dir
        self._room = self._state / "spool" / ".moving"
        pace = Pace(order.bytes_per_second, house.stop)
        self._copier = Copier(self._source, self._target, self._room, pace, order.reads_back)

    @contextmanager
    def prepared(self) -> Iterator[LedgerView]:
        """One migration at a time, in a clean room, between two places; the ledger to ask."""
        with ExitStack() as stack:
            if not self._order.dry_run or self._order.reads_back:
                stack.enter_context(run_lock(self._state / "migrate.lock"))
                stack.enter_context(_empty_room(self._room))
            if not self._order.dry_run:
                if self._order.older_than is None:
                    self._target.prepare(ROOM_BYTES)
                require_apart(self._source, self._target, self._room)
            yield stack.enter_context(self._view())

    def total(self, view: LedgerView) -> int | None:
        """How many objects there are to go through; None where that is not known."""
        if self._order.older_than is not None or self._order.unrecorded:
            return self._order.limit
        objects = view.volume(self._order.source).objects
        return min(objects, self._order.limit or objects)

    def moves(self, view: LedgerView) -> Iterator[Move]:
        """What becomes of each object."""
        order, stop = self._order, self._house.stop
        items = islice(self._items(view), order.limit)
        if order.dry_run:
            return several(self._look(view), items, order.jobs, stop.is_set)
        if order.older_than is not None:
            return clear(items, self._copier, view, self._writing, jobs=order.jobs, stop=stop)
        return migrate(items, self._copier, self._writing, jobs=order.jobs, stop=stop)

    def _look(self, view: LedgerView) -> Callable[[Item], Move]:
        clears = self._order.older_than is not None
        return Clearing(self._copier, view).look if clears else self._copier.look

    def _items(self, view: LedgerView) -> Iterator[Item]:
        if self._order.older_than is not None:
            before = datetime.now(UTC) - self._order.older_than
            yield from left_behind(view, self._order.source, self._order.target, before)
            return
        yield from recorded(view, self._order.source, self._target)
        if self._order.unrecorded:
            yield from unrecorded(view, self._source)

    def _writing(self) -> AbstractContextManager[Ledger]:
        return self._house.writing(self._order.patience)

    def _view(self) -> LedgerView:
        try:
            return self._house.reading_ledger()
        except Misused:
            if self._order.dry_run:
                raise
        with self._writing():  # which renews one of an older version
            return self._house.reading_ledger()


@contextmanager
def _empty_room(room: Path) -> Iterator[None]:
    """A directory of its own, without what a killed run has left in it."""
    with disk_errors(room, Misused):
        shutil.rmtree(room, ignore_errors=True)
        room.mkdir(mode=0o700, parents=True)
    try:
        yield
    finally:
        shutil.rmtree(room, ignore_errors=True)
