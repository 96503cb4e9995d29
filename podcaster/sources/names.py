"""The names that a source gives to what nobody reads: few, whatever it holds."""

import re

OTHERS = "(others)"
"""Stands for what is not counted by its own name."""

_MOST_NAMES = 100
_NAME = re.compile(r"[^\W\d][\w .-]{0,59}")


class Names:
    """Under which name each is counted: few by their own, and none that looks like a value."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def counted_as(self, name: str) -> str:
        """The name itself, or OTHERS."""
        if len(self._known) < _MOST_NAMES and _NAME.fullmatch(name):
            self._known.add(name)
        return name if name in self._known else OTHERS
