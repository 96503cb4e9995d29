"""How things stand: who answered how well, what is unfinished, which run ended well."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from podcaster.domain.episode import Status
from podcaster.ledger.database import Database
from podcaster.ledger.entries import RunRow, run_row
from podcaster.ledger.schema import UNPRICED, UNSERVED
from podcaster.ledger.values import moment

_OLDEST = timedelta(days=60)
"""Episodes of earlier dates are not looked for: no run makes any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How one provider answered at one stage; `seconds` is the mean of good answers."""

    stage: str
    provider: str
    ok: int
    failed: int
    seconds: float | None
    cost_micro_usd: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """Episodes of one status that are to be finished, and when the first and last are tried."""

    status: Status
    episodes: int
    first_try_at: datetime | None
    last_try_at: datetime | None


class StandingView:
    """Questions about many episodes at once."""

    _database: Database

    def rates(self, since: datetime) -> list[Rate]:
        """Who was asked since then, at which stage, and how well that went."""
        rows = self._database.rows(
            "SELECT stage, provider,"
            " count(*) FILTER (WHERE outcome = 'ok') AS ok,"
            " count(*) FILTER (WHERE outcome = 'failed') AS failed,"
            " avg(seconds) FILTER (WHERE outcome = 'ok') AS seconds,"
            " coalesce(sum(cost_micro_usd), 0) AS cost_micro_usd,"
            f" count(*) FILTER (WHERE {UNPRICED}) AS unknown"
            " FROM attempts WHERE started_at >= ? GROUP BY stage, provider"
            " ORDER BY CASE stage WHEN 'script' THEN 1 WHEN 'speech' THEN 2 ELSE 3 END, provider",
            [moment(since)],
        )
        return [Rate(**dict(row)) for row in rows]

    def unfinished_by_status(self, since: date) -> list[Unfinished]:
        """What `retry` will finish of the episodes opened on `since` (in UTC) or later."""
        rows = self._database.rows(
            "SELECT status, count(*) AS episodes, min(next_try_at) AS first_try_at,"
            f" max(next_try_at) AS last_try_at FROM episodes WHERE {UNSERVED} AND created_at >= ?"
            " GROUP BY status ORDER BY status",
            [since.isoformat()],
        )
        return [
            Unfinished(
                status=row["status"],
                episodes=row["episodes"],
                first_try_at=_time(row["first_try_at"]),
                last_try_at=_time(row["last_try_at"]),
            )
            for row in rows
        ]

    def too_old_to_retry(self, since: date) -> int:
        """How many unfinished episodes are too old for a `retry`."""
        (row,) = self._database.rows(
            f"SELECT count(*) AS n FROM episodes WHERE {UNSERVED} AND created_at < ?",
            [since.isoformat()],
        )
        return int(row["n"])

    def begun_before(self, run_id: str, started_at: datetime) -> int:
        """How many episodes that a run has touched were opened by an earlier one."""
        oldest = (started_at - _OLDEST).date()
        (row,) = self._database.rows(
            "SELECT count(*) AS n FROM episodes"
            " WHERE date >= ? AND updated_at >= ? AND run_id <> ?",
            [oldest.isoformat(), moment(started_at), run_id],
        )
        return int(row["n"])

    def runs_since(self, since: datetime) -> list[RunRow]:
        """The runs that began then or later, newest first."""
        rows = self._database.rows(
            "SELECT * FROM runs WHERE started_at >= ? ORDER BY started_at DESC, rowid DESC",
            [moment(since)],
        )
        return [run_row(row) for row in rows]


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
