"""What each named query returns, and what it costs to do without it.

A query is a plain SELECT: it gives columns and never verdicts. Whether an answer counts, a
learner is due or a title may be spoken is decided in Python, for every database alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The columns of one query, or of a family of queries such as `seen_*`.

    Of `one_of` at least one must be returned, where it names any. `costs` are clauses that say
    what follows where the query cannot be run.
    """

    name: str
    required: frozenset[str]
    optional: frozenset[str] = frozenset()
    one_of: frozenset[str] = frozenset()
    costs: tuple[str, ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        """Every column that is read; others are not asked for."""
        return self.required | self.one_of | self.optional


LEARNERS = "learners"


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OF_LEARNERS = _names(
    "tenant first_name display_name is_active last_login_at last_active_at plan language"
    " timezone voice_gender opted_out paused last_heard_at"
)
_OF_LANGUAGES = _names("native_language report_language languages_spoken locale")
_OF_QUESTIONS = _names(
    "subject quiz_id question_id question_type question correct option1 option2 option3 option4"
    " correct_option correct_answer question_image question_audio option1_image option1_audio"
    " option2_image option2_audio option3_image option3_audio option4_image option4_audio"
    " has_media"
)
"""A question with its choices; the pictures and sounds are asked for to leave it out."""
_OF_ITS_LEARNER = _names("tenant")
"""Where the ids of learners are those of a tenant."""


def _shape(
    name: str,
    required: str,
    optional: frozenset[str] = frozenset(),
    *costs: str,
    one_of: frozenset[str] = frozenset(),
) -> Shape:
    return Shape(
        name=name,
        required=_names(required),
        optional=optional,
        one_of=one_of,
        costs=costs,
    )


_EVERY = (
    _shape(LEARNERS, "user_id", _OF_LEARNERS, "no learner can be read"),
    _shape(
        "profiles",
        "user_id",
        _OF_LEARNERS | _OF_LANGUAGES,
        "nothing is known of the names and languages that profiles hold",
    ),
    _shape(
        "preferences",
        "user_id",
        _OF_LEARNERS | _OF_LANGUAGES,
        "nothing is known of the languages that learners chose",
    ),
    _shape(
        "opt_outs",
        "user_id",
        _OF_LEARNERS,
        "nobody is left out for having opted out",
    ),
    _shape(
        "plays",
        "user_id",
        _OF_LEARNERS,
        "nobody pauses for leaving episodes unheard",
    ),
    _shape("plans_*", "user_id plan", _OF_ITS_LEARNER, "no plan is found by it"),
    _shape(
        "seen_*", "user_id at", _OF_ITS_LEARNER, "what it would show does not count as activity"
    ),
    _shape(
        "answers",
        "user_id at",
        _OF_ITS_LEARNER | _OF_QUESTIONS | _names("quiz given"),
        "episodes say nothing of answers, accuracy or weak subjects",
        one_of=_names("is_correct metadata"),
    ),
    _shape(
        "reviews",
        "user_id title",
        _OF_ITS_LEARNER
        | _OF_QUESTIONS
        | _names("kind next_review_at last_reviewed_at interval_days easiness_factor retention"),
        "episodes say nothing of what is due for review",
    ),
    _shape(
        "recommended",
        "user_id title",
        _OF_ITS_LEARNER | _names("score quiz_id"),
        "episodes say nothing of what is recommended",
    ),
    _shape(
        "lessons",
        "user_id title completed_at",
        _OF_ITS_LEARNER,
        "episodes say nothing of lessons finished",
    ),
    _shape("courses", "user_id title", _OF_ITS_LEARNER, "episodes say nothing of courses"),
    _shape(
        "ability",
        "user_id",
        _OF_ITS_LEARNER | _names("overall by_subject total_answered total_right computed_at"),
        "no level is known, so everyone is spoken to at the normal pace",
    ),
    _shape(
        "subjects",
        "subject_id name",
        _OF_ITS_LEARNER,
        "subjects that are known by number only are left out",
    ),
)

SHAPES: Mapping[str, Shape] = {shape.name: shape for shape in _EVERY}
"""By the name of the query; `seen_*` and `plans_*` are families."""


def shape_of(name: str) -> Shape | None:
    """The shape of the query `name`, such as `answers`, `seen_event`, `plans_of_groups`."""
    if name.endswith("*"):
        return None
    if name == "plans":
        return SHAPES["plans_*"]
    family, _, rest = name.partition("_")
    if rest.isidentifier() and rest.islower() and f"{family}_*" in SHAPES:
        return SHAPES[f"{family}_*"]
    return SHAPES.get(name)
