"""What can be wrong between a row and its object."""

from dataclasses import dataclass
from typing import Literal

from podcaster.ledger.objects import ObjectRow
from podcaster.storage.store import Found

Kind = Literal["missing", "truncated", "changed", "unreadable", "misplaced", "extra", "temporary"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One trouble with the object that is, or should be, under `key` in `store`.

    `row` is the episode that is concerned; None where nobody knows. `is_copy` says that the row
    points at another store, and this one was left behind by a migration. Of a `misplaced` object,
    `row.key` is where it belongs, and `is_missed` says that it is not there.
    """

    kind: Kind
    store: str
    key: str
    row: ObjectRow | None = None
    is_copy: bool = False
    is_missed: bool = False
    said: str = ""

    @property
    def user_id(self) -> str | None:
        """Whose episode it is, if that is known."""
        return None if self.row is None else self.row.user_id


def expected(row: ObjectRow) -> Found:
    """What the object of a row must be."""
    return Found(bytes=row.bytes, sha256=row.sha256)


def kind_of(row: ObjectRow, found: Found | None) -> Kind | None:
    """What is wrong with what was found under the key of a row; None where nothing is."""
    if found == expected(row):
        return None
    if found is None:
        return "missing"
    return "truncated" if found.bytes < row.bytes else "changed"
