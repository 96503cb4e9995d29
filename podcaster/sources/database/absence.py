"""What it means that a column is missing which a query can do without."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from podcaster.sources.database.drift import Mark

_NO_LANGUAGE = "nobody's language is taken from it"
_NO_NAME = "nobody is called by it"
_NO_TRACE = "it does not count as activity"
_WITHOUT: Mapping[str, str] = {
    "is_active": "everybody counts as active",
    "last_login_at": "logging in does not count as activity",
    "last_active_at": _NO_TRACE,
    "first_name": _NO_NAME,
    "display_name": _NO_NAME,
    "plan": "nobody's plan is taken from it",
    "language": _NO_LANGUAGE,
    "report_language": _NO_LANGUAGE,
    "native_language": _NO_LANGUAGE,
    "languages_spoken": _NO_LANGUAGE,
    "locale": _NO_LANGUAGE,
    "timezone": "nobody's time zone is taken from it",
    "voice_gender": "nobody's voice is chosen by it",
    "opted_out": "nobody is left out for having opted out there",
    "paused": "nobody is left out for a pause there",
    "last_heard_at": "nobody pauses for leaving episodes unheard",
    "is_correct": "an answer is right only where its metadata say so",
    "title": "quizzes are counted and not named",
    "quiz": "quizzes are counted and not named",
    "by_subject": "the platform's scores tell no weak subject",
    "question_type": "no question is asked, since none has a stored answer",
    "correct_answer": "questions that are answered in writing are not asked",
}
"""By what a query calls the column."""
_UNHEARD = "questions that need it are asked as well"
_LEFT_EMPTY = "it is left empty"


@dataclass(frozen=True, slots=True)
class Absent:
    """A column that is not there, as `table.column`; `is_told` where it should be."""

    column: str
    costs: str
    is_told: bool

    @property
    def sentence(self) -> str:
        """What is missing and what that means."""
        return f"the column {self.column} is not there or may not be read: {self.costs}"


def what_is_absent(
    marks: Iterable[Mark], absent: Collection[tuple[str, str]]
) -> tuple[Absent, ...]:
    """Those of the marked columns that are absent, each once, in the order of their names."""
    found: dict[str, Absent] = {}
    for mark in marks:
        column = ".".join(mark.place)
        if mark.place in absent and (column not in found or mark.was_there):
            found[column] = Absent(column, _costs_of(mark.name), mark.was_there)
    return tuple(found[column] for column in sorted(found))


def _costs_of(name: str) -> str:
    if name.endswith(("_image", "_audio")):
        return _UNHEARD
    return _WITHOUT.get(name, _LEFT_EMPTY)
