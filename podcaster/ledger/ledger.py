"""The record of every episode: written before anything relies on it."""

import json
import secrets
import sqlite3
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from podcaster.domain.attempt import Attempt
from podcaster.domain.brief import Brief
from podcaster.domain.episode import Episode, Scripted, Status
from podcaster.errors import CannotServe
from podcaster.ledger.database import Database
from podcaster.ledger.forgetting import ForgettingLedger, Forgotten, is_marked
from podcaster.ledger.objects import ObjectsLedger
from podcaster.ledger.pruning import PruningLedger
from podcaster.ledger.rows import (
    NO_RECORDING,
    NO_SCRIPT,
    Columns,
    attempt_columns,
    brief_columns,
    episode_of,
    milestone_columns,
)
from podcaster.ledger.statements import insert, update
from podcaster.ledger.values import day_text, moment
from podcaster.ledger.view import BY_KEY, LedgerView, by_key

BUSY_TIMEOUT = 30.0
FIRST_PAUSE = timedelta(minutes=10)
DOUBLED_AT_MOST = 4
"""How often the pause after a failure doubles: to less than three hours."""

_TRIED = (
    "SELECT failures, coalesce(json_extract(metadata, '$.of_providers'), 0), sha256 IS NOT NULL,"
    " next_try_at FROM episodes WHERE id = ?"
)


