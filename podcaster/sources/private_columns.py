"""Columns that hold secrets or what is said of a person: none of them is ever a plan."""

import re

_PRIVATE = re.compile(
    r"(?:.*_)?(?:password|passwd|pwd|token|secret|salt|hash|otp|credentials?|apikey"
    r"|e?mail|phone|mobile|address|birth|birthday|birthdate|username|nickname|bio)(?:_.*)?"
    r"|key|(?:api|private)_key|(?:first|last|full|display)_name",
    re.IGNORECASE,
)


def is_private(column: str) -> bool:
    """True for a column that, by its name, holds no plan but something that nobody may read."""
    return _PRIVATE.fullmatch(column) is not None
