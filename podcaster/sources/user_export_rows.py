"""The parts of the platform's export of one user, version 3.0.

Only what is named here is read of it: the e-mail address, the devices with their IP addresses, the
learner's own writing and what is said of study habits are passed over.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field, PlainValidator, field_validator

from podcaster.sources.activity_rows import Row
from podcaster.sources.choices import Choices
from podcaster.sources.database.texts import Texts
from podcaster.sources.database.values import Misfit, number, truth
from podcaster.sources.fields import Identity, Name, PossibleTime, Text

_SPOKEN_TYPES = ("mcq", "short")


def _score(value: object) -> float | None:
    """Scores are weak evidence: one that is none costs nobody anything."""
    try:
        return number(value)
    except Misfit:
        return None


def _verdict(value: object) -> bool | None:
    """None for an answer of which it is not said whether it was right; it is left out."""
    try:
        return truth(value)
    except Misfit:
        return None


_Score = Annotated[float | None, PlainValidator(_score)]
_Verdict = Annotated[bool | None, PlainValidator(_verdict)]


class SubjectRow(Row):
    """A subject, by the number that scores know it by."""

    id: Identity
    name: Name


class MetadataRow(Row):
    """Whose export it is, and of when."""

    user_id: Identity | None = None
    exported_at: PossibleTime = None


class ScoresRow(Row):
    """The platform's own scores, by the number of a subject."""

    overall: _Score = None
    by_subject: dict[Name, _Score] = Field(default_factory=dict)

    @field_validator("by_subject", mode="before")
    @classmethod
    def _as_object(cls, value: object) -> object:
        return value if isinstance(value, dict) else {}


class ProfileRow(Row):
    """What is read of a profile."""

    user_id: Identity | None = None
    native_language: Name | None = None
    report_language: Name | None = None
    interested_subjects: tuple[SubjectRow, ...] | None = None
    ability_score: ScoresRow | None = None


class QuestionRow(Row):
    """One question as it was answered."""

    question_id: Text | None = None
    question_type: Name | None = None
    question_text: Text | None = None
    options: object = None
    selected_option: object = None
    correct_answer: object = None
    is_correct: _Verdict = None

    def texts(self, texts: Texts) -> dict[str, object]:
        """The question, what was answered and what is right, as far as they can be told.

        Of one that cannot be asked by voice, its number.
        """
        asked = texts.line(self.question_text)
        if self.question_type not in _SPOKEN_TYPES or not asked:
            return {"question_id": self.question_id}
        if self.question_type == "short":
            given, correct = texts.line(self.selected_option), texts.line(self.correct_answer)
            return {"question": asked, "given": given, "correct": correct}
        choices = Choices.of(self.options, texts)
        given = choices.meant_by(self.selected_option)
        correct = choices.meant_by(self.correct_answer)
        if given and correct and (given == correct) != self.is_correct:
            return {"question": asked}  # it is not told as we understand it
        return {"question": asked, "given": given, "correct": correct}


class AttemptRow(Row):
    """One go at a quiz."""

    quiz_title: Text | None = None
    subject: SubjectRow | Text | None = None
    started_at: PossibleTime = None
    ended_at: PossibleTime = None
    questions: tuple[QuestionRow, ...] | None = None

    @property
    def at(self) -> datetime | None:
        """When it ended, else when it began."""
        return self.ended_at or self.started_at

    def answers(self, texts: Texts) -> Iterator[dict[str, object]]:
        """Its questions that were answered, as answers of a record.

        Each a microsecond after the one before, the last at the end: what has one time and one
        wording would be taken for one answer that was recorded twice.
        """
        subject = self.subject.name if isinstance(self.subject, SubjectRow) else self.subject
        for left, each in enumerate(reversed(self.questions or ())):
            if self.at is not None and each.is_correct is not None:
                yield {
                    "at": (self.at - timedelta(microseconds=left)).isoformat(),
                    "is_correct": each.is_correct,
                    "quiz": texts.line(self.quiz_title),
                    "subject": texts.line(subject),
                    **each.texts(texts),
                }


class AttemptsRow(Row):
    """All of them."""

    attempts: tuple[AttemptRow, ...] | None = None


ROWS = (MetadataRow, SubjectRow, ScoresRow, ProfileRow, QuestionRow, AttemptRow, AttemptsRow)
