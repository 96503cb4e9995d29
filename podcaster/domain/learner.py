"""Who listens, and what they did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Gender = Literal["female", "male"]
Level = Literal["beginner", "intermediate", "advanced", "expert"]


@dataclass(frozen=True, slots=True, order=True)
class LearnerId:
    """One learner of one tenant; `tenant` is empty on a platform that has only one."""

    tenant: str
    user_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """What is needed to decide whether a learner is due; light enough to hold a page of them.

    `last_active_at` is the newest trace of activity the source knows of, or None if there is none;
    `traces` says by kind (`login`, `event`, `lesson`, `heartbeat`) when each was left last, where
    the source tells them apart. `last_heard_at` is when an episode was last played, None for
    never; it says nothing unless `plays_are_known`. `origins` names where the source has `plan`,
    `language` and others from, for those who ask why. Empty strings mean that the source does not
    say.
    """

    id: LearnerId
    display_name: str = ""
    is_active: bool = True
    last_active_at: datetime | None = None
    plan: str = ""
    language: str = ""
    timezone: str = ""
    voice_gender: Gender | None = None
    opted_out: bool = False
    paused: bool = False
    traces: Mapping[str, datetime] = field(default_factory=dict)
    plays_are_known: bool = False
    last_heard_at: datetime | None = None
    origins: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answered question; texts are as the learner saw them, without markup.

    `question` is empty where it cannot be asked by voice; `question_id` then tells it from others,
    if the source does. So does `quiz_id` tell quizzes of one title apart.
    """

    at: datetime
    is_correct: bool
    subject: str = ""
    quiz: str = ""
    question: str = ""
    given: str = ""
    correct: str = ""
    question_id: str = ""
    quiz_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDue:
    """An item of spaced repetition; `retention` is the estimated share still remembered, 0 to 1.

    Where the item is a question, `title` is that of its quiz, and `question` and `correct` are the
    question and its stored answer. `title` is empty where the item must not be named. `quiz_id`
    tells quizzes of one title apart, if the source does.
    """

    title: str
    kind: str = ""
    next_review_at: datetime | None = None
    retention: float | None = None
    subject: str = ""
    question: str = ""
    correct: str = ""
    quiz_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """Something the platform suggests; `score` orders suggestions and is never spoken.

    `quiz_id` is that of a quiz, if the source tells it: a title may be that of several.
    """

    title: str
    score: float | None = None
    quiz_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A lesson the learner finished."""

    title: str
    completed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability:
    """The platform's own scores, 0 to 1000: weak evidence, never spoken.

    `answered` and `right` are the counts the scores were made from, `computed_at` when that was;
    None where the source does not say.
    """

    overall: float | None = None
    by_subject: Mapping[str, float] = field(default_factory=dict)
    answered: int | None = None
    right: int | None = None
    computed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Everything one learner did, from which facts are made."""

    ability: Ability = Ability()
    answers: tuple[Answer, ...] = ()
    reviews_due: tuple[ReviewDue, ...] = ()
    recommended: tuple[Recommendation, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    courses: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A record of the source that does not fit; the learners around it are served.

    `line` counts from 1: a line of JSON Lines or CSV, an element of an array.
    """

    line: int
    field: str
    reason: str
