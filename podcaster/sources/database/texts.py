"""Texts of rows: each is cleaned once, and held once however often it comes."""

import re

from podcaster.sources.database.values import Misfit, text
from podcaster.text.clean import clean_line

LONGEST = 1_000
"""Characters: far more than can be spoken, so that what is cut here is left out later."""

_MOST = 2_000_000
"""Characters that are remembered; what comes again after that is cleaned again."""
_PLAIN = re.compile(r"(?:[!-%'-;=?-z|~]+ )*[!-%'-;=?-z|~]+")
"""Printable ASCII without markup, as most texts are: there is nothing to clean."""
_NO_WORDS = re.compile(
    r"<\s*(?:img|picture|svg|canvas|audio|video|source|iframe|object|embed|math|table)\b"
    r"|[{}]",  # a formula, or a blank that a program fills in
    re.IGNORECASE,
)


class Texts:
    """Markup out, one line; "" for what has to be seen or heard to be understood."""

    def __init__(self) -> None:
        self._lines: dict[str, str] = {}
        self._held = 0

    def line(self, value: object) -> str:
        """A value of a row as one line of words."""
        try:
            said = text(value)
        except Misfit:
            return ""
        if len(said) > 4 * LONGEST:
            return _words(said)
        if said not in self._lines:
            self._held += len(said)
            if self._held > _MOST:
                self._lines.clear()
                self._held = len(said)
            self._lines[said] = _words(said)
        return self._lines[said]


def _words(said: str) -> str:
    if len(said) <= LONGEST and _PLAIN.fullmatch(said):
        return said
    return "" if _NO_WORDS.search(said) else clean_line(said, LONGEST)