class Ledger(ObjectsLedger, PruningLedger, ForgettingLedger, LedgerView):
    """Writes down what happened; thread-safe, and durable when a method returns.

    Times are aware datetimes. Deferred if the file cannot be written now, Misused if it cannot be
    used at all, CannotServe if the episode in question has been removed. Whoever writes for a
    whole run holds `run_lock`, so that there is one writer. Messages of errors pass `redact`
    before they are written.
    """

    def __init__(self, database: Database, redact: Callable[[str], str] = str) -> None:
        super().__init__(database)
        self._redact = redact

    @classmethod
    def open(
        cls,
        path: Path,
        busy_timeout: float = BUSY_TIMEOUT,
        redact: Callable[[str], str] = str,
    ) -> "Ledger":
        """The ledger at `path`, made or brought up to date if need be."""
        return cls(Database.open(path, busy_timeout), redact)

    @classmethod
    def open_to_read(cls, path: Path, busy_timeout: float = BUSY_TIMEOUT) -> LedgerView:
        """The ledger at `path` for questions only, or an empty one where there is none yet."""
        return LedgerView(Database.open_to_read(path, busy_timeout))

    def start_run(self, command: str, day: date | None, at: datetime) -> str:
        """Opens a run; its id. `day` is None where each learner's own today is meant."""
        run_id = f"{at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        columns: Columns = {
            "id": run_id,
            "command": command,
            "date": day_text(day),
            "started_at": moment(at),
        }
        with self._database.writing() as connection:
            insert(connection, "runs", columns)
        return run_id

    def finish_run(
        self,
        run_id: str,
        *,
        at: datetime,
        eligible: int,
        completed: int,
        failed: int,
        skipped: Mapping[str, int],
        cost_micro_usd: int | None,
        exit_code: int,
    ) -> None:
        """Closes a run; one that is never closed has died. `skipped` counts learners by reason."""
        columns: Columns = {
            "finished_at": moment(at),
            "eligible": eligible,
            "completed": completed,
            "failed": failed,
            "skipped": json.dumps(dict(skipped), sort_keys=True),
            "cost_micro_usd": cost_micro_usd,
            "exit_code": exit_code,
        }
        with self._database.writing() as connection:
            update(connection, "runs", run_id, columns)

    def open_episode(self, brief: Brief, run_id: str, at: datetime) -> Episode:
        """The one episode of this learner and date, at whatever milestone it stands.

        A new one gets an id that nobody can guess. Where there is one already, its recorded brief
        holds and this one is dropped; CannotServe if what is recorded cannot be read, Forgotten if
        its learner was meanwhile.
        """
        columns = brief_columns(brief) | {
            "id": secrets.token_hex(16),
            "status": "pending",
            "cost_micro_usd": 0,
            "run_id": run_id,
            "created_at": moment(at),
            "updated_at": moment(at),
        }
        with self._database.writing() as connection:
            if is_marked(connection, self.tombstones, brief.key):
                raise Forgotten
            insert(
                connection, "episodes", columns, " ON CONFLICT (tenant, user_id, date) DO NOTHING"
            )
            sql = f"SELECT * FROM episodes WHERE {BY_KEY}"
            return episode_of(connection.execute(sql, by_key(brief.key)).fetchone())

    def save(self, episode: Scripted, *, status: Status, at: datetime) -> None:
        """Records the milestone that `episode` has reached, be it Scripted, Recorded or Stored."""
        done: Columns = {"status": status, "error_message": None, "next_try_at": None}
        self._set(episode.id, milestone_columns(episode) | done, at)

    def in_flight(self, episode_id: str, at: datetime) -> None:
        """Says that sound is being made for an episode: for people to see, and no milestone."""
        with self._database.noting():
            self._set(episode_id, {"status": "audio_generating"}, at)

    def at_rest(self, episode_id: str, status: Status, at: datetime) -> None:
        """Says that nobody is at work any more on an episode that got no further."""
        self._set(episode_id, {"status": status}, at)

    def fail(
        self,
        episode_id: str,
        *,
        stage: str,
        message: str,
        at: datetime,
        tries: int | None = None,
        counts: bool = True,
        is_own: bool = True,
    ) -> bool:
        """Notes a failure; what has been reached stays. True where the episode is given up.

        It is after so many `tries` that failed by what is its own, unless its recording only waits
        for its store: that costs nothing. The pause before the next try doubles with every failure
        that counts; one that does not leaves the next try where it is.
        """
        with self._database.writing() as connection:
            row = connection.execute(_TRIED, [episode_id]).fetchone()
            failures, of_providers, is_recorded, pause = row or (0, 0, False, None)
            failures += counts
            of_providers += counts and not is_own
            has_tried = tries is not None and failures - of_providers >= tries
            is_last = counts and is_own and has_tried and not is_recorded
            next_try = moment(at + pause_after(failures))
            if not counts and pause is not None and pause > moment(at):
                next_try = pause
            failed: Columns = {
                "status": "given_up" if is_last else "failed",
                "error_message": f"{stage}: {self._redact(message)}",
                "failures": failures,
                "next_try_at": None if is_last else next_try,
                "metadata": json.dumps({"of_providers": of_providers or None}),
            }
            _change(connection, episode_id, failed | {"updated_at": moment(at)})
        return is_last

    def discard_recording(self, episode_id: str) -> Episode:
        """The episode back at its script, since its recording was lost."""
        columns = NO_RECORDING | {"status": "script_generated"}
        with self._database.writing() as connection:
            _change(connection, episode_id, columns)
            sql = "SELECT * FROM episodes WHERE id = ?"
            return episode_of(connection.execute(sql, [episode_id]).fetchone())

    def discard_script(self, episode_id: str) -> Episode:
        """The episode back at its beginning, since another script is to be written for it."""
        columns = NO_RECORDING | NO_SCRIPT | {"status": "pending"}
        with self._database.writing() as connection:
            _change(connection, episode_id, columns)
            sql = "SELECT * FROM episodes WHERE id = ?"
            return episode_of(connection.execute(sql, [episode_id]).fetchone())

    def record(self, attempt: Attempt, run_id: str | None, episode_id: str | None) -> None:
        """Adds one request and what it cost; a preview has neither run nor episode.

        An answer of unknown price makes the cost of its episode unknown, be it a good one or not,
        and so does a request to a model or an engine that was given up; any other that failed
        without an answer counts as free. This does not wait for the disk, see
        `Database.noting`.
        """
        written: Columns = {
            "run_id": run_id,
            "episode_id": episode_id,
            "error_message": self._redact(attempt.error_message),
        }
        with self._database.noting() as connection:
            insert(connection, "attempts", attempt_columns(attempt) | written)
            connection.execute(
                "UPDATE episodes SET cost_micro_usd = cost_micro_usd + ? WHERE id = ?",
                [_known_cost(attempt), episode_id],
            )

    def _set(self, episode_id: str, columns: Columns, at: datetime) -> None:
        with self._database.writing() as connection:
            _change(connection, episode_id, columns | {"updated_at": moment(at)})


def pause_after(failures: int) -> timedelta:
    """How long an episode that failed so often, once at least, is left alone."""
    return FIRST_PAUSE * (1 << min(max(failures, 1) - 1, DOUBLED_AT_MOST))


def _known_cost(attempt: Attempt) -> int | None:
    """What it cost; 0 where nobody bills a request that failed: see UNPRICED."""
    answered = attempt.units_in is not None or attempt.units_out is not None
    given_up = attempt.error_kind == "timeout" and attempt.stage != "upload"
    is_free = attempt.outcome == "failed" and not answered and not given_up
    return 0 if attempt.cost_micro_usd is None and is_free else attempt.cost_micro_usd


def _change(connection: sqlite3.Connection, episode_id: str, columns: Columns) -> None:
    if not update(connection, "episodes", episode_id, columns):
        raise CannotServe(f"episode {episode_id} was removed while it was being made")
