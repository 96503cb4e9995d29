"""The nested parts of a record: what a learner did, as an export writes it."""

from pydantic import BaseModel, ConfigDict, Field

from podcaster.domain.learner import Ability, Answer, Lesson, Recommendation, ReviewDue
from podcaster.sources.fields import Name, Number, PossibleTime, Reply, Share, Text, Time


class Row(BaseModel):
    """A part of a record; what it does not name is not read."""

    model_config = ConfigDict(extra="ignore")


class AbilityRow(Row):
    """The platform's own scores. They set the level of an episode and are never spoken."""

    overall: Number = Field(default=None, description="Score from 0 to 1000.")
    by_subject: dict[Name, Number] | None = Field(
        default=None, description="Score from 0 to 1000 by the name of a subject."
    )
    percentile: Number = Field(default=None, description="Read by nothing yet.")
    answered: Number = Field(default=None, description="Of how many answers they were made.")
    right: Number = Field(default=None, description="How many of those answers were right.")
    computed_at: PossibleTime = Field(
        default=None, description="When they were computed; without a zone, UTC."
    )

    def ability(self) -> Ability:
        """The scores that are there."""
        scores = self.by_subject or {}
        known = {subject: score for subject, score in scores.items() if score is not None}
        return Ability(
            overall=self.overall,
            by_subject=known,
            answered=None if self.answered is None else int(self.answered),
            right=None if self.right is None else int(self.right),
            computed_at=self.computed_at,
        )


class AnswerRow(Row):
    """One answered question, with its texts as the learner saw them."""

    at: Time = Field(description="When it was answered; without a zone, UTC.")
    is_correct: bool = Field(description="Whether the answer was right.")
    subject: Text | None = Field(default=None, description="Name of the subject.")
    quiz: Text | None = Field(default=None, description="Title of the quiz.")
    question: Text | None = Field(default=None, description="The question, fit to be read aloud.")
    given: Reply | None = Field(default=None, description="What the learner answered.")
    correct: Reply | None = Field(default=None, description="The right answer.")
    question_id: Text | None = Field(
        default=None, description="Of a question without words here: tells it from others."
    )

    def answer(self) -> Answer:
        """The answer; what the export does not say is empty."""
        return Answer(
            at=self.at,
            is_correct=self.is_correct,
            subject=self.subject or "",
            quiz=self.quiz or "",
            question=self.question or "",
            given=self.given or "",
            correct=self.correct or "",
            question_id=self.question_id or "",
        )


class ReviewRow(Row):
    """Something that spaced repetition asks to be gone over again."""

    title: Text = Field(description="What is to be reviewed.")
    kind: Name | None = Field(default=None, description="What it is, such as quiz or question.")
    next_review_at: PossibleTime = Field(
        default=None, description="When it is due; without a zone, UTC."
    )
    retention: Share = Field(default=None, description="The share still remembered, from 0 to 1.")
    subject: Text | None = Field(default=None, description="Name of the subject.")
    question: Text | None = Field(
        default=None, description="Of a question, its words, fit to be read aloud."
    )
    correct: Reply | None = Field(default=None, description="The right answer to it.")

    def review(self) -> ReviewDue:
        """The item."""
        return ReviewDue(
            title=self.title,
            kind=self.kind or "",
            next_review_at=self.next_review_at,
            retention=self.retention,
            subject=self.subject or "",
            question=self.question or "",
            correct=self.correct or "",
        )


class RecommendationRow(Row):
    """Something that the platform suggests."""

    title: Text = Field(description="What is suggested.")
    score: Number = Field(default=None, description="The higher, the sooner; never spoken.")

    def recommendation(self) -> Recommendation:
        """The suggestion."""
        return Recommendation(title=self.title, score=self.score)


class LessonRow(Row):
    """A lesson; without `completed_at` it is not finished and counts for nothing."""

    title: Text = Field(description="Title of the lesson.")
    completed_at: PossibleTime = Field(
        default=None, description="When it was finished; without a zone, UTC."
    )

    def lesson(self) -> Lesson | None:
        """The lesson, None if it is not finished."""
        return (
            Lesson(title=self.title, completed_at=self.completed_at) if self.completed_at else None
        )
