"""Questions to the ledger."""

import logging
from collections.abc import Sequence
from datetime import date, datetime
from types import TracebackType
from typing import Self

from podcaster.domain.attempt import Attempt
from podcaster.domain.brief import EpisodeKey
from podcaster.domain.episode import SERVED, Episode, Status
from podcaster.errors import CannotServe, Misused
from podcaster.ledger.costs import CostRow, RunCost, read_costs
from podcaster.ledger.database import Database
from podcaster.ledger.entries import (
    EpisodeRow,
    RunRow,
    attempt_of,
    begun,
    episode_row,
    run_row,
)
from podcaster.ledger.forgetting import ForgettingView, Forgotten
from podcaster.ledger.history import HistoryView
from podcaster.ledger.objects import ObjectsView
from podcaster.ledger.pruning import PruningView
from podcaster.ledger.recognition import RecognitionView
from podcaster.ledger.rows import episode_of
from podcaster.ledger.schema import UNPRICED
from podcaster.ledger.standing import StandingView
from podcaster.ledger.unfinished import UnfinishedView
from podcaster.ledger.values import day_text, moment

log = logging.getLogger(__name__)

BY_KEY = "tenant = ? AND user_id = ? AND date = ?"


class LedgerView(
    ObjectsView,
    RecognitionView,
    PruningView,
    HistoryView,
    ForgettingView,
    UnfinishedView,
    StandingView,
):
    """What is recorded. Thread-safe; asking never waits for a run that is writing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends it; closing again is allowed."""
        self._database.close()

    def served(self, keys: Sequence[EpisodeKey]) -> frozenset[EpisodeKey]:
        """Those of `keys` for which nothing is left to do."""
        sql = f"SELECT status FROM episodes WHERE {BY_KEY}"
        with self._database.reading() as connection:
            rows = [(key, connection.execute(sql, by_key(key)).fetchone()) for key in keys]
        return frozenset(key for key, row in rows if row is not None and row["status"] in SERVED)

    def stored(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of the object keys whose recordings are in a store, and so in no spool any more."""
        sql = "SELECT 1 FROM episodes WHERE object_key = ?"
        with self._database.reading() as connection:
            return frozenset(key for key in keys if connection.execute(sql, [key]).fetchone())

    def resume(self, episode_id: str) -> Episode:
        """An episode as it stands now; CannotServe if it is gone or cannot be read.

        Forgotten if its learner was meanwhile.
        """
        rows = self._database.rows("SELECT * FROM episodes WHERE id = ?", [episode_id])
        if not rows:
            raise CannotServe(f"episode {episode_id} was removed meanwhile")
        if self.forgotten([begun(rows[0]).key]):
            raise Forgotten
        return episode_of(rows[0])

    def cost(self, run_id: str) -> int | None:
        """What a run has spent so far, in millionths of a US dollar; None if part is not known."""
        return self.spending(run_id).cost_micro_usd

    def spending(self, run_id: str) -> RunCost:
        """What a run has spent so far, and how much of it is not known.

        A failed request without an answer counts as free unless it was given up, as it does for an
        episode.
        """
        (row,) = self._database.rows(
            "SELECT coalesce(sum(cost_micro_usd), 0) AS known,"
            f" count(*) FILTER (WHERE {UNPRICED}) AS unknown"
            " FROM attempts WHERE run_id = ?",
            [run_id],
        )
        return RunCost(known_micro_usd=row["known"], unknown=row["unknown"])

    def spent(self, since: datetime) -> int:
        """What is known to have been spent from then on, in previews too, in micro-dollars."""
        (row,) = self._database.rows(
            "SELECT coalesce(sum(cost_micro_usd), 0) AS known FROM attempts WHERE started_at >= ?",
            [moment(since)],
        )
        return int(row["known"])

    def costs(self, since: date, until: date) -> list[CostRow]:
        """What was spent from `since` to `until`, both included, by day, provider and plan.

        Days are those on which was asked, in UTC, and not the dates of the episodes.
        """
        with self._database.reading() as connection:
            return read_costs(connection, since, until)

    def episode(
        self, user_id: str, tenant: str | None = None, day: date | None = None
    ) -> EpisodeRow | None:
        """A learner's episode of `day`, or the latest; None if there is none.

        Misused if several tenants have such a learner and `tenant` says not which.
        """
        if tenant is None:
            tenant = self._only_tenant(user_id)
        rows = self._database.rows(
            "SELECT * FROM episodes WHERE user_id = :user_id AND tenant = :tenant"
            " AND (:day IS NULL OR date = :day) ORDER BY date DESC LIMIT 1",
            {"user_id": user_id, "tenant": tenant, "day": day_text(day)},
        )
        return episode_row(rows[0]) if rows else None

    def attempts(self, episode_id: str) -> list[Attempt]:
        """Every request made for an episode, in order."""
        rows = self._database.rows(
            "SELECT * FROM attempts WHERE episode_id = ? ORDER BY id", [episode_id]
        )
        return [attempt_of(row) for row in rows]

    def answers(self, episode_id: str) -> list[str]:
        """The keys of the answers that were paid for an episode, or for the preview of any.

        Whose preview it was is not recorded; the owners of the answers tell them apart.
        """
        rows = self._database.rows(
            "SELECT DISTINCT answer FROM attempts"
            " WHERE (episode_id = ? OR episode_id IS NULL) AND answer <> ''",
            [episode_id],
        )
        return [str(row["answer"]) for row in rows]

    def has_answered(self, provider: str, since: datetime) -> bool:
        """True where a provider has given a good answer since then."""
        rows = self._database.rows(
            "SELECT 1 FROM attempts WHERE provider = ? AND outcome = 'ok' AND started_at >= ?"
            " LIMIT 1",
            [provider, moment(since)],
        )
        return bool(rows)

    def in_vain(self, run_id: str) -> list[tuple[str, int]]:
        """Providers that answered nothing in a run, and how often they were asked."""
        rows = self._database.rows(
            "SELECT provider, count(*) AS asked FROM attempts"
            " WHERE run_id = ? AND stage <> 'upload' GROUP BY provider"
            " HAVING count(*) FILTER (WHERE outcome = 'ok') = 0 ORDER BY provider",
            [run_id],
        )
        return [(row["provider"], row["asked"]) for row in rows]

    def counts(self, day: date) -> dict[Status, int]:
        """How many episodes of a date have which status."""
        rows = self._database.rows(
            "SELECT status, count(*) AS n FROM episodes WHERE date = ? GROUP BY status",
            [day.isoformat()],
        )
        return {row["status"]: row["n"] for row in rows}

    def runs(self, limit: int) -> list[RunRow]:
        """The latest runs, newest first."""
        rows = self._database.rows(
            "SELECT * FROM runs ORDER BY started_at DESC, rowid DESC LIMIT ?", [limit]
        )
        return [run_row(row) for row in rows]

    def _only_tenant(self, user_id: str) -> str:
        found = self.tenants_of(user_id)
        if len(found) > 1:
            tenants = ", ".join(map(repr, found))
            raise Misused(
                f"user {user_id} is in several tenants; add --tenant with one of {tenants}"
            )
        return found[0] if found else ""


def by_key(key: EpisodeKey) -> tuple[str, str, str]:
    """The parameters that find an episode by whose and when it is."""
    return key.learner.tenant, key.learner.user_id, key.date.isoformat()
