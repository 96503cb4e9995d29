"""Values of a dump as SQLite keeps them where Django itself wrote them."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

from pydantic_core import PydanticCustomError

from podcaster.sources import fields
from podcaster.sources.dumpdata.models import USER, Model

_ENCODER = json.JSONEncoder(ensure_ascii=False)

Value = str | int | float | bytes | None


class Misfit(ValueError):
    """What is wrong with one object of a dump: the field, and the reason."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


class Dumped(NamedTuple):
    """One object of a dump."""

    model: str
    pk: object
    fields: Mapping[str, object]


def is_dumped(value: object) -> bool:
    """True for what looks like an object of a dump, whole or not."""
    return isinstance(value, dict) and "user_id" not in value and {"model", "fields"} <= set(value)


def dumped(value: object) -> Dumped:
    """The object that an element of a dump is; Misfit if it is none."""
    if not isinstance(value, dict):
        raise Misfit("", "must be an object")
    model, its_fields = value.get("model"), value.get("fields")
    if not isinstance(model, str):
        raise Misfit("model", "must be text" if "model" in value else "is missing")
    if not isinstance(its_fields, dict):
        raise Misfit("fields", "must be an object" if "fields" in value else "is missing")
    return Dumped(model, value.get("pk"), its_fields)


def natural_key(values: Sequence[object]) -> bytes:
    """A natural key as a value that no number and no text is ever equal to, and that tells nothing.

    It may be the name that somebody logs in by.
    """
    try:
        return blake2b(json.dumps(list(values)).encode(), digest_size=16).digest()
    except RecursionError:
        raise Misfit("", "is nested too deeply") from None


def keyed(found: Dumped, model: Model) -> bytes | None:
    """The natural key of the object, None where it has none."""
    key = [found.fields.get(name) for name in model.key]
    return natural_key(key) if key and None not in key else None


def identity(found: Dumped, model: Model) -> Value:
    """What the object is known by: its number, else what is made of its natural key.

    For a user without a number that is an id of our own, the same in every dump: the name itself
    may be an e-mail address, and ids are shown and stored.
    """
    pk = found.pk
    if pk is None:
        key = keyed(found, model)
        if key is None and found.model == USER:
            raise Misfit("pk", "is missing")
        return key and f"u-{key.hex()[:20]}"
    if isinstance(pk, bool) or not isinstance(pk, int | str):
        raise Misfit("pk", "must be text or a whole number")
    try:
        fields.identity(pk)
        return _within_64_bits(pk)
    except PydanticCustomError as error:
        raise Misfit("pk", error.message()) from None
    except Misfit as error:
        raise Misfit("pk", error.reason) from None


def kept(model: Model, name: str, value: object) -> Value:
    """The value of a field as it is written down; Misfit if it is not of the field's kind."""
    try:
        if name in model.one:
            return reference(value)
        if name in model.json:
            return None if value is None else fields.text(_ENCODER.encode(value))
        if name in model.times:
            moment = fields.possible_time(value)
            return None if moment is None else _in_django(moment)
        return _plain(value)
    except PydanticCustomError as error:
        raise Misfit(f"fields.{name}", error.message()) from None
    except Misfit as error:
        raise Misfit(f"fields.{name}", error.reason) from None
    except RecursionError:
        raise Misfit(f"fields.{name}", "is nested too deeply") from None


def others(found: Dumped, name: str) -> list[Value]:
    """The objects that a many-to-many field leads to."""
    value = found.fields[name]
    if not isinstance(value, list):
        raise Misfit(f"fields.{name}", "must be a list")
    try:
        return [reference(each) for each in value]
    except (Misfit, PydanticCustomError) as error:
        reason = error.reason if isinstance(error, Misfit) else error.message()
        raise Misfit(f"fields.{name}", reason) from None


def reference(value: object) -> Value:
    """Which object is meant: a number or text, or a natural key."""
    if isinstance(value, list):
        return natural_key(value)
    if value is None or (isinstance(value, int | str) and not isinstance(value, bool)):
        return _plain(value)
    raise Misfit("", "must be a number or a natural key")


def _in_django(moment: datetime) -> str:
    """As Django writes it in SQLite, but for the fraction, which is always there."""
    return moment.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")


def _plain(value: object) -> Value:
    if value is None or isinstance(value, float):
        return value
    if isinstance(value, bool):
        return int(value)
    return _within_64_bits(value) if isinstance(value, int) else fields.text(value)


def _within_64_bits(value: int | str) -> int | str:
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise Misfit("", "is a number that no database holds")
    return value
