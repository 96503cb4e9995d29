"""What the ledger answers to questions: rows as people and commands see them."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from podcaster.domain.attempt import Attempt
from podcaster.domain.brief import EpisodeKey
from podcaster.domain.episode import SERVED, Status
from podcaster.domain.learner import Gender, LearnerId
from podcaster.domain.speech import Chapter, Cue
from podcaster.ledger.values import from_json, read

Milestone = Literal["opened", "scripted", "recorded", "stored"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeRow:
    """One row of `episodes`; what is not known yet is None, and so is a cost that is not known.

    `chapters`, `cues`, `loudness_lufs` and `short` come from the row's metadata.
    """

    id: str
    tenant: str
    user_id: str
    date: date
    plan: str
    language: str
    status: Status
    title: str | None
    script_text: str | None
    prompt_sha256: str | None
    ai_provider: str | None
    ai_model_used: str | None
    tts_provider: str | None
    tts_voice: str | None
    tts_voice_gender: Gender | None
    store: str | None
    object_key: str | None
    bytes: int | None
    sha256: str | None
    duration_seconds: float | None
    cost_micro_usd: int | None
    failures: int
    next_try_at: datetime | None
    error_message: str | None
    is_active: bool
    run_id: str
    created_at: datetime
    updated_at: datetime
    short: bool = False
    chapters: tuple[Chapter, ...] = ()
    cues: tuple[Cue, ...] = ()
    loudness_lufs: float | None = None

    @property
    def key(self) -> EpisodeKey:
        """Whose episode, for which date."""
        return EpisodeKey(LearnerId(self.tenant, self.user_id), self.date)

    @property
    def is_served(self) -> bool:
        """True where no run will touch this episode again."""
        return self.status in SERVED

    @property
    def milestone(self) -> Milestone:
        """How far the episode has come, by what the row holds."""
        if self.object_key is not None:
            return "stored"
        if self.sha256 is not None:
            return "recorded"
        return "opened" if self.script_text is None else "scripted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """An episode that was opened and is not served yet: enough to name it and to take it up.

    After a failure it is not tried again before `next_try_at`, unless somebody asks.
    """

    id: str
    key: EpisodeKey
    plan: str
    language: str
    next_try_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One row of `runs`; without `finished_at` it is still running or it died.

    `date` is None where each learner's own today was meant.
    """

    id: str
    command: str
    date: date | None
    started_at: datetime
    finished_at: datetime | None
    eligible: int | None
    completed: int | None
    failed: int | None
    skipped: Mapping[str, int]
    cost_micro_usd: int | None
    exit_code: int | None


def begun(row: sqlite3.Row) -> Begun:
    """What names a row of `episodes`, whatever else is in it."""
    learner = LearnerId(row["tenant"], row["user_id"])
    key = EpisodeKey(learner, date.fromisoformat(row["date"]))
    pause = row["next_try_at"]
    return Begun(
        id=row["id"],
        key=key,
        plan=row["plan"],
        language=row["language"],
        next_try_at=datetime.fromisoformat(pause) if pause else None,
    )


def episode_row(row: sqlite3.Row) -> EpisodeRow:
    """A row of `episodes`; CannotServe if this version cannot read it."""
    return read(EpisodeRow, from_json(row["metadata"]) | dict(row), f"episode {row['id']}")


def run_row(row: sqlite3.Row) -> RunRow:
    """A row of `runs`; CannotServe if this version cannot read it."""
    known = dict(row) | {"skipped": from_json(row["skipped"]) or {}}
    return read(RunRow, known, f"run {row['id']}")


def attempt_of(row: sqlite3.Row) -> Attempt:
    """A row of `attempts`; CannotServe if this version cannot read it."""
    return read(Attempt, dict(row), f"attempt {row['id']}")
