"""What of a question can be asked by voice: its words, its choices and its stored answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from podcaster.sources.database.texts import Texts
from podcaster.sources.database.values import Misfit, Row, if_it_fits, number, truth

CHOICES = ("option1", "option2", "option3", "option4")
_OF_QUESTION = ("question_image", "question_audio")
_OF_CHOICES = tuple(f"{choice}_{kind}" for choice in CHOICES for kind in ("image", "audio"))
_WORDING = ("question_type", "question", "correct", "correct_option", "correct_answer", *CHOICES)
_TOLD_APART_BY = (
    "tenant",
    "question_id",
    "question",
    "correct",
    "correct_option",
    "correct_answer",
)
_MOST, _LONGEST_KEY = 5_000, 200


@dataclass(frozen=True, slots=True)
class Question:
    """The words of a question; all empty for one that cannot be asked by voice.

    `is_typed` is true where the answer is written rather than chosen.
    """

    text: str = ""
    correct: str = ""
    choices: tuple[str, ...] = ()
    is_typed: bool = False

    @property
    def can_be_asked(self) -> bool:
        """True where there are words to ask."""
        return self.text != ""


UNASKABLE = Question()


class Questions:
    """Questions by their rows, each looked at once; `texts` are those of whatever goes with them.

    A row without `question_type` says by `question` and `correct` themselves what was asked. Of
    the platform's types, `mcq` and `short` without picture or sound are read: what is right in
    `multi` is told in two ways that contradict each other, `dragdrop` and `sort` have to be seen.
    """

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self._known: dict[tuple[object, ...], Question] = {}

    def of(self, row: Row) -> Question:
        """The question that a row holds."""
        key = _key(row)
        if key not in self._known:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[key] = self._read(row)
        return self._known[key]

    def _read(self, row: Row) -> Question:
        kind = str(row.get("question_type") or "").strip().lower()
        asked = self.texts.line(row.get("question"))
        if not asked or _has_media(row) or kind not in ("", "mcq", "short"):
            return UNASKABLE
        if kind == "mcq":
            choices = tuple(self.texts.line(row.get(choice)) for choice in CHOICES)
            return Question(asked, choice_at(choices, row.get("correct_option")), choices)
        stored = row.get("correct_answer") if kind == "short" else row.get("correct")
        return Question(asked, self.texts.line(stored), is_typed=True)

    def given(self, question: Question, row: Row, metadata: Mapping[str, object]) -> str:
        """What the learner answered to `question`, as far as it can be told."""
        if not question.can_be_asked:
            return ""
        said = (row.get("given"), metadata.get("selected_answer_text"))
        written = metadata.get("submitted_answer") if question.is_typed else None
        for value in (*said, written):
            if line := self.texts.line(value):
                return line
        return choice_at(question.choices, metadata.get("selected_option")) or _choice_named(
            question.choices, metadata.get("selected_option_key")
        )


def _key(row: Row) -> tuple[object, ...]:
    """What tells one question from another: its id and what is asked, else all that is read of it.

    An id alone does not: every tenant may count its own, and queries may take them from two tables.
    """
    if row.get("question_id") is not None:
        return tuple(str(row.get(name))[:_LONGEST_KEY] for name in _TOLD_APART_BY)
    return (_has_media(row), *(str(row.get(name) or "") for name in _WORDING))


def choice_at(choices: tuple[str, ...], place: object) -> str:
    """The choice at a place counted from 1; "" where there is none."""
    at = if_it_fits(number, place)
    return choices[int(at) - 1] if at is not None and at in range(1, len(choices) + 1) else ""


def _choice_named(choices: tuple[str, ...], name: object) -> str:
    named = dict(zip(CHOICES, choices, strict=False))
    return named.get(name, "") if isinstance(name, str) else ""


def _has_media(row: Row) -> bool:
    """True where something has to be seen or heard; a short answer has no choices to look at."""
    is_short = row.get("question_type") == "short"
    columns = _OF_QUESTION if is_short else _OF_QUESTION + _OF_CHOICES
    return any(row.get(column) for column in columns) or _says_media(row.get("has_media"))


def _says_media(value: object) -> bool:
    try:
        return truth(value) is True
    except Misfit:
        return True
