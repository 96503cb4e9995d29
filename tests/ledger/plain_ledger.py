"""What a ledger holds, as a dict: no file, no SQL, nothing that a crash could tear."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from podcaster.domain.brief import EpisodeKey
from podcaster.domain.episode import Episode, Recorded, Scripted, Status, Stored
from podcaster.domain.learner import LearnerId
from podcaster.ledger.view import LedgerView

DELIVERED = {"completed", "completed_with_fallback", "script_only", "expired"}
SERVED = DELIVERED | {"given_up"}
PAUSES = [timedelta(minutes=minutes) for minutes in (10, 20, 40, 80, 160)]


@dataclass(frozen=True)
class Row:
    """An episode; one that `is_silent` was pruned, and `episode` is what it once was."""

    episode: Episode
    opened_at: datetime
    status: Status = "pending"
    failures: int = 0
    of_providers: int = 0
    next_try_at: datetime | None = None
    cost: int | None = 0
    left_in: frozenset[str] = frozenset()
    is_silent: bool = False
    has_object: bool = False

    @property
    def is_served(self) -> bool:
        return self.status in SERVED

    def told(self) -> tuple[object, ...]:
        """What `told_by` says of it."""
        episode = self.episode
        is_recorded, is_stored = isinstance(episode, Recorded), self.has_object
        return (
            *(episode.id, self.status, self.failures, self.next_try_at, self.cost),
            isinstance(episode, Scripted) and not self.is_silent,
            (episode.recording.bytes, episode.recording.sha256) if is_recorded else (None, None),
            (episode.stored.store, episode.stored.key) if is_stored else (None, None),
            self.left_in if is_stored else frozenset(),
            None if self.is_silent else episode,
        )

    def saved(self, episode: Episode, status: Status) -> "Row":
        return replace(
            self,
            episode=episode,
            status=status,
            next_try_at=None,
            has_object=isinstance(episode, Stored),
        )

    def failed(self, at: datetime, tries: int, *, counts: bool, is_own: bool) -> "Row":
        failures = self.failures + counts
        of_providers = self.of_providers + (counts and not is_own)
        has_tried = counts and is_own and failures - of_providers >= tries
        is_last = has_tried and not isinstance(self.episode, Recorded)
        next_try = at + PAUSES[min(max(failures, 1), len(PAUSES)) - 1]
        if not counts and self.next_try_at is not None and self.next_try_at > at:
            next_try = self.next_try_at
        return replace(
            self,
            failures=failures,
            of_providers=of_providers,
            status="given_up" if is_last else "failed",
            next_try_at=None if is_last else next_try,
        )

    def back_at(self, episode: Episode, status: Status) -> "Row":
        return replace(self, episode=episode, status=status, has_object=False, left_in=frozenset())

    def silent(self) -> "Row":
        is_delivered = self.status in DELIVERED or self.has_object
        status: Status = "expired" if is_delivered else "given_up"
        return replace(self, status=status, next_try_at=None, is_silent=True)

    def in_store(self, name: str) -> "Row":
        assert isinstance(self.episode, Stored)
        stored = replace(self.episode.stored, store=name)
        left_in = (self.left_in | {self.episode.stored.store}) - {name}
        return replace(self, episode=replace(self.episode, stored=stored), left_in=left_in)


@dataclass(frozen=True)
class Paid:
    """A request: for which episode (None: a preview), what it cost, and whether that is known."""

    key: EpisodeKey | None
    cost: int
    is_unknown: bool


@dataclass(frozen=True)
class Plain:
    """Everything at one moment; rows in the order in which they were opened."""

    rows: dict[EpisodeKey, Row] = field(default_factory=dict)
    paid: tuple[Paid, ...] = ()
    forgotten: frozenset[LearnerId] = frozenset()

    def with_row(self, key: EpisodeKey, row: Row) -> "Plain":
        return replace(self, rows={**self.rows, key: row})

    def without(self, gone: Sequence[EpisodeKey], *, rows: bool) -> "Plain":
        """Without the requests of those, and without their `rows`."""
        kept = {key: row for key, row in self.rows.items() if not rows or key not in gone}
        return replace(self, rows=kept, paid=tuple(p for p in self.paid if p.key not in gone))

    def told(self) -> dict[EpisodeKey, tuple[object, ...]]:
        """What `told_by` says of all of it; nothing is made any more for who is forgotten."""
        return {
            key: (*row.told()[:-1], None) if key.learner in self.forgotten else row.told()
            for key, row in self.rows.items()
        }

    def unfinished(self) -> list[str]:
        return [row.episode.id for row in self.rows.values() if not row.is_served]

    def is_due(self, now: datetime) -> bool:
        unserved = (row for row in self.rows.values() if not row.is_served)
        return any(row.next_try_at is None or row.next_try_at <= now for row in unserved)

    def counts(self, day: date) -> Counter[str]:
        return Counter(row.status for key, row in self.rows.items() if key.date == day)

    def stored(self) -> Iterator[tuple[EpisodeKey, Row]]:
        return ((key, row) for key, row in self.rows.items() if row.has_object)


def told_by(view: LedgerView, keys: Sequence[EpisodeKey]) -> dict[EpisodeKey, tuple[object, ...]]:
    """What a ledger says of those of `keys` that it knows."""
    found = {}
    for key in keys:
        row = view.episode(key.learner.user_id, key.learner.tenant, key.date)
        if row is None:
            continue
        stored = view.object(row.id)
        is_readable = view._database.rows("SELECT brief FROM episodes WHERE id = ?", [row.id])
        is_kept = is_readable[0]["brief"] is not None and not view.forgotten([key])
        found[key] = (
            *(row.id, row.status, row.failures, row.next_try_at, row.cost_micro_usd),
            row.script_text is not None,
            (row.bytes, row.sha256),
            (row.store, row.object_key),
            frozenset(stored.left_in if stored else ()),
            view.resume(row.id) if is_kept else None,
        )
    return found
