"""How times, dates and whole objects are written in a column, and read again."""

import json
from datetime import date, datetime
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from podcaster.domain.days import as_utc
from podcaster.errors import CannotServe

T = TypeVar("T")


def moment(at: datetime) -> str:
    """A time in ISO 8601, UTC, to the millisecond: text that sorts as time."""
    return as_utc(at).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def day_text(day: date | None) -> str | None:
    """A date in ISO 8601."""
    return None if day is None else day.isoformat()


def as_json(value: object) -> str:
    """A frozen type as JSON that `read` understands; CannotServe if its text is not Unicode."""
    try:
        return _adapter(type(value)).dump_json(value).decode()
    except PydanticSerializationError:
        raise CannotServe(
            "some text for the ledger is not Unicode; mend it at its source"
        ) from None


def from_json(text: str | None) -> Any:
    """What a JSON column holds; None for NULL."""
    return None if text is None else json.loads(text)


def read(kind: type[T], known: object, what: str) -> T:
    """The `kind` that `known` describes; CannotServe if it does not fit.

    The message holds no values.
    """
    try:
        fitting: T = _adapter(kind).validate_python(known)
    except ValidationError as error:
        fields = ", ".join(sorted({str(each["loc"][0]) for each in error.errors() if each["loc"]}))
        raise CannotServe(
            f"the ledger's {what} cannot be read by this version (see its {fields}); "
            "install the version that wrote it"
        ) from None
    return fitting


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def _adapter(kind: type) -> TypeAdapter[Any]:
    """Made when first needed, since making one takes milliseconds."""
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]
