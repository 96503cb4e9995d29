"""One learner's record: the one row shape that every export is made of."""

from collections.abc import Iterator
from datetime import datetime

from pydantic import Field

from podcaster.domain.learner import Activity, Learner, LearnerId
from podcaster.sources.activity_rows import (
    AbilityRow,
    AnswerRow,
    LessonRow,
    RecommendationRow,
    ReviewRow,
    Row,
)
from podcaster.sources.fields import Identity, Name, PossibleTime, Tenant, Text, VoiceGender

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_WITH_ORIGIN = ("plan", "language", "timezone", "voice_gender")


class Record(Row):
    """One learner and what they did. Only `user_id` is required; null is the same as absent.

    Other fields are ignored and counted; e-mail and IP addresses and notes are never read.
    """

    user_id: Identity = Field(description="Who it is, the same every night.")
    tenant: Tenant | None = Field(
        default=None, description="Whose learner, where ids are not unique."
    )
    display_name: Name | None = Field(
        default=None, description="What the learner is called; spoken."
    )
    is_active: bool | None = Field(
        default=None, description="False for a closed account; else true."
    )
    opted_out: bool | None = Field(default=None, description="True for who wants no podcast.")
    paused: bool | None = Field(default=None, description="True for who wants none for a while.")
    last_active_at: PossibleTime = Field(
        default=None,
        description="When the learner was last seen; without a zone, UTC. If absent, the newest "
        "past time in answers, reviews_due and lessons.",
    )
    plan: Name | None = Field(
        default=None, description="free, premium, enterprise or your own names."
    )
    language: Name | None = Field(default=None, description="Of the episode, such as en or ja-JP.")
    timezone: Name | None = Field(default=None, description="IANA name, such as Asia/Tokyo.")
    voice_gender: VoiceGender = Field(default=None, description="What the learner prefers to hear.")
    ability: AbilityRow | None = Field(default=None, description="The platform's own scores.")
    answers: tuple[AnswerRow, ...] | None = Field(
        default=None, description="Answered questions, in any order."
    )
    reviews_due: tuple[ReviewRow, ...] | None = Field(
        default=None, description="Items to be gone over again."
    )
    recommended: tuple[RecommendationRow, ...] | None = Field(
        default=None, description="What the platform suggests."
    )
    lessons: tuple[LessonRow, ...] | None = Field(
        default=None, description="Lessons that were finished."
    )
    courses: tuple[Text, ...] | None = Field(
        default=None, description="Titles of courses the learner takes."
    )
    interests: tuple[Text, ...] | None = Field(
        default=None, description="Subjects the learner cares for."
    )

    def learner(self, tenant: str, now: datetime, origin: str = "export") -> Learner:
        """The light part; `tenant` is that of records that name none, `origin` their source."""
        return Learner(
            id=LearnerId(self.tenant or tenant, self.user_id),
            display_name=self.display_name or "",
            is_active=self.is_active is not False,
            last_active_at=self.last_active_at or self._last_trace(now),
            plan=self.plan or "",
            language=self.language or "",
            timezone=self.timezone or "",
            voice_gender=self.voice_gender,
            opted_out=self.opted_out or False,
            paused=self.paused or False,
            origins={name: origin for name in _WITH_ORIGIN if getattr(self, name)},
        )

    def activity(self) -> Activity:
        """Everything the learner did."""
        lessons = (each.lesson() for each in self.lessons or ())
        return Activity(
            ability=(self.ability or AbilityRow()).ability(),
            answers=tuple(each.answer() for each in self.answers or ()),
            reviews_due=tuple(each.review() for each in self.reviews_due or ()),
            recommended=tuple(each.recommendation() for each in self.recommended or ()),
            lessons=tuple(each for each in lessons if each is not None),
            courses=self.courses or (),
            interests=self.interests or (),
        )

    def _last_trace(self, now: datetime) -> datetime | None:
        """The newest time that is past: a review to come is an appointment, no sign of life.

        One that has fallen due is, since it was made when the learner last met the item.
        """
        return max(
            (time for time in self._times() if time is not None and time <= now), default=None
        )

    def _times(self) -> Iterator[datetime | None]:
        yield from (each.at for each in self.answers or ())
        yield from (each.next_review_at for each in self.reviews_due or ())
        yield from (each.completed_at for each in self.lessons or ())


def json_schema() -> dict[str, object]:
    """The shape of a record as JSON Schema, for `podcaster schema`."""
    return {"$schema": DIALECT, **Record.model_json_schema()}
