"""The tables, and whether a ledger has them."""

import sqlite3
from pathlib import Path

from podcaster.errors import Misused

MIGRATION_SET = "podcaster"
MIGRATIONS = (
    "001_episodes_attempts_runs",
    "002_attempts_by_start",
    "003_objects_by_store",
    "004_forgotten",
)
"""The names of all changes to the tables, in order; migrations.py makes them."""

UNSERVED = (
    "status NOT IN ('completed','completed_with_fallback','script_only','given_up','expired')"
)
"""Says which episodes are unfinished, in the words of the index that finds them."""

DELIVERED = "status IN ('completed','completed_with_fallback','script_only','expired')"
"""Says which episodes have reached their learner: those served but for the given up."""

UNPRICED = (
    "attempts.cost_micro_usd IS NULL"
    " AND (outcome = 'ok' OR (error_kind = 'timeout' AND stage <> 'upload')"
    " OR units_in IS NOT NULL OR units_out IS NOT NULL)"
)
"""Says which attempts must be paid, or may have to be, at a price that is not known.

They were answered, or given up while a provider may have been at work on an answer.
"""

HAS_LEFT_COPIES = "json_extract(metadata, '$.left_in') IS NOT NULL"
"""Says which episodes have copies in other stores, in the words of the index that finds them."""

RUNS = """
CREATE TABLE runs (
    -- One row per invocation that makes episodes.
    id             TEXT PRIMARY KEY NOT NULL,
    command        TEXT NOT NULL,
    date           TEXT,              -- NULL: each learner's own today
    started_at     TEXT NOT NULL,     -- times are ISO 8601 in UTC
    finished_at    TEXT,              -- NULL and not running: the run died
    eligible       INTEGER,
    completed      INTEGER,
    failed         INTEGER,
    skipped        TEXT CHECK (skipped IS NULL OR json_valid(skipped)),   -- learners by reason
    cost_micro_usd INTEGER,           -- millionths of a US dollar; NULL: unknown
    exit_code      INTEGER
) STRICT
"""

EPISODES = """
CREATE TABLE episodes (
    -- One learner, one date.
    id               TEXT PRIMARY KEY NOT NULL,
    tenant           TEXT NOT NULL,   -- empty on a platform with only one
    user_id          TEXT NOT NULL,
    date             TEXT NOT NULL CHECK (date IS date(date)),
    plan             TEXT NOT NULL,
    language         TEXT NOT NULL,
    status           TEXT NOT NULL CHECK (status IN (
                         'pending', 'script_generated', 'audio_generating', 'pending_upload',
                         'completed', 'completed_with_fallback', 'script_only',
                         'failed', 'given_up', 'expired')),
    title            TEXT,
    script           TEXT CHECK (script IS NULL OR json_valid(script)),
    script_text      TEXT,
    brief            TEXT CHECK (brief IS NULL OR json_valid(brief)),   -- what the episode is about
    prompt_sha256    TEXT,
    ai_provider      TEXT,
    ai_model_used    TEXT,
    tts_provider     TEXT,
    tts_voice        TEXT,
    tts_voice_gender TEXT CHECK (tts_voice_gender IN ('female', 'male')),
    store            TEXT,
    object_key       TEXT,            -- of the MP3, the same in every store
    bytes            INTEGER CHECK (bytes > 0),
    sha256           TEXT CHECK (length(sha256) = 64),
    duration_seconds REAL CHECK (duration_seconds > 0),
    cost_micro_usd   INTEGER CHECK (cost_micro_usd >= 0),  -- NULL: part of it is unknown
    failures         INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
    next_try_at      TEXT,
    error_message    TEXT,            -- why the last try failed
    metadata         TEXT NOT NULL DEFAULT '{}'      -- chapters, cues, loudness, ...
                         CHECK (json_valid(metadata) AND json_type(metadata) = 'object'),
    is_active        INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    run_id           TEXT NOT NULL REFERENCES runs(id),    -- the run that opened it
    created_at       TEXT NOT NULL,
    updated_at       TEXT NOT NULL,
    UNIQUE (tenant, user_id, date),
    CHECK ((sha256 IS NULL) = (bytes IS NULL)),
    CHECK ((object_key IS NULL) = (store IS NULL)),
    CHECK (object_key IS NULL OR sha256 IS NOT NULL),
    CHECK (status NOT IN ('completed', 'completed_with_fallback') OR object_key IS NOT NULL)
) STRICT
"""

ATTEMPTS = """
CREATE TABLE attempts (
    -- One request to a model, an engine or a store.
    id             INTEGER PRIMARY KEY,
    run_id         TEXT REFERENCES runs(id),                         -- NULL: a preview
    episode_id     TEXT REFERENCES episodes(id) ON DELETE CASCADE,   -- NULL: a preview
    stage          TEXT NOT NULL CHECK (stage IN ('script', 'speech', 'upload')),
    provider       TEXT NOT NULL,
    model          TEXT NOT NULL,
    voice          TEXT NOT NULL,
    started_at     TEXT NOT NULL,
    seconds        REAL NOT NULL,
    outcome        TEXT NOT NULL CHECK (outcome IN ('ok', 'failed')),
    error_kind     TEXT NOT NULL,
    http_status    INTEGER,
    units_in       INTEGER,
    units_out      INTEGER,
    cost_micro_usd INTEGER CHECK (cost_micro_usd >= 0),   -- NULL: unknown
    answer         TEXT NOT NULL,     -- key of the kept answer
    error_message  TEXT NOT NULL
) STRICT
"""

INDEXES = (
    "CREATE INDEX episodes_by_date ON episodes (date, status)",
    "CREATE INDEX episodes_by_user ON episodes (user_id, date)",
    "CREATE UNIQUE INDEX episodes_by_object_key ON episodes (object_key)",
    f"CREATE INDEX episodes_unserved ON episodes (created_at) WHERE {UNSERVED}",
    "CREATE INDEX attempts_by_episode ON attempts (episode_id)",
    "CREATE INDEX attempts_by_run ON attempts (run_id)",
    "CREATE INDEX runs_by_start ON runs (started_at)",
)
ATTEMPTS_BY_START = "CREATE INDEX attempts_by_start ON attempts (started_at, cost_micro_usd)"
OBJECTS_BY_STORE = (
    "CREATE INDEX episodes_by_store ON episodes (store, object_key, status, bytes)",
    f"CREATE INDEX episodes_with_copies ON episodes (store, object_key) WHERE {HAS_LEFT_COPIES}",
)

FORGOTTEN = """
CREATE TABLE forgotten (
    -- Learners for whom nothing is made any more, by a hash that names nobody without forget.key.
    mark TEXT PRIMARY KEY NOT NULL,
    at   TEXT NOT NULL
) STRICT
"""


def is_behind(connection: sqlite3.Connection, path: Path) -> bool:
    """True where the tables are older than this program; Misused if they are newer or not ours.

    Changes nothing; `path` is for the message.
    """
    applied = _applied(connection)
    if applied - set(MIGRATIONS):
        raise Misused(f"the ledger {path} was written by a newer podcaster; install that one")
    if not applied and _tables(connection):
        raise Misused(f"{path} is the database of another program; name another state_dir")
    return applied != set(MIGRATIONS)


def _applied(connection: sqlite3.Connection) -> set[str]:
    """The changes that sqlite-utils has noted in its own table."""
    if "_sqlite_migrations" not in _tables(connection):
        return set()
    sql = "SELECT name FROM _sqlite_migrations WHERE migration_set = ?"
    return {row[0] for row in connection.execute(sql, [MIGRATION_SET])}


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
