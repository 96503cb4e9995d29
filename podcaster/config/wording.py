"""What pydantic found, in plain words."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import ErrorDetails

from podcaster.config.nearest import perhaps

TEXT = "must be text in quotes"
LIST = 'must be a list, such as ["one", "two"]'
TABLE = "must be a table of keys"
WHOLE, NUMBER = "must be a whole number", "must be a number"
Context = Mapping[str, Any]

_OF_TYPE: Mapping[str, str] = {
    "string_type": TEXT,
    "string_unicode": TEXT,
    "path_type": TEXT,
    "int_type": WHOLE,
    "int_parsing": WHOLE,
    "int_from_float": WHOLE,
    "int_parsing_size": WHOLE,
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "tuple_type": LIST,
    "list_type": LIST,
    "model_type": TABLE,
    "model_attributes_type": TABLE,
    "mapping_type": TABLE,
    "dict_type": TABLE,
    "missing": "has too few items",
    "too_long": "has too many items",
    "string_too_short": "must not be empty",
    "string_too_long": "is too long",
    "string_pattern_mismatch": "is no name: use letters, digits, _ and -",
}

_WITH_CONTEXT: Mapping[str, Callable[[Context], str]] = {
    "greater_than": lambda context: f"must be more than {context['gt']:g}",
    "greater_than_equal": lambda context: f"must be at least {context['ge']:g}",
    "less_than": lambda context: f"must be less than {context['lt']:g}",
    "less_than_equal": lambda context: f"must be at most {context['le']:g}",
    "literal_error": lambda context: f"must be {context['expected']}",
    "union_tag_invalid": lambda context: "must be one of " + str(context["expected_tags"]),
    "too_short": lambda context: (
        f"needs at least {context['min_length']} items"
        if context["min_length"] > 1
        else "must not be an empty list"
    ),
    "value_error": lambda context: str(context["error"]),
}


def in_plain_words(error: ErrorDetails) -> str:
    """One fault, without its place."""
    kind, context = error["type"], error.get("ctx", {})
    if kind in _OF_TYPE:
        return _OF_TYPE[kind]
    if kind not in _WITH_CONTEXT:
        return error["msg"]
    words = _WITH_CONTEXT[kind](context)
    if kind == "union_tag_invalid":
        words += perhaps(context["tag"], context["expected_tags"].split("'")[1::2])
    if kind == "literal_error" and isinstance(error["input"], str):
        words += perhaps(error["input"], context["expected"].split("'")[1::2])
    return words.replace("'", '"') if kind in ("literal_error", "union_tag_invalid") else words
