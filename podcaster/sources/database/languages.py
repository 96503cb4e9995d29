"""Which language a learner chose, of several columns that nearly always hold a default."""

from collections.abc import Mapping

from podcaster.sources.database.values import Row, decoded, if_it_fits, text
from podcaster.text.languages import normalise

UNTOUCHED = "en"
"""What the platform writes for everybody: it is no choice of the learner's."""

CHOSEN_IN = ("report_language", "native_language", "locale")
SPOKEN = "languages_spoken"


def language_of(row: Row, origins: Mapping[str, str]) -> tuple[str, str]:
    """The language tag and where it is from, by the origins of the row's columns; "" for neither.

    `language` goes before all others. Then comes the first that somebody chose, then the default
    where it stands, then the first of those the learner is said to speak.
    """
    found = _found(row)
    return (found[0], origins.get(found[1], found[1])) if found else ("", "")


def _found(row: Row) -> tuple[str, str] | None:
    if said := if_it_fits(text, row.get("language")):
        return said, "language"
    said_in = ((if_it_fits(text, row.get(column)) or "", column) for column in CHOSEN_IN)
    tags = [(tag, column) for said, column in said_in if (tag := normalise(said))]
    chosen = (each for each in tags if each[0] != UNTOUCHED)
    if found := next(chosen, tags[0] if tags else None):
        return found
    spoken = _first_spoken(row.get(SPOKEN))
    return (spoken, SPOKEN) if spoken else None


def _first_spoken(value: object) -> str:
    spoken = decoded(value)
    first = spoken[0] if isinstance(spoken, list | tuple) and spoken else ""
    return normalise(first) if isinstance(first, str) else ""
