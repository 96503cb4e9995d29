"""One learner, one date, from brief to stored object.

A milestone is what survives losing the process. Each adds to the one before, so that no step can
be skipped and nothing is optional.
"""

from dataclasses import dataclass
from typing import Literal

from podcaster.domain.brief import Brief, EpisodeKey
from podcaster.domain.script import Written
from podcaster.domain.speech import Recording

Status = Literal[
    "pending",
    "script_generated",
    "audio_generating",
    "pending_upload",
    "completed",
    "completed_with_fallback",
    "script_only",
    "failed",
    "given_up",
    "expired",
]
SERVED: frozenset[Status] = frozenset(
    {"completed", "completed_with_fallback", "script_only", "expired", "given_up"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """Where the recording ended up: a store's name and the key in it, with what was verified."""

    store: str
    key: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Milestone: the row exists and knows what the episode is about."""

    id: str
    brief: Brief

    @property
    def key(self) -> EpisodeKey:
        """Whose episode, for which date."""
        return self.brief.key

    def scripted(self, written: Written) -> "Scripted":
        """This episode, now with a script."""
        return Scripted(id=self.id, brief=self.brief, written=written)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripted(Opened):
    """Milestone: the script is in the ledger."""

    written: Written

    def recorded(self, recording: Recording) -> "Recorded":
        """This episode, now with a recording."""
        return Recorded(id=self.id, brief=self.brief, written=self.written, recording=recording)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded(Scripted):
    """Milestone: the verified recording is in the spool."""

    recording: Recording

    def stored_as(self, stored: StoredObject) -> "Stored":
        """This episode, now in a store."""
        return Stored(
            id=self.id,
            brief=self.brief,
            written=self.written,
            recording=self.recording,
            stored=stored,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored(Recorded):
    """Milestone: the verified object is in the store."""

    stored: StoredObject


Episode = Opened | Scripted | Recorded | Stored
