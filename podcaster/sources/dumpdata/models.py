"""Which models of a dump are read, and of each which fields; nothing else is written anywhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple


class Many(NamedTuple):
    """A many-to-many field: its table, the columns of both sides, and the model on the other."""

    table: str
    owner: str
    other: str
    model: str


@dataclass(frozen=True, slots=True)
class Model:
    """The fields of one model, by how their values are kept.

    `key` are the fields that make its natural key. `one` leads to one object of a model.
    """

    table: str
    plain: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    json: frozenset[str] = frozenset()
    one: Mapping[str, str] = field(default_factory=dict)
    many: Mapping[str, Many] = field(default_factory=dict)
    key: tuple[str, ...] = ()

    def column(self, name: str) -> str | None:
        """Where a field is kept, None if it is not."""
        if name in self.plain or name in self.times or name in self.json:
            return name
        return f"{name}_id" if name in self.one else None


USER, CONTENT_TYPE = "auth.user", "contenttypes.contenttype"
_GROUP, _CATEGORY = "auth.group", "dailycast.usercategory"
_SUBJECT, _COURSE, _LESSON = "subjects.subject", "courses.course", "lessons.lesson"
_QUIZ, _QUESTION = "quizzes.quiz", "quizzes.question"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _model(
    table: str,
    plain: str = "",
    *,
    times: str = "",
    json: str = "",
    one: Mapping[str, str] | None = None,
    many: Mapping[str, Many] | None = None,
    key: tuple[str, ...] = (),
) -> Model:
    kinds = (_words(plain), _words(times), _words(json))
    return Model(table, *kinds, one or {}, many or {}, key)


_OF_USER = {"user": USER}
_ABOUT_ANYTHING = {**_OF_USER, "content_type": CONTENT_TYPE}
_GROUPS = Many("auth_user_groups", "user_id", "group_id", _GROUP)
_MEMBERS = Many("dailycast_usercategory_users", "usercategory_id", "user_id", USER)
_MEDIA = " ".join(
    f"{part}_{medium}"
    for part in ("question", "option1", "option2", "option3", "option4")
    for medium in ("image", "audio")
)

MODELS: Mapping[str, Model] = {
    CONTENT_TYPE: _model("django_content_type", "app_label model", key=("app_label", "model")),
    USER: _model(
        "auth_user",
        "first_name is_active",
        times="last_login",
        many={"groups": _GROUPS},
        key=("username",),
    ),
    _GROUP: _model("auth_group", "name", key=("name",)),
    _CATEGORY: _model(
        "dailycast_usercategory", "name is_active", many={"users": _MEMBERS}, key=("name",)
    ),
    "users.profile": _model("users_profile", "display_name locale", one=_OF_USER),
    "users.userpreference": _model(
        "users_userpreference",
        "native_language report_language timezone",
        json="languages_spoken",
        one=_OF_USER,
    ),
    "users.userloginevent": _model(
        "users_userloginevent", times="login_at last_heartbeat_at", one=_OF_USER
    ),
    "intelligence.userabilityprofile": _model(
        "intelligence_userabilityprofile",
        "overall_ability_score total_quizzes_attempted total_correct_answers",
        times="last_computed_at",
        json="ability_by_subject",
        one=_OF_USER,
    ),
    "intelligence.matchscore": _model(
        "intelligence_matchscore",
        "object_id match_score",
        times="computed_at",
        one=_ABOUT_ANYTHING,
    ),
    "analytics.activityevent": _model(
        "analytics_activityevent",
        "event_type object_id",
        times="timestamp",
        json="metadata",
        one=_ABOUT_ANYTHING,
    ),
    "analytics.memorystat": _model(
        "analytics_memorystat",
        "object_id interval_days easiness_factor",
        times="last_reviewed_at next_review_at",
        one=_ABOUT_ANYTHING,
    ),
    _SUBJECT: _model("subjects_subject", "name", key=("name",)),
    _COURSE: _model("courses_course", "title course_type is_draft"),
    _LESSON: _model("lessons_lesson", "title"),
    "lessons.lessoncompletion": _model(
        "lessons_lessoncompletion", times="completed_at", one={**_OF_USER, "lesson": _LESSON}
    ),
    _QUIZ: _model("quizzes_quiz", "title status", one={"subject": _SUBJECT}),
    _QUESTION: _model(
        "quizzes_question",
        "question_type question_text option1 option2 option3 option4 correct_option correct_answer "
        + _MEDIA,
        one={"quiz": _QUIZ},
    ),
    "enrollment.enrollment": _model(
        "enrollment_enrollment", "object_id status", one=_ABOUT_ANYTHING
    ),
}
"""By the name that a dump gives a model; their fields are those that the built-in queries read."""


def models_with(column: str) -> Mapping[str, Model]:
    """The models, with one more column that an operator named, `table.column`, or "" for none.

    A table does not tell where its app's name ends, so that it may be that of several models.
    """
    table, _, name = column.partition(".")
    if not table:
        return MODELS
    known = {each: model for each, model in MODELS.items() if model.table == table}
    places = [at for at, letter in enumerate(table) if letter == "_"]
    strange = {f"{table[:at]}.{table[at + 1 :]}": _model(table, one=_OF_USER) for at in places}
    return {**MODELS, **{each: _widened(model, name) for each, model in (known or strange).items()}}


def _widened(model: Model, name: str) -> Model:
    kept = {model.column(each) for each in (*model.plain, *model.times, *model.json, *model.one)}
    is_read = name.lower() in kept  # SQL does not tell small letters from capitals
    return model if is_read else replace(model, plain=model.plain | {name})
