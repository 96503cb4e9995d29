"""What an export is made of, before anybody asks whether it is a learner."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from podcaster.domain.learner import BadRecord


@dataclass(frozen=True, slots=True)
class Element:
    """One value of an export; `line` is its line, or in an array its place, counted from 1."""

    line: int
    value: object


Elements = Iterator[Element | BadRecord]


class NotJson(ValueError):
    """Why a text is not JSON, in words that repeat nothing of it."""


# NaN stands where somebody's program had no number.
_DECODER = json.JSONDecoder(parse_constant=lambda _: None)


def decoded(text: str, start: int = 0) -> tuple[object, int]:
    """The JSON value that begins at `start`, and where it ends; NotJson if there is none."""
    try:
        return _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise NotJson(f"is not JSON ({error.msg} at character {error.pos - start + 1})") from None
    except RecursionError:
        raise NotJson("is nested too deeply") from None
    except ValueError:  # the interpreter's limit on digits
        raise NotJson("holds a number of thousands of digits") from None


def decoded_whole(text: str) -> object:
    """The one JSON value that `text` is; NotJson if it is none, or more than one."""
    start = len(text) - len(text.lstrip(" \t\r\n"))
    value, end = decoded(text, start)
    if text[end:].strip(" \t\r\n"):
        raise NotJson(f"is not JSON (something follows it at character {end + 1})")
    return value
