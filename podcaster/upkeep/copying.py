"""One object from one store to another: look, copy, prove."""

from dataclasses import dataclass, replace
from pathlib import Path

from podcaster.errors import CannotServe, Conflict, Deferred
from podcaster.storage.store import Found, Store
from podcaster.storage.transfer import transfer
from podcaster.upkeep.fetching import at_hand, read_whole
from podcaster.upkeep.moves import Item, Move, Verdict
from podcaster.upkeep.pace import Pace


@dataclass(frozen=True, slots=True)
class Copier:
    """Copies objects, in several threads; neither store loses or overwrites anything by it.

    What comes from afar passes through `room`, a directory of its own, one file for each thread.
    `reads_back` reads every object from the target once more, byte by byte.
    """

    source: Store
    target: Store
    room: Path
    pace: Pace
    reads_back: bool = False

    def copy(self, item: Item) -> Move:
        """Brings an object to the target, where it is verified; it need not be there yet."""
        try:
            item = self._known(item)
            return self._copy(item, _expected(item))
        except Conflict as error:
            return Move(item, "conflict", said=str(error))
        except Deferred as error:
            return Move(item, "put_off", said=str(error), error=error)
        except CannotServe as error:
            return self._explained(item, error)

    def look(self, item: Item) -> Move:
        """What `copy` would come to; writes nothing."""
        try:
            item = self._known(item)
            there = self._is_there(item)
            if not there and self.source.stat(item.key) != item.expected:
                return self._explained(item, CannotServe(""))
        except Conflict as error:
            return Move(item, "conflict", said=str(error))
        except CannotServe as error:
            return self._explained(item, error)
        return Move(item, "already_there") if there else _moved(item)

    def prove(self, item: Item) -> Move:
        """Whether the target holds an object, whole: `already_there`, or a problem."""
        try:
            if self._is_there(item):
                return Move(item, "already_there" if self._read_back(item) else "put_off")
        except Conflict as error:
            return Move(item, "conflict", said=str(error))
        except Deferred as error:
            return Move(item, "put_off", said=str(error), error=error)
        except CannotServe as error:
            return Move(item, "failed", said=str(error))
        return Move(item, "missing", said=f"it is not in {self.target.name}, where its row says")

    def _copy(self, item: Item, expected: Found) -> Move:
        there = self._is_there(item)
        if not there:
            if not self.pace.wait(expected.bytes):
                return Move(item, "put_off")
            with at_hand(self.source, item.key, self.room) as path:
                transfer(
                    item.target_key,
                    bytes=expected.bytes,
                    sha256=expected.sha256,
                    source=path,
                    target=self.target,
                )
        if not self._read_back(item):
            return Move(item, "put_off")
        return Move(item, "already_there") if there else _moved(item)

    def _known(self, item: Item) -> Item:
        """What no row describes is described by its own bytes."""
        return item if item.expected else replace(item, expected=self.source.stat(item.key))

    def _is_there(self, item: Item) -> bool:
        """Conflict where the target holds something else under that key."""
        there = self.target.stat(item.target_key) if item.may_be_there else None
        if there is not None and item.expected is not None and there != item.expected:
            raise Conflict(
                f"{self.target.name} holds other bytes under {item.target_key};"
                " look at both and remove one"
            )
        return there is not None

    def _read_back(self, item: Item) -> bool:
        """Proves every byte, if that is asked for; False where the program is to end instead."""
        if not self.reads_back or item.expected is None:
            return True
        if not self.pace.wait(item.expected.bytes):
            return False
        if read_whole(self.target, item.target_key, self.room) != item.expected:
            raise CannotServe(
                f"{self.target.name} does not give {item.target_key} back as it was put;"
                " look at that store"
            )
        return True

    def _explained(self, item: Item, error: CannotServe) -> Move:
        """Says of an object that could not be copied whether it is the source's fault."""
        verdict: Verdict = "failed"
        said = str(error)
        try:
            found = self.source.stat(item.key)
        except CannotServe:
            return Move(item, verdict, said=said)
        except Deferred as put_off:
            return Move(item, "put_off", said=str(put_off), error=put_off)
        if found is None:
            verdict, said = "missing", f"it is not in {self.source.name}"
        elif item.expected is not None and found != item.expected:
            verdict, said = "rotten", f"its bytes in {self.source.name} are not those of its row"
        return Move(item, verdict, said=said)


def _expected(item: Item) -> Found:
    if item.expected is None:
        raise CannotServe(f"{item.key} is gone")
    return item.expected


def _moved(item: Item) -> Move:
    return Move(item, "moved", bytes=item.expected.bytes if item.expected else 0)
