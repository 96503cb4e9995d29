"""From an element of an export to a record that fits, or the reason why it does not."""

from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from podcaster.domain.learner import BadRecord
from podcaster.sources.activity_rows import (
    AbilityRow,
    AnswerRow,
    LessonRow,
    RecommendationRow,
    ReviewRow,
)
from podcaster.sources.elements import Element
from podcaster.sources.record import Record
from podcaster.sources.user_export import NAMES, UserExport, is_user_export

_KNOWN = frozenset(Record.model_fields)
_KNOWN_WITHIN: Mapping[str, frozenset[str]] = {
    name: frozenset(row.model_fields)
    for name, row in (
        ("ability", AbilityRow),
        ("answers", AnswerRow),
        ("reviews_due", ReviewRow),
        ("recommended", RecommendationRow),
        ("lessons", LessonRow),
    )
}
_NAMES = _KNOWN.union(*_KNOWN_WITHIN.values(), NAMES)
_REASONS = {
    "missing": "is missing",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "tuple_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
}


def fitted(element: Element) -> Record | BadRecord:
    """The record, or its first misfit: by line and field, without what stands there."""
    if not isinstance(element.value, dict):
        return BadRecord(element.line, "", "must be an object")
    try:
        return Record.model_validate(_record(element.value))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        reason = first["msg"] if first["type"] == "misfit" else _REASONS.get(first["type"])
        return BadRecord(element.line, _path(first["loc"]), reason or "does not fit")


def _record(value: Mapping[str, object]) -> Mapping[str, object]:
    return UserExport.model_validate(value).record() if is_user_export(value) else value


def unknown_fields(value: Mapping[str, object]) -> Iterator[str]:
    """The fields that a record has and nobody reads; `answers.colour` for a nested one.

    The export of one user is the platform's own, with parts that are meant to be passed over.
    """
    if is_user_export(value):
        return
    yield from _unknown(value, _KNOWN)
    for name, known in _KNOWN_WITHIN.items():
        nested = value.get(name)
        for each in nested if isinstance(nested, list) else (nested,):
            if isinstance(each, dict):
                yield from (f"{name}.{field}" for field in _unknown(each, known))


def _unknown(row: Mapping[str, object], known: frozenset[str]) -> Iterator[str]:
    if not row.keys() <= known:
        yield from (field for field in row if field not in known)


def _path(parts: tuple[int | str, ...]) -> str:
    """`answers[3].at`; a key that is no field's name is a value of somebody's, and not told."""
    path = ""
    for part in parts:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part in _NAMES:
            path += f".{part}" if path else part
        else:
            return f"{path}[?]"
    return path
