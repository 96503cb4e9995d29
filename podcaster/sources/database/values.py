"""Single values of a database's rows: every driver has its own way to say the same."""

import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from podcaster.sources.elements import NotJson, decoded_whole
from podcaster.sources.fields import LONGEST_ID

T = TypeVar("T")

Row = Mapping[str, object]
"""A row of a query by the names of its columns; columns that it lacks are absent."""

_TRUTH = {"true": True, "t": True, "yes": True, "y": True, "1": True} | {
    "false": False,
    "f": False,
    "no": False,
    "n": False,
    "0": False,
}


class Misfit(ValueError):
    """Why a value does not fit, in words that repeat nothing of it."""


def identity(value: object) -> str:
    """An id as text, kept exactly; Misfit if it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, float | Decimal) and number(value) is not None and value == int(value):
        return str(int(value))
    if isinstance(value, bytes):
        value = _decoded_bytes(value)
    if isinstance(value, UUID):
        return str(value)
    if not isinstance(value, str):
        raise Misfit("must be text or a whole number")
    if not value.strip():
        raise Misfit("must not be empty")
    if len(value) > LONGEST_ID:
        raise Misfit(f"is longer than {LONGEST_ID:,} characters")
    if "\0" in value or _repaired(value) != value:
        raise Misfit("holds what is not text in UTF-8")
    return value


def text(value: object) -> str:
    """A value as text; "" for none. Truth values are written as JSON has them."""
    if value is None:
        return ""
    if isinstance(value, bytes):
        value = _decoded_bytes(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | Decimal | UUID):
        return str(value)
    if not isinstance(value, str):
        raise Misfit("must be text")
    if value.isascii() and "\0" not in value:
        return value
    return _repaired(value).replace("\0", "\ufffd")


def id_of(value: object) -> str:
    """What tells one thing from another; "" for what is no id."""
    return if_it_fits(identity, value) or ""


def truth(value: object) -> bool | None:
    """True, false or not known: a truth value, 0 or 1, or the word for one.

    The text "false" is false.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, bytes):  # a BIT(1) of MySQL
        value = int.from_bytes(value) if len(value) == 1 else value.decode("latin-1")
    if isinstance(value, int | float | Decimal) and if_it_fits(number, value) in (0.0, 1.0):
        return bool(value)
    if isinstance(value, str) and not value.strip():
        return None
    word = _TRUTH.get(value.strip().lower()) if isinstance(value, str) else None
    if word is None:
        raise Misfit("must be true or false")
    return word


def number(value: object) -> float | None:
    """A finite number; None for none, or for what is not finite."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise Misfit("must be a number")
    try:
        found = float(value)
    except (ValueError, OverflowError):
        raise Misfit("is no number") from None
    return found if math.isfinite(found) else None


def whole(value: object) -> int | None:
    """A number without its fraction."""
    found = number(value)
    return None if found is None else int(found)


def if_it_fits(read: Callable[[object], T | None], value: object) -> T | None:
    """What `read` makes of a value; None where it does not fit."""
    try:
        return read(value)
    except Misfit:
        return None


def decoded(value: object) -> object:
    """A JSON value: some drivers give it decoded, others as text.

    Text that is no JSON stays text: it is a JSON string that was decoded already.
    """
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return value
    try:
        return decoded_whole(value)
    except NotJson:
        return value


def _decoded_bytes(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        raise Misfit("holds what is not text in UTF-8") from None


def _repaired(value: str) -> str:
    """Half characters, which no store can hold, become U+FFFD."""
    if value.isascii():
        return value
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
