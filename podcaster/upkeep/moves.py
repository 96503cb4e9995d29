"""What is moved from one store to another, and what became of it."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from podcaster.domain.keys import LEGACY
from podcaster.domain.learner import LearnerId
from podcaster.errors import CannotServe, TryLater
from podcaster.ledger.objects import ObjectRow
from podcaster.storage.store import Found

Verdict = Literal[
    "moved",
    "already_there",
    "deleted",
    "conflict",
    "missing",
    "rotten",
    "failed",
    "withdrawn",
    "put_off",
]
"""`withdrawn`: expired, erased or remade meanwhile. `put_off`: not begun, or no room for it."""
PROBLEMS: frozenset[Verdict] = frozenset({"conflict", "missing", "rotten", "failed"})
SHOWN = 100
_PLATFORM = re.compile(r"(?:.*/)?podcast_(?P<user>[^/]+)_[0-9]{9,11}\.mp3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One object: its key at the source and at the target, and what it must be.

    A file that no row knows has no `row`, and what it is becomes known when it is read. It
    `may_be_there` unless the target has just listed no such key.
    """

    key: str
    target_key: str
    row: ObjectRow | None = None
    expected: Found | None = None
    may_be_there: bool = True

    @classmethod
    def of_row(cls, row: ObjectRow, *, may_be_there: bool = True) -> "Item":
        """The object of a row, which has the same key everywhere."""
        return cls(
            key=row.key,
            target_key=row.key,
            row=row,
            expected=Found(bytes=row.bytes, sha256=row.sha256),
            may_be_there=may_be_there,
        )

    @classmethod
    def of_file(cls, key: str) -> "Item":
        """A file that no row knows; one that has been brought along before keeps its place."""
        return cls(key=key, target_key=key if key.startswith(LEGACY) else LEGACY + key)

    @property
    def user_id(self) -> str | None:
        """Whose it is: by its row, or by the platform's older way to name files; None: unknown."""
        if self.row is not None:
            return self.row.user_id
        found = _PLATFORM.fullmatch(self.key)
        return found["user"] if found else None


@dataclass(frozen=True, slots=True)
class Move:
    """What became of an item; `bytes` is how much was copied or deleted, `error` why not.

    One that `leaves_copy` has made a copy that no row will ever name: it is to be removed yet, with
    all versions where its learner is `forgotten`.
    """

    item: Item
    verdict: Verdict
    bytes: int = 0
    said: str = ""
    error: TryLater | None = None
    leaves_copy: bool = False
    forgotten: LearnerId | None = None


@dataclass(slots=True)
class Moves:
    """The count of many moves, with the first hundred problems."""

    counts: Counter[Verdict] = field(default_factory=Counter)
    bytes: int = 0
    problems: list[Move] = field(default_factory=list)
    unrecorded: int = 0
    unattributed: int = 0
    unattributed_keys: list[str] = field(default_factory=list)
    put_off: TryLater | CannotServe | None = None

    def add(self, move: Move) -> None:
        """Counts one more."""
        self.counts[move.verdict] += 1
        self.bytes += move.bytes
        if move.verdict in PROBLEMS and len(self.problems) < SHOWN:
            self.problems.append(move)
        if move.item.row is None and move.verdict in ("moved", "already_there"):
            self.unrecorded += 1
            if move.item.user_id is None:
                self.unattributed += 1
                if len(self.unattributed_keys) < SHOWN:
                    self.unattributed_keys.append(move.item.key)

    @property
    def problem_count(self) -> int:
        """How many objects somebody has to look at."""
        return sum(self.counts[each] for each in PROBLEMS)

    def exit_code(self, interrupted_by: int | None) -> int:
        """Interrupted before put off, put off before problems."""
        if interrupted_by is not None:
            return 128 + interrupted_by
        if self.put_off is not None:
            return self.put_off.exit_code
        return 3 if self.problem_count else 0
