"""How the single values of a record are read: kindly, where kindness loses nothing."""

import math
from datetime import UTC, datetime
from typing import Annotated

from pydantic import Field, PlainValidator
from pydantic_core import PydanticCustomError

from podcaster.domain.days import as_utc
from podcaster.domain.learner import Gender
from podcaster.sources.unpacking import FOREIGN

LONGEST_ID = 10_000
LONGEST_NAME = 1_000
"""Names and tags are cut here: what is longer is neither, and a page is held in memory."""

_FIRST, _LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
_GENDERS: dict[object, Gender] = {"female": "female", "male": "male"}


def _misfit(reason: str) -> PydanticCustomError:
    return PydanticCustomError("misfit", reason)


def identity(value: object) -> str:
    """Kept exactly as it is, since any change could make two learners one."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise _misfit("must be text or a whole number")
    if not value.strip():
        raise _misfit("must not be empty")
    if len(value) > LONGEST_ID:
        raise _misfit(f"is longer than {LONGEST_ID:,} characters")
    if "\0" in value or (not value.isascii() and _is_damaged(value)):
        raise _misfit("holds what is not text in UTF-8")
    return value


def _tenant(value: object) -> str:
    return "" if value == "" else identity(value)


def text(value: object) -> str:
    """Numbers and truth values come as answers to questions, so they are texts here too."""
    if not isinstance(value, str):
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, int | float):
            return str(value)
        raise _misfit("must be text")
    if value.isascii() and "\0" not in value:
        return value
    if FOREIGN in value:
        raise _misfit("is not text in UTF-8")
    return _without_halves(value).replace("\0", "\ufffd")


def _name(value: object) -> str:
    return text(value)[:LONGEST_NAME]


def _is_damaged(value: str) -> bool:
    return FOREIGN in value or _without_halves(value) != value


def _without_halves(value: str) -> str:
    """Surrogates that make a character make it; one that is alone becomes U+FFFD."""
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _time(value: object) -> datetime:
    if not isinstance(value, str):
        raise _misfit("must be a time as ISO 8601 has it")
    try:
        moment = as_utc(datetime.fromisoformat(value.strip()))
    except (ValueError, OverflowError):
        raise _misfit("is no time as ISO 8601 has it") from None
    if not _FIRST <= moment < _LAST:
        raise _misfit("is a time that cannot be meant")
    return moment


def possible_time(value: object) -> datetime | None:
    """Year 1 is how some databases write "never"."""
    is_never = isinstance(value, str) and value.startswith(("0000-", "0001-"))
    return None if value is None or is_never else _time(value)


def _number(value: object) -> float | None:
    """What is not finite is how some programs write "no number"."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _misfit("must be a number")
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise _misfit("is no number") from None
    return number if math.isfinite(number) else None


def _share(value: object) -> float | None:
    number = _number(value)
    if number is not None and not 0 <= number <= 1:
        raise _misfit("must be a share from 0 to 1")
    return number


def _gender(value: object) -> Gender | None:
    return _GENDERS.get(value.strip().lower()) if isinstance(value, str) else None


_IsoTime = Annotated[str, Field(examples=["2025-12-06T21:04:00Z", "2025-12-06 21:04"])]
_Share = Annotated[float, Field(ge=0, le=1)]

Identity = Annotated[str, PlainValidator(identity, json_schema_input_type=str | int)]
Tenant = Annotated[str, PlainValidator(_tenant, json_schema_input_type=str | int)]
Text = Annotated[str, PlainValidator(text, json_schema_input_type=str)]
Reply = Annotated[str, PlainValidator(text, json_schema_input_type=str | float | bool)]
Name = Annotated[str, PlainValidator(_name, json_schema_input_type=str)]
Time = Annotated[datetime, PlainValidator(_time, json_schema_input_type=_IsoTime)]
PossibleTime = Annotated[
    datetime | None, PlainValidator(possible_time, json_schema_input_type=_IsoTime | None)
]
Number = Annotated[float | None, PlainValidator(_number, json_schema_input_type=float | None)]
Share = Annotated[float | None, PlainValidator(_share, json_schema_input_type=_Share | None)]
VoiceGender = Annotated[
    Gender | None, PlainValidator(_gender, json_schema_input_type=Gender | None)
]
