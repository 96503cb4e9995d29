"""The platform's export of one user, version 3.0, read as a record."""

from collections.abc import Iterator

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from podcaster.sources.activity_rows import Row
from podcaster.sources.database.languages import language_of
from podcaster.sources.database.texts import Texts
from podcaster.sources.user_export_rows import (
    ROWS,
    AttemptRow,
    AttemptsRow,
    MetadataRow,
    ProfileRow,
    SubjectRow,
)


class UserExport(Row):
    """One user. Who exported a learner without a number exported nobody."""

    export_metadata: MetadataRow = Field(default_factory=MetadataRow)
    user_profile: ProfileRow | None = None
    quiz_attempts: AttemptsRow | None = None

    @model_validator(mode="after")
    def _is_of_one_user(self) -> "UserExport":
        if len(self._ids()) > 1:
            raise PydanticCustomError("misfit", "has two different users in it")
        return self

    def record(self) -> dict[str, object]:
        """The same as a record."""
        texts, profile = Texts(), self.user_profile or ProfileRow()
        attempts = [each for each in self._attempts() if each.at is not None]
        chosen = {name: getattr(profile, name) for name in ("report_language", "native_language")}
        times = [each.at.isoformat() for each in attempts if each.at is not None]
        row = {
            "user_id": next(iter(self._ids()), None),
            "language": language_of(chosen, {})[0],
            "last_active_at": max(times, default=None),
            "ability": self._ability(profile),
            "answers": [answer for each in attempts for answer in each.answers(texts)],
        }
        return {name: value for name, value in row.items() if value is not None}

    def _ids(self) -> set[str]:
        profile = self.user_profile or ProfileRow()
        return {each for each in (self.export_metadata.user_id, profile.user_id) if each}

    def _attempts(self) -> Iterator[AttemptRow]:
        """Those that are not later than the export itself."""
        exported_at = self.export_metadata.exported_at
        for each in (self.quiz_attempts or AttemptsRow()).attempts or ():
            if exported_at is None or each.at is None or each.at <= exported_at:
                yield each

    def _ability(self, profile: ProfileRow) -> dict[str, object] | None:
        """Scores by names: what is known by a number alone is left out."""
        if profile.ability_score is None:
            return None
        named = [each.subject for each in self._attempts() if isinstance(each.subject, SubjectRow)]
        names = {each.id: each.name for each in (*named, *(profile.interested_subjects or ()))}
        scores = profile.ability_score.by_subject
        known = {names[each]: score for each, score in scores.items() if each in names}
        return {"overall": profile.ability_score.overall, "by_subject": known}


def is_user_export(value: object) -> bool:
    """True for what looks like the export of one user, whole or not."""
    return isinstance(value, dict) and "user_id" not in value and "export_metadata" in value


NAMES = frozenset(UserExport.model_fields).union(*(row.model_fields for row in ROWS))
"""Of all its fields that are read."""
