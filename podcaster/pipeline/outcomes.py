"""What a night yields, one by one; whoever asked for it counts them or draws them."""

from dataclasses import dataclass
from datetime import date

from podcaster.domain.brief import EpisodeKey
from podcaster.domain.episode import Status
from podcaster.domain.learner import BadRecord, LearnerId
from podcaster.errors import SourceUnreadable, TryLater

BUG = "bug"
"""The kind of a failure that is nobody's but the program's."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Learners who get no episode, for one reason."""

    reason: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Read:
    """Learners that were read, and for how many of them the date has not begun yet."""

    learners: int
    ahead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A learner who gets an episode.

    `seen_by` is the kind of the newest trace of whoever is due only thanks to one that is no login.
    """

    learner: LearnerId
    date: date
    plan: str
    language: str
    seen_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """An episode that is done."""

    key: EpisodeKey
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """An episode that is not done, and why; `stage` is where it stopped.

    `kind` is a short word for programs, `episode_id` "" where none was opened. One `of_providers`
    says nothing about the episode; what is `lasting` will not be otherwise within the run.
    """

    key: EpisodeKey
    stage: str
    reason: str
    kind: str = ""
    episode_id: str = ""
    is_given_up: bool = False
    of_providers: bool = False
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A learner who was due and gets no episode after all, for one reason."""

    due: Due
    reason: str

    @property
    def key(self) -> EpisodeKey:
        """Whose episode, for which date."""
        return EpisodeKey(self.due.learner, self.due.date)


@dataclass(frozen=True, slots=True)
class TriedAgain:
    """What the second try of the same run came to; it takes the place of a failure of `kind`."""

    kind: str
    ended: Served | Failed | Withdrawn


@dataclass(frozen=True, slots=True)
class NotTriedAgain:
    """No more second tries in this run, and why: whoever had one to come has failed."""

    error: TryLater


@dataclass(frozen=True, slots=True)
class Noted:
    """Something worth a warning that is nobody's failure; equal ones are counted."""

    warning: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class SourceBroke:
    """The learners could not be read to the end; those before it are served."""

    error: SourceUnreadable


@dataclass(frozen=True, slots=True)
class LimitReached:
    """No more learners were read: as many are due as were asked for."""

    limit: int


@dataclass(frozen=True, slots=True)
class PutOff:
    """No more learners are started, and it is nobody's fault.

    With a PlanDeferred, that holds for those of `plan` and `language` alone.
    """

    error: TryLater
    plan: str = ""
    language: str = ""


Outcome = (
    Skipped
    | Read
    | Due
    | Served
    | Failed
    | Withdrawn
    | TriedAgain
    | NotTriedAgain
    | Noted
    | BadRecord
    | SourceBroke
    | LimitReached
    | PutOff
)
