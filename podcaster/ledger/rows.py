"""Episodes as columns and back."""

import json
import sqlite3
from dataclasses import asdict, fields
from typing import Any

from podcaster.domain.attempt import Attempt
from podcaster.domain.brief import Brief
from podcaster.domain.episode import Episode, Opened, Recorded, Scripted, Stored
from podcaster.domain.script import Written
from podcaster.domain.speech import Recording
from podcaster.ledger.database import Value
from podcaster.ledger.values import as_json, day_text, from_json, moment, read

Columns = dict[str, Value]


NO_RECORDING: Columns = {
    **dict.fromkeys(
        ("tts_provider", "tts_voice", "tts_voice_gender", "bytes", "sha256", "duration_seconds")
    ),
    **dict.fromkeys(("store", "object_key")),
    "metadata": json.dumps(
        {
            **dict.fromkeys(("chapters", "cues", "loudness_lufs", "true_peak_dbtp")),
            **dict.fromkeys(("voice_language", "left_in")),
        }
    ),
}
"""What takes a recording and its object out of a row again; `update` merges metadata."""

NO_SCRIPT: Columns = dict.fromkeys(
    ("title", "script", "script_text", "prompt_sha256", "ai_provider", "ai_model_used")
)
"""What takes a script out of a row that has no recording."""

_OF_ATTEMPT = tuple(field.name for field in fields(Attempt))


def brief_columns(brief: Brief) -> Columns:
    """What is known when an episode is opened."""
    return {
        "tenant": brief.key.learner.tenant,
        "user_id": brief.key.learner.user_id,
        "date": day_text(brief.key.date),
        "plan": brief.plan,
        "language": brief.language,
        "brief": as_json(brief),
    }


def milestone_columns(episode: Scripted) -> Columns:
    """All that an episode adds to its brief; `metadata` holds what has no column of its own."""
    columns = _of_written(episode.written)
    metadata: dict[str, object] = {"short": episode.written.short}
    if isinstance(episode, Recorded):
        columns |= _of_recording(episode.recording)
        metadata |= _metadata_of(episode.recording)
    if isinstance(episode, Stored):
        columns |= {"store": episode.stored.store, "object_key": episode.stored.key}
    return columns | {"metadata": json.dumps(metadata, ensure_ascii=False)}


def attempt_columns(attempt: Attempt) -> Columns:
    """One attempt; its columns are its fields."""
    return {name: getattr(attempt, name) for name in _OF_ATTEMPT} | {
        "started_at": moment(attempt.started_at)
    }


def episode_of(row: sqlite3.Row) -> Episode:
    """The episode at the milestone that the row's contents reach, whatever its status says.

    CannotServe if this version cannot read what is there, or if its brief has been pruned.
    """
    what = f"episode {row['id']} of user {row['user_id']}"
    known = {"id": row["id"], "brief": from_json(row["brief"])}
    if row["script"] is None:
        return read(Opened, known, what)
    known["written"] = _written_in(row)
    if row["sha256"] is None:
        return read(Scripted, known, what)
    known["recording"] = _recording_in(row)
    if row["object_key"] is None:
        return read(Recorded, known, what)
    known["stored"] = {"key": row["object_key"]} | _some(row, "store", "bytes", "sha256")
    return read(Stored, known, what)


def _of_written(written: Written) -> Columns:
    return {
        "title": written.script.title,
        "script": as_json(written.script),
        "script_text": written.script.text,
        "prompt_sha256": written.prompt_sha256,
        "ai_provider": written.provider,
        "ai_model_used": written.model,
    }


def _of_recording(recording: Recording) -> Columns:
    return {
        "tts_provider": recording.engine,
        "tts_voice": recording.voice.name,
        "tts_voice_gender": recording.voice.gender,
        "bytes": recording.bytes,
        "sha256": recording.sha256,
        "duration_seconds": recording.duration_seconds,
    }


def _metadata_of(recording: Recording) -> dict[str, object]:
    return {
        "chapters": [asdict(chapter) for chapter in recording.chapters],
        "cues": [asdict(cue) for cue in recording.cues],
        "loudness_lufs": recording.loudness_lufs,
        "true_peak_dbtp": recording.true_peak_dbtp,
        "voice_language": recording.voice.language,
    }


def _written_in(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "script": from_json(row["script"]),
        "provider": row["ai_provider"],
        "model": row["ai_model_used"],
        "short": from_json(row["metadata"]).get("short", False),
    } | _some(row, "prompt_sha256")


def _recording_in(row: sqlite3.Row) -> dict[str, Any]:
    metadata: dict[str, Any] = from_json(row["metadata"])
    voice = {
        "name": row["tts_voice"],
        "gender": row["tts_voice_gender"],
        "language": metadata.get("voice_language"),
    }
    measured = _some(row, "bytes", "sha256", "duration_seconds")
    return metadata | measured | {"engine": row["tts_provider"], "voice": voice}


def _some(row: sqlite3.Row, *columns: str) -> dict[str, Any]:
    return {column: row[column] for column in columns}
