"""What one episode must be about."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from podcaster.domain.facts import Facts, MissedQuestion, ReviewItem
from podcaster.domain.learner import Gender, LearnerId, Level


@dataclass(frozen=True, slots=True, order=True)
class EpisodeKey:
    """One learner, one date: there is never a second episode for the same key."""

    learner: LearnerId
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What the learner did in the seven days before the episode.

    `answered` and `right` count answers; None where there were too few to speak of.
    `change` is in percentage points against the week before. `lessons` are titles fit to be
    spoken, newest first, of the `lesson_count` lessons that were finished.
    """

    answered: int | None = None
    right: int | None = None
    accuracy_percent: int | None = None
    change: int | None = None
    lessons: tuple[str, ...] = ()
    lesson_count: int = 0


FocusReason = Literal["weakest_subject", "missed_questions", "reviews_due", "recommended", "course"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """The one topic of the episode, and why it was chosen.

    The numbers belong to the reason: accuracy and answers to a weakest subject, `missed` to missed
    questions; None where it is not known. `retention_percent`, `faded` and `never_reviewed` are
    those of a review.
    """

    topic: str
    why: FocusReason
    accuracy_percent: int | None = None
    answered: int | None = None
    missed: int | None = None
    retention_percent: int | None = None
    faded: bool = False
    never_reviewed: bool = False


PracticeSource = Literal["missed", "due", "recall"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """One question to think about, with its stored answer.

    `missed` was answered wrongly; `due` is one that spaced repetition asks to be gone over again.
    `recall` asks the learner to remember what they know of the title in `question`; it has no
    stored answer. `given` is what the learner answered to a missed question, empty if unfit.
    """

    kind: PracticeSource
    question: str
    answer: str = ""
    given: str = ""


GoalKind = Literal["review", "redo_missed", "recommended", "first_quiz", "come_back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One small thing for tomorrow.

    `review`: go over `count` items, beginning with `title`. `redo_missed`: answer `count` missed
    questions again, all of the quiz `title` if there is one. `recommended`: try `title`.
    Titles of the first two may be empty; `out_of` says of how many `count` is a part, None where
    it is all of them.
    """

    kind: GoalKind
    title: str = ""
    count: int | None = None
    out_of: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """What a learner's last episodes were about, newest first, so that this one does not recur.

    `questions` are those that were put to the learner as practice; `turn` is the newest episode's.
    """

    topics: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    turn: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """All that later steps need to know; after it nobody sees the learner's record.

    `name` is fit to be spoken and stays on this machine; empty if there is none.
    `language` is a normalised BCP 47 tag. `level` is None where nothing is known of it.
    `missed` and `review` are already capped to what fits in one episode;
    `missed` leaves out the practice question. `review_count` is how many are really due, also
    where `review` is shorter or empty because titles are not fit to be spoken. `turn` grows by one
    from a learner's episode to the next, for choosing among wordings; None: by the date.
    """

    key: EpisodeKey
    name: str
    plan: str
    language: str
    voice_gender: Gender | None
    level: Level | None
    progress: Progress | None
    focus: Focus | None
    missed: tuple[MissedQuestion, ...]
    review: tuple[ReviewItem, ...]
    review_count: int
    practice: Practice | None
    goal: Goal
    facts: Facts
    recent: Recent = Recent()
    turn: int | None = None
